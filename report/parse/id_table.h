/* id_table.h - from the ids that a file gave its records to their index.
 *
 * Go numbers from 1 without gaps, so a plain array answers; other writers use addresses or hashes,
 * for which a sorted table does, at a cost that no choice of ids can make worse. */
#ifndef PARSE_ID_TABLE_H
#define PARSE_ID_TABLE_H

#include "arena.h"

#define ID_TABLE_NONE UINT32_MAX

struct id_table_entry {
    uint64_t id;
    uint32_t index;
};

struct id_table {
    const uint32_t *dense; /* by id, below ndense; NULL when sparse */
    size_t ndense;
    const struct id_table_entry *sparse; /* by id */
    size_t nsparse;
};

/* Reads the ids of n records that lie stride bytes apart; first is the id of record 0. Record i
 * gets index i. Returns how many records cannot be reached: id 0, or an id that an earlier one has.
 */
size_t id_table_build(struct arena *a, const uint64_t *first, size_t stride, size_t n,
                      struct id_table *ret);

uint32_t id_table_search(const struct id_table *t, uint64_t id);

/* The index, or ID_TABLE_NONE. */
static inline uint32_t id_table_find(const struct id_table *t, uint64_t id)
{
    if (t->dense)
        return id < t->ndense ? t->dense[id] : ID_TABLE_NONE;
    return id_table_search(t, id);
}

#endif
