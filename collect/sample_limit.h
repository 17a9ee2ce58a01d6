/* sample_limit.h - how far a number of a sample can go before the system says no. */
#ifndef COLLECT_SAMPLE_LIMIT_H
#define COLLECT_SAMPLE_LIMIT_H

#include "sample.h"
#include "target.h"

/* WATCH_FDS: the soft limit of descriptors. WATCH_RSS: the limit of its tightest control group,
 * else the memory of the machine; starts a child to find out. Not known for other columns, and
 * where the system does not tell. */
struct sample_value sample_limit(const struct target *t, enum watch_column_id column);

#endif
