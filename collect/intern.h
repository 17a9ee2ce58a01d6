/* intern.h - a number for each distinct run of bytes: 0, 1, 2, ... in the order in which they came.
 *
 * The bytes are copied, so that nobody has to keep them. Both the bytes and how many runs there are
 * have a ceiling, because both come from a target. */
#ifndef COLLECT_INTERN_H
#define COLLECT_INTERN_H

#include <stdint.h>

#include "sbuf.h"

struct intern {
    struct sbuf bytes; /* all runs, one behind the other */
    size_t *ends;      /* of each run in bytes */
    uint32_t *slots;   /* open addressing: number + 1, or 0 */
    size_t nslots, count, most;
};

#define INTERN_NONE UINT32_MAX

/* Allocates nothing; most runs, most_bytes of them all. */
void intern_init(struct intern *t, size_t most, size_t most_bytes);
void intern_done(struct intern *t); /* twice is fine */

/* The number of run. INTERN_NONE when a ceiling is reached or memory is out. *fresh tells whether
 * it is new; it may be NULL. */
uint32_t intern_add(struct intern *t, struct slice run, bool *fresh);

/* Valid until the next intern_add(). number is below count. */
struct slice intern_get(const struct intern *t, uint32_t number);

#endif
