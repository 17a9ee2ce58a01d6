/* night_series.h - the parts of night.h. Inside of the model stage. */
#ifndef MODEL_NIGHT_SERIES_H
#define MODEL_NIGHT_SERIES_H

#include "night.h"
#include "watch_log.h"

/* The rows of each process: by its pid, or by counters that begin anew. */
void night_processes(struct arena *a, const struct watch_log *l, struct night *n);

/* Series, with their growth, and what is missing. */
void night_series_build(struct arena *a, const struct watch_log *l, const struct model *m,
                        struct night *n);

/* Collections of garbage. (night_events.c) */
void night_collections_build(struct arena *a, const struct watch_log *l, struct night *n);

/* Events as written down, and those that the log itself tells of. */
void night_events_build(struct arena *a, const struct watch_log *l, struct slice text,
                        struct night *n);

#endif
