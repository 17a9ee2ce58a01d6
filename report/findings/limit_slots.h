/* limit_slots.h - when a group of descriptors reaches the limit of its process. Inside findings
 * only. */
#ifndef FINDINGS_LIMIT_SLOTS_H
#define FINDINGS_LIMIT_SLOTS_H

#include "slots.h"

/* "3 h": until the soft limit is reached if this group goes on growing as it did. */
struct slice limit_slot_time(const struct slot_context *c);

/* The same in a sentence, with all else that grows; from the log of a watch where there is one.
 * macOS tells nobody the limits of another process. */
struct slice limit_slot_until(const struct slot_context *c);

#endif
