/* profile_text.h - reads profiles as text (debug=1) into the tables of pprof.h: heap, allocs,
 * block, mutex, threadcreate, goroutine, goroutineleak, and the program's own.
 *
 *     heap profile: 3: 48 [9: 144] @ heap/1048576
 *     1: 16 [3: 48] @ 0x4a3b2c 0x46c9d1
 *     #	0x4a3b2b	main.worker+0x2b	/src/main.go:31
 *
 * The lines with "#" name the functions, so nothing else is needed; go tool pprof passes them over
 * and then knows addresses only. Where they are missing, locations have an address and no line.
 * Values are what pprof makes of them: a heap profile is scaled up from its samples (that from
 * debug=0 is already), cycles become nanoseconds. The text must outlive the tables. */
#ifndef PARSE_PROFILE_TEXT_H
#define PARSE_PROFILE_TEXT_H

#include "pprof.h"

/* Does it begin like one of them? */
bool profile_text_is(struct slice text);

/* STATUS_SYNTAX when it does not. */
MUST_CHECK enum status profile_text_parse(struct arena *a, struct slice text, struct pprof *ret,
                                          struct error *err);

#endif
