# What crudtally stands on. Everything but Arrow comes from the system and is linked statically
# where that is possible; Arrow and Parquet come from the pyarrow wheel of the Python that builds.
find_package(Threads REQUIRED)

# Says in one line what to install when a library is missing.
function(crudtally_require found what)
  if(NOT ${found})
    message(FATAL_ERROR "${what} is missing. On Debian and Ubuntu: apt-get install -y libcli11-dev "
                        "libfmt-dev libisal-dev libxxhash-dev nlohmann-json3-dev zlib1g-dev "
                        "libzstd-dev")
  endif()
endfunction()

find_package(CLI11 QUIET)
crudtally_require(CLI11_FOUND "CLI11 (argument parsing)")
find_package(fmt QUIET)
crudtally_require(fmt_FOUND "fmt (formatting)")
find_package(nlohmann_json QUIET)
crudtally_require(nlohmann_json_FOUND "nlohmann-json (JSON)")

# A static library where there is one, so that the executable runs where the library is not
# installed; elsewhere the shared one, which then goes into the wheel.
set(CRUDTALLY_SHARED_LIBRARIES "")
function(crudtally_system_library target header library)
  find_path(${target}_INCLUDE ${header})
  find_library(${target}_LIBRARY NAMES lib${library}.a ${library})
  add_library(crudtally_${target} INTERFACE)
  if(${target}_INCLUDE AND ${target}_LIBRARY)
    set(${target}_FOUND TRUE)
  endif()
  crudtally_require(${target}_FOUND "${library}")
  if(NOT ${target}_LIBRARY MATCHES "\\.a$")
    list(APPEND CRUDTALLY_SHARED_LIBRARIES ${${target}_LIBRARY})
    set(CRUDTALLY_SHARED_LIBRARIES ${CRUDTALLY_SHARED_LIBRARIES} PARENT_SCOPE)
  endif()
  target_include_directories(crudtally_${target} SYSTEM INTERFACE ${${target}_INCLUDE})
  target_link_libraries(crudtally_${target} INTERFACE ${${target}_LIBRARY})
endfunction()
crudtally_system_library(xxhash xxhash.h xxhash)
# Inflates what zlib deflates, at more than twice the speed. Debian and Ubuntu have no static one.
crudtally_system_library(isal isa-l/igzip_lib.h isal)
crudtally_system_library(zlib zlib.h z)
crudtally_system_library(zstd zstd.h zstd)

# The wheel has neither unversioned links nor a CMake config: ask it where things are, and link the
# versioned files themselves.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
execute_process(
  COMMAND ${Python3_EXECUTABLE} -c
          "import pyarrow; print(pyarrow.get_include(), pyarrow.get_library_dirs()[0], sep=';')"
  OUTPUT_VARIABLE pyarrow_folders
  OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE pyarrow_failed)
if(pyarrow_failed)
  message(FATAL_ERROR "${Python3_EXECUTABLE} has no pyarrow: pip install 'pyarrow>=26,<27'")
endif()
list(GET pyarrow_folders 0 ARROW_INCLUDE)
list(GET pyarrow_folders 1 ARROW_FOLDER)
file(GLOB ARROW_LIBRARIES ${ARROW_FOLDER}/libarrow.so.2600 ${ARROW_FOLDER}/libparquet.so.2600)
list(LENGTH ARROW_LIBRARIES arrow_libraries)
if(NOT arrow_libraries EQUAL 2)
  message(FATAL_ERROR "no libarrow.so.2600 and libparquet.so.2600 in ${ARROW_FOLDER}: "
                      "pip install 'pyarrow>=26,<27'")
endif()
add_library(crudtally_arrow INTERFACE)
target_include_directories(crudtally_arrow SYSTEM INTERFACE ${ARROW_INCLUDE})
target_link_libraries(crudtally_arrow INTERFACE ${ARROW_LIBRARIES})
