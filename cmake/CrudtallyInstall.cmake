# What goes into the wheel, which scikit-build-core makes of the install tree:
#
#   crudtally/bin/crudtally       the executable
#   crudtally/lib/                its own libarrow and libparquet, as the pyarrow wheel has them, and
#                                 those libraries of the system that have no static form (ISA-L)
#   crudtally/licences/arrow/     their licence and notice
#   the folder of scripts         the launcher, which finds the executable from there
#
# libstdc++ and libgcc are the system's: libarrow needs them too, and two copies of a C++ runtime in
# one process must not share exceptions and strings. So the wheel runs where glibc and libstdc++ are
# at least those of the machine that built it: one built on Debian 12 runs there and on Ubuntu 24.04.

# Its own libraries come before those of LD_LIBRARY_PATH, where a conda environment or a cluster may
# have a libarrow of the same name: that is RPATH, not RUNPATH.
target_link_options(crudtally PRIVATE -Wl,--disable-new-dtags)
set_target_properties(crudtally PROPERTIES INSTALL_RPATH "$ORIGIN/../lib")

# Runs before anything else is known of the machine, so it needs libc alone.
add_executable(crudtally_launcher packaging/launcher.cc)
target_compile_options(crudtally_launcher PRIVATE ${CRUDTALLY_WARNINGS})
target_link_options(crudtally_launcher PRIVATE -static-libgcc -static-libstdc++)
set_target_properties(crudtally_launcher PROPERTIES
  OUTPUT_NAME crudtally RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/launcher)

if(SKBUILD)
  install(TARGETS crudtally DESTINATION crudtally/bin)
  install(PROGRAMS ${ARROW_LIBRARIES} DESTINATION crudtally/lib)
  foreach(library ${CRUDTALLY_SHARED_LIBRARIES})
    # One file under the name that the executable asks for: a wheel holds no symbolic links.
    execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${library} OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
    if(NOT headers MATCHES "SONAME +([^\n]+)")
      message(FATAL_ERROR "${library} has no SONAME")
    endif()
    set(name ${CMAKE_MATCH_1})
    file(REAL_PATH ${library} library)
    install(PROGRAMS ${library} DESTINATION crudtally/lib RENAME ${name})
  endforeach()
  file(GLOB arrow_licences ${ARROW_FOLDER}/../pyarrow-*.dist-info/licenses/*.txt)
  if(NOT arrow_licences)
    message(FATAL_ERROR "no licence files of pyarrow beside ${ARROW_FOLDER}: its copy of Arrow must "
                        "not be passed on without them")
  endif()
  install(FILES ${arrow_licences} DESTINATION crudtally/licences/arrow)
  install(TARGETS crudtally_launcher DESTINATION ${SKBUILD_SCRIPTS_DIR})
endif()
