# Warnings, the sanitizers, and whether a warning ends the build.
set(CRUDTALLY_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    -Woverloaded-virtual)
# Who develops builds the tests, and mends warnings. Who installs may have a compiler that finds
# others: they must not keep the package from being built.
option(CRUDTALLY_WARNINGS_ARE_ERRORS "End the build at a warning" ${CRUDTALLY_TESTS})
if(CRUDTALLY_WARNINGS_ARE_ERRORS)
  list(APPEND CRUDTALLY_WARNINGS -Werror)
endif()
if(CRUDTALLY_SANITIZE)
  add_compile_options(-fsanitize=${CRUDTALLY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CRUDTALLY_SANITIZE})
endif()
