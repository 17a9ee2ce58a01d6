/* metric_counters.h - members of a struct of counters by name, for the registry. Inside of the
 * model stage. */
#ifndef MODEL_METRIC_COUNTERS_H
#define MODEL_METRIC_COUNTERS_H

#include <stddef.h>
#include <string.h>

#include "model.h"

/* The key of a row is the name of the member. */
struct counter {
    const char *key;
    size_t offset;
};

static inline struct number counter(const void *totals, const struct counter *rows, size_t count,
                                    const char *key)
{
    uint64_t value = 0;

    for (size_t i = 0; totals && i < count; i++)
        if (strcmp(rows[i].key, key) == 0) {
            memcpy(&value, (const char *)totals + rows[i].offset, sizeof value);
            return (struct number){true, (double)value};
        }
    return (struct number){false, 0};
}

#define COUNTER(type, member)                                                                      \
    {                                                                                              \
#member, offsetof(struct type, member)                                                     \
    }
#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#endif
