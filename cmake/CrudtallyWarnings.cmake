# Warnings are errors; the sanitizers and the hardening flags are chosen here too.
set(CRUDTALLY_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    -Woverloaded-virtual -Werror)
if(CRUDTALLY_SANITIZE)
  add_compile_options(-fsanitize=${CRUDTALLY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CRUDTALLY_SANITIZE})
endif()
