/* watch_format.h - which number of a report each column of a watch's log is.
 *
 * The names are those of report's registry (report --list-metrics): conditions of collect --watch,
 * charts and rules speak of the same things. */
#ifndef SHARED_WATCH_FORMAT_H
#define SHARED_WATCH_FORMAT_H

#include <stddef.h>

enum watch_unit { WATCH_COUNT, WATCH_BYTES, WATCH_SECONDS, WATCH_FRACTION };

struct watch_column {
    const char *name;   /* in the header of the log */
    const char *metric; /* NULL: it has no metric of its own */
    const char *rate;   /* of a counter: the metric that is its change per second, or NULL */
    enum watch_unit unit;
};

/* The columns of BUNDLE_COLUMNS_WATCH behind time, in their order. */
enum watch_column_id {
    WATCH_HEAP_ALLOC,
    WATCH_HEAP_INUSE,
    WATCH_GOROUTINES,
    WATCH_RSS_MB,
    WATCH_ELAPSED,
    WATCH_RSS,
    WATCH_PSS,
    WATCH_SWAP,
    WATCH_CPU,
    WATCH_CHILDREN_CPU,
    WATCH_FDS,
    WATCH_THREADS,
    WATCH_MINOR_FAULTS,
    WATCH_MAJOR_FAULTS,
    WATCH_STARTED,
    WATCH_PID,
    WATCH_FOOTPRINT,
    WATCH_FDS_FILES,
    WATCH_FDS_DIRS,
    WATCH_FDS_PIPES,
    WATCH_FDS_SOCKETS,
    WATCH_FDS_INOTIFY,
    WATCH_FDS_KQUEUE,
    WATCH_FDS_OTHER,
    WATCH_FDS_DELETED,
    WATCH_CHILDREN,
    WATCH_HEAP_IDLE,
    WATCH_HEAP_RELEASED,
    WATCH_NUM_GC,
    WATCH_PRESSURE_CPU,
    WATCH_PRESSURE_MEMORY,
    WATCH_PRESSURE_MEMORY_FULL,
    WATCH_PRESSURE_IO,
    WATCH_COLUMNS
};
extern const struct watch_column watch_columns[WATCH_COLUMNS];

#endif
