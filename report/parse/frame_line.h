/* frame_line.h - the two lines of a frame in a goroutine dump. */
#ifndef PARSE_FRAME_LINE_H
#define PARSE_FRAME_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "slice.h"

/* "main.(*Store).Get(0xc000010000, {0x1, 0x2}, ...)" -> "main.(*Store).Get". A C symbol stands for
 * itself; "non-Go function at pc=0x7f00" is "non-Go function". */
struct slice frame_function(struct slice line);

/* "\t/src/a b/main.go:31 +0x2c fp=0xc00 sp=0xc00 pc=0x47" -> file and line. True also for a place
 * that only has an address ("\tpc=0x47"): then file is empty. *whole says that something followed
 * the line number, so that none of its digits can be missing. */
bool frame_place(struct slice text, struct slice *file, uint64_t *line, bool *whole);

/* "12" behind the last colon: "C:\\src\\main.go:12". False without one. */
bool frame_file_line(struct slice text, struct slice *file, uint64_t *line);

#endif
