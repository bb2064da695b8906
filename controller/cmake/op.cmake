# The words every room's CMakeLists.txt is written in: op_rooms, op_library, op_program, op_version, op_test.
include_guard(GLOBAL)
include(GoogleTest)

# What we ask of our own sources. Libraries are imported targets, whose headers the compiler takes as system headers.
add_library(op_warnings INTERFACE)
add_library(op::warnings ALIAS op_warnings)
target_compile_options(op_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast)

# Adds the folders that are there: a room brings its own CMakeLists.txt.
function(op_rooms)
  foreach(room IN LISTS ARGN)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/CMakeLists.txt)
      add_subdirectory(${room})
    endif()
  endforeach()
endfunction()

# op_library(NAME kube SOURCES a.cpp b.cpp DEPS op::http PRIVATE_DEPS yaml-cpp)
# Makes the static library op_kube, known as op::kube. Without sources it is headers alone.
# DEPS are for what the headers show, PRIVATE_DEPS for what only the sources use.
function(op_library)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  if(arg_SOURCES)
    add_library(op_${arg_NAME} STATIC ${arg_SOURCES})
    target_include_directories(op_${arg_NAME} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(op_${arg_NAME} PUBLIC ${arg_DEPS} PRIVATE ${arg_PRIVATE_DEPS} op::warnings)
  else()
    add_library(op_${arg_NAME} INTERFACE)
    target_include_directories(op_${arg_NAME} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(op_${arg_NAME} INTERFACE ${arg_DEPS} ${arg_PRIVATE_DEPS})
  endif()
  add_library(op::${arg_NAME} ALIAS op_${arg_NAME})
endfunction()

# op_program(NAME zpa-operator SOURCES main.cpp DEPS op::runtime) makes <build>/bin/zpa-operator.
function(op_program)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPS" ${ARGN})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${arg_NAME} PRIVATE ${arg_DEPS} op::warnings)
  target_link_options(${arg_NAME} PRIVATE -Wl,--as-needed)
  set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# op_version(version.cpp) tells this one source of a program the version, so that a new one compiles nothing else anew.
function(op_version source)
  set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS "OP_VERSION=\"${PROJECT_VERSION}\"")
endfunction()

# op_test(NAME unit_kube SOURCES a_test.cpp DEPS op::kube LABELS unit [TIMEOUT seconds] [SERIAL])
# Each TEST becomes a test of ctest under its own name with the labels given. SERIAL keeps it alone on the machine.
function(op_test)
  cmake_parse_arguments(arg "SERIAL" "NAME;TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT BUILD_TESTING)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  set(serial FALSE)
  if(arg_SERIAL)
    set(serial TRUE)
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${arg_NAME} PRIVATE
    OP_SOURCE_DIR="${PROJECT_SOURCE_DIR}" OP_BIN_DIR="${PROJECT_BINARY_DIR}/bin")
  target_link_libraries(${arg_NAME} PRIVATE ${arg_DEPS} GTest::gmock_main op::warnings)
  set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  gtest_discover_tests(${arg_NAME}
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${serial})
endfunction()
