/* key_lines.h - reads files of "key value" lines without a colon, blanks or a tab between: vmstat,
 * clock.txt, cpu.txt, disk.txt. The records are those of proc_status.h. */
#ifndef PARSE_KEY_LINES_H
#define PARSE_KEY_LINES_H

#include "proc_status.h"

/* STATUS_SYNTAX when there is not one pair in the text. */
MUST_CHECK enum status key_lines_parse(struct arena *a, struct slice text, struct proc_pairs *ret,
                                       struct error *err);

#endif
