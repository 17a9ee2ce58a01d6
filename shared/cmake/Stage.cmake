# stage(NAME SOURCES a.c b.c USES other_stage PkgConfig::LIB PRIVATE_USES ...)
# A static library made of the files of the current folder. It sees its own headers and those of what it
# USES, so an #include against the flow does not compile. PRIVATE_USES are linked but their headers are not
# handed on.
function(stage name)
  cmake_parse_arguments(A "" "" "SOURCES;USES;PRIVATE_USES" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE flags ${A_PRIVATE_USES} PUBLIC ${A_USES})
endfunction()

# unit_test(test_slice shared): tests/unit/test_slice.c against one stage (and what follows it).
function(unit_test name)
  add_executable(${name} ${name}.c)
  target_link_libraries(${name} PRIVATE flags ${ARGN} PkgConfig::CMOCKA)
  target_compile_definitions(${name} PRIVATE
    FIXTURES="${CMAKE_SOURCE_DIR}/tests/fixtures" SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME unit.${name} COMMAND ${name})
  set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()

# fuzz_target(goroutine report_parse): fuzz_goroutine.c, replayed over corpus/goroutine as a test, and
# with -DFUZZ=ON also built for libFuzzer.
function(fuzz_target name)
  add_executable(replay_${name} fuzz_${name}.c fuzz_replay.c)
  target_link_libraries(replay_${name} PRIVATE flags ${ARGN})
  add_test(NAME fuzz.replay_${name} COMMAND replay_${name} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  set_tests_properties(fuzz.replay_${name} PROPERTIES LABELS fuzz TIMEOUT 120)
  if(FUZZ)
    add_executable(fuzz_${name} fuzz_${name}.c)
    target_link_libraries(fuzz_${name} PRIVATE flags ${ARGN})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()

# embed(SOURCES_VAR file name): adds a generated source that defines `const struct slice NAME`.
function(embed sources_var file name)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${CMAKE_CURRENT_SOURCE_DIR}/${file} -DOUT=${out} -DNAME=${name}
            -P ${CMAKE_SOURCE_DIR}/shared/cmake/EmbedFile.cmake
    DEPENDS ${file} ${CMAKE_SOURCE_DIR}/shared/cmake/EmbedFile.cmake VERBATIM)
  set(${sources_var} ${${sources_var}} ${out} PARENT_SCOPE)
endfunction()
