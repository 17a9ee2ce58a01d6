/* bundle_slots.h - slots for what was given to report: its name, and the file of a profile in it,
 * for commands. Inside of the findings stage. */
#ifndef FINDINGS_BUNDLE_SLOTS_H
#define FINDINGS_BUNDLE_SLOTS_H

#include "slots.h"

struct slice bundle_slot_bundle(const struct slot_context *c); /* the last one */
struct slice bundle_slot_bundle_a(const struct slot_context *c);
struct slice bundle_slot_bundle_b(const struct slot_context *c);

/* "40-go/heap.pb.gz" in a bundle; of loose files the name of the one that holds it. */
struct slice bundle_slot_heap_file(const struct slot_context *c); /* of the last one */
struct slice bundle_slot_heap_file_a(const struct slot_context *c);
struct slice bundle_slot_heap_file_b(const struct slot_context *c);
struct slice bundle_slot_allocs_file(const struct slot_context *c);
struct slice bundle_slot_cpu_file(const struct slot_context *c);

#endif
