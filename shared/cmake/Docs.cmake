# docs_for(collect): the man page and the completions of a program, made at build time from its own
# option table (PROGRAM --describe=markdown|bash|zsh) and the hand-written PROGRAM.1.md beside it,
# which holds the sections that no table knows. Installed with the program.
function(docs_for program)
  if(CMAKE_CROSSCOMPILING)
    message(STATUS "no man page and completions of ${program}: it cannot run here")
    return()
  endif()
  set(script ${CMAKE_SOURCE_DIR}/shared/cmake/DescribeProgram.cmake)
  set(more ${CMAKE_CURRENT_SOURCE_DIR}/${program}.1.md)
  set(out ${CMAKE_CURRENT_BINARY_DIR})
  set(page ${out}/${program}.1)
  set(bash ${out}/${program}.bash)
  set(zsh ${out}/_${program})
  add_custom_command(OUTPUT ${page} ${bash} ${zsh}
    COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${program}> -DNAME=${program} -DMORE=${more}
            -DCMARK=${CMARK_PROGRAM} -DVERSION=${PROJECT_VERSION} -DOUT=${out} -P ${script}
    DEPENDS ${program} ${more} ${script} VERBATIM)
  add_custom_target(docs_${program} ALL DEPENDS ${page} ${bash} ${zsh})

  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${bash} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
          RENAME ${program})
  # Below /usr, Debian's zsh reads vendor-completions and not site-functions.
  install(CODE "
    set(folder site-functions)
    if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
      set(folder vendor-completions)
    endif()
    file(INSTALL \"${zsh}\"
         DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\")")
endfunction()
