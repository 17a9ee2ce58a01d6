/* frame_rules.h - which frames and which goroutines the runtime shows in a dump, and how it writes
 * their names. The rules of Go 1.18 to 1.26, where they differ by version. */
#ifndef GOLIVE_FRAME_RULES_H
#define GOLIVE_FRAME_RULES_H

#include "golive.h"

/* first: no frame of this stack was shown yet. callee: id of the logical frame below, -1 for none.
 */
bool frame_is_shown(const struct golive *l, struct slice name, int id, bool first, int callee);

/* The name in up to three parts: "main.Map[...]" for "main.Map[go.shape.int]". */
void frame_name(const struct golive *l, struct slice name, struct slice part[3]);

/* Whose a goroutine is, by the function that it began with. */
enum frame_start {
    START_USER,
    START_SYSTEM,     /* the runtime's own: not shown */
    START_FINALIZERS, /* the runtime's own, except while it runs code of the program */
    START_CLEANUPS    /* the same; its running_cleanups says when */
};
enum frame_start frame_start_of(const struct golive *l, uint64_t startpc);

#endif
