# cmake -DIN=page.html -DOUT=page.c -DNAME=template_page -P EmbedFile.cmake
# Writes the bytes of IN as `const struct slice NAME`, with a NUL behind them.
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
get_filename_component(base "${IN}" NAME)
file(WRITE "${OUT}" "/* generated from ${base} */\n#include \"templates.h\"\n\n"
  "static const unsigned char bytes[] = {${bytes}0};\n"
  "const struct slice ${NAME} = {bytes, sizeof bytes - 1};\n")
