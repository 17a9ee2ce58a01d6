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

/* A process with the most ordinary numbers wherever the test does not give others. */
struct world {
    int second;           /* of the machine's life when collect begins */
    int start_ticks, pid; /* 0: the ordinary ones */
    const char *boot_id;
    const char *thread_state; /* of those that are not blocked; NULL: they sleep */
    int rss_mib, swap_mib, threads, blocked_threads, cpu_seconds;
    int cpu_tenths_now; /* CPUs busy while collect ran, in tenths */
    int files;          /* /data/session-N.jsonl, one each */
    int same_file;      /* all on /data/current.jsonl */
    int database;       /* all on /data/store.db-wal */
    int deleted;        /* /data/log-N, deleted */
    int close_wait;     /* sockets */
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
    bool dump_cut; /* the dump ends in the middle of a goroutine */
    bool no_dump;  /* only the counted text */
    bool not_go, no_manifest;
};

struct bundle tiny_world(struct arena *a, const struct world *w);

#endif
