/* buckets.h - heap, block and mutex profiles as the runtime keeps them: one record for each stack.
 *
 *     variables --buckets_find()--> heads of the lists --buckets_read()--> struct buckets
 *
 * A record is never moved or freed and its head never changes once it is in the list, so a list can
 * be walked while the process runs. Each carries a hash of its own stack: a head is one only when
 * that fits, and a walk ends where it no longer does. */
#ifndef GOLIVE_BUCKETS_H
#define GOLIVE_BUCKETS_H

#include "mappings.h"
#include "module.h"
#include "remote.h"

enum bucket_type { BUCKET_HEAP = 1, BUCKET_BLOCK, BUCKET_MUTEX, BUCKET_TYPES };

enum { BUCKET_FRAMES_MAX = 1024, BUCKET_HEADS_MAX = 8 };

struct bucket_heads {
    uint64_t address[BUCKET_TYPES][BUCKET_HEADS_MAX]; /* of variables that point to a record */
    unsigned count[BUCKET_TYPES];
};

struct bucket_cycle {
    uint64_t allocs, frees; /* objects; in bytes: times the size of the bucket */
};

struct bucket {
    uint64_t size; /* of each object */
    size_t stack;  /* where it begins in struct buckets.pcs */
    uint32_t frames;
    union {
        struct {
            struct bucket_cycle published; /* up to the last collection but one */
            struct bucket_cycle latest;    /* and everything since */
        } heap;
        struct {
            double count;
            int64_t cycles; /* of the processor's clock */
        } wait;
    } of;
};

struct buckets {
    struct bucket *item;
    size_t count, cap;
    uint64_t *pcs; /* addresses that calls return to, innermost first */
    size_t npcs, pcs_cap;
    uint64_t head;    /* address of the variable */
    bool only_counts; /* Go 1.27: a record has no bytes of its own */
    bool broken;      /* a record did not fit its hash or could not be read: the rest is missing */
    bool cut;         /* more than there is room for */
};

/* Heads of all three lists. A list that is empty has none. */
void buckets_find(const struct module *m, struct remote *memory, const struct mappings *mappings,
                  struct bucket_heads *ret);

/* The longest list of this type; without records when there is none. cycle: bytes of a cycle, see
 * heap_layout.h; the records show when it is another. */
void buckets_read(const struct bucket_heads *heads, enum bucket_type type, unsigned cycle,
                  struct remote *memory, struct buckets *ret);
void buckets_done(struct buckets *b);

#endif
