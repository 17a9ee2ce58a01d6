/* metric_counters.h - numbers out of what the parsers found, and members of a struct of counters by
 * name, for the registry. Inside of the model stage. */
#ifndef MODEL_METRIC_COUNTERS_H
#define MODEL_METRIC_COUNTERS_H

#include <stddef.h>
#include <string.h>

#include "known.h"
#include "model.h"

static inline struct number known(double value)
{
    return (struct number){true, value};
}

static inline struct number unknown(void)
{
    return (struct number){false, 0};
}

static inline struct number from_u64(struct known_u64 n)
{
    return n.known ? known((double)n.value) : unknown();
}

static inline struct number from_real(struct known_real n)
{
    return n.known ? known(n.value) : unknown();
}

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
