/* tiny_bundle.h - a bundle made in the test, member by member, and a process to describe in one. */
#ifndef TESTS_TINY_BUNDLE_H
#define TESTS_TINY_BUNDLE_H

#include "arena.h"
#include "bundle_reader.h"

struct tiny {
    struct arena *arena;
    struct bundle bundle;
    struct bundle_member *members;
    size_t cap;
};

/* text is copied; the member is the last one. */
struct bundle_member *tiny_add(struct tiny *t, const char *name, struct slice text);

/* Goroutines with one stack. functions: innermost first, separated by blanks. */
struct stacked {
    const char *state, *functions, *creator;
    int count, first; /* first id; 0: 700,000 and on */
};

enum { STACKED_MOST = 3 };

/* A process with the most ordinary numbers wherever the test does not give others. */
struct world {
    int second;           /* of the machine's life when collect begins */
    int start_ticks, pid; /* 0: the ordinary ones */
    const char *boot_id;
    const char *occasion;     /* of a watch: why it was taken; NULL: by hand */
    const char *thread_state; /* of those that are not blocked; NULL: they sleep */
    int rss_mib, swap_mib, threads, blocked_threads, cpu_seconds;
    int cpu_tenths_now; /* CPUs busy while collect ran, in tenths */
    int files;          /* /data/session-N.jsonl, one each */
    int same_file;      /* all on /data/current.jsonl */
    int database;       /* all on /data/store.db-wal */
    int deleted;        /* /data/log-N, deleted */
    int close_wait;     /* sockets */
    int ended;          /* of the same sockets: the kernel has them no more */
    int clients;        /* connections to port 8080 of the process */
    int fd_limit;       /* 0: 20,000 */
    int waiting;        /* goroutines in main.wait, chan receive */
    int first_waiting;  /* id of the first of them; 0: 1000 */
    int sending;        /* goroutines in main.report, chan send, started like those that wait */
    int idle;           /* idle connections of an HTTP server */
    int hanging;        /* handlers of net/http that hang in main.handle */
    int nil_channel;    /* goroutines that wait for a nil channel */
    int queue;          /* goroutines that wait for a mutex, for minutes */
    int heap_sys_mib, heap_idle_mib;
    int total_alloc_gib;
    int gc_percent;
    int footprint_mib, pressure; /* of macOS; 0: not known */
    const char *module; /* of the main package, in the build information; NULL: there is none */
    const char *name;   /* of the process; NULL: tiny */
    const char *path;   /* of more files, %d in it is replaced by a number */
    int paths;
    int inotify, kqueue; /* watchers of files */
    int watches;         /* of all inotify together; 0: not known */
    const char *child;   /* name of children */
    int children, child_age, zombies;
    const char *lock;  /* a file on which another process, td, holds a lock */
    int regions;       /* of the memory map */
    int regions_limit; /* 0: not collected */
    int started;       /* processes of the machine since its boot; 0: not collected */
    int lazyfree_mib, shmem_mib;
    int children_cpu_tenths; /* CPUs that children used, by the samples */
    struct stacked stacked[STACKED_MOST];
    int group_limit_percent, oom_kills; /* of the memory limit of its control group; 0: none */
    int throttled_percent;              /* of the periods of its CPU quota */
    int pressure_percent;               /* of a minute, all tasks waited for memory */
    int cpu_pressure_percent;           /* of a minute, some task waited for a CPU */
    const char *dump;                   /* more goroutines, as the runtime prints them */
    bool dump_cut;                      /* the dump ends in the middle of a goroutine */
    bool no_dump;                       /* only the counted text */
    bool not_go;                        /* nothing of Go is in the bundle */
    bool other;                         /* the executable says that it is of another language */
    bool no_manifest;
    const char *watched;               /* a column of the log of a watch, 120 rows; NULL: none */
    int watched_level, watched_growth; /* in its first half, and of each row of its second half */
    int watched_hour;                  /* in which it begins */
    bool watched_all;                  /* it grows in the first half, too */
};

/* What a Go program tells: dump, counts, MemStats. */
void tiny_add_go(struct tiny *t, const struct world *w);

struct bundle tiny_world(struct arena *a, const struct world *w);

#endif
