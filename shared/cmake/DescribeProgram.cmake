# cmake -DPROGRAM=build/collect -DNAME=collect -DMORE=collect.1.md -DCMARK=cmark -DVERSION=0.1.0
#       -DOUT=folder -P DescribeProgram.cmake
# Writes OUT/NAME.1 (man page), OUT/NAME.bash and OUT/_NAME (completions).
function(describe as to)
  execute_process(COMMAND ${PROGRAM} --describe=${as} RESULT_VARIABLE failed
                  OUTPUT_FILE ${OUT}/${to} ERROR_VARIABLE words)
  if(failed)
    message(FATAL_ERROR "${NAME} --describe=${as}: ${failed} ${words}")
  endif()
endfunction()
describe(bash ${NAME}.bash)
describe(zsh _${NAME})
describe(markdown ${NAME}.table.md)

execute_process(COMMAND ${CMARK} -t man ${OUT}/${NAME}.table.md ${MORE}
                RESULT_VARIABLE failed OUTPUT_VARIABLE page)
if(failed)
  message(FATAL_ERROR "cmark failed on the man page of ${NAME}")
endif()

# What man(7) wants and cmark does not write: a title line, section names on the line of .SH, and an
# indented paragraph for an exit code and for "option, line break, explanation" (cmark puts the
# request for a line break at the end of a text line, where it would be printed).
string(REGEX REPLACE "\\.SH\n([^\n]+)\n" ".SH \\1\n" page "${page}")
string(REGEX REPLACE "\\.PP\n([^\n]*[^\n.])\\.PD 0\n\\.P\n\\.PD\n" ".TP\n\\1\n" page "${page}")
string(REGEX REPLACE "\\.PD 0\n\\.P\n\\.PD\n" "\n.br\n" page "${page}")
string(REGEX REPLACE "\n(\\.PP|\\.SH EXIT STATUS)\n(\\\\f\\[B\\][0-9]+\\\\f\\[\\]) " "\n\\1\n.TP 4\n\\2\n"
       page "${page}")
string(REGEX REPLACE "\n\\.PP\n\\.TP" "\n.TP" page "${page}")
string(REGEX REPLACE "\n\\.SH ([^\n]+)\n\\.PP\n" "\n.SH \\1\n" page "\n${page}")
string(TOUPPER ${NAME} title)
file(WRITE ${OUT}/${NAME}.1 ".TH ${title} 1 \"\" \"Exhibit ${VERSION}\" \"User Commands\"${page}")
