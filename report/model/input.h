/* input.h - the records of one bundle, while the model is being made. Inside of the model stage. */
#ifndef MODEL_INPUT_H
#define MODEL_INPUT_H

#include "bundle_reader.h"
#include "goroutine.h"
#include "goroutine_counts.h"
#include "manifest.h"
#include "memstats.h"
#include "model.h"
#include "proc_host.h"
#include "proc_limits.h"
#include "proc_maps.h"
#include "proc_stat.h"
#include "proc_status.h"

struct cgroup_files;
struct expvar_text;
struct kernel_stacks;
struct pmap;
struct memory_account;
struct pprof;
struct pressures;
struct prometheus;
struct samples;
struct smaps;
struct tool_records;

#define MEMSTATS_MEMBER   "40-go/heap-debug1.txt" /* where metrics of the runtime come from */
#define GOROUTINES_MEMBER "40-go/goroutine-debug2.txt"

/* Files of "Key: value" lines that metrics are taken from by key. */
enum pairs_file { PAIRS_STATUS, PAIRS_IO, PAIRS_ROLLUP, PAIRS_MEMINFO, PAIRS_COUNT };

struct descriptor_totals {
    uint64_t total, files, dirs, pipes, sockets, other, deleted, duplicates;
    uint64_t inotify, kqueue; /* of other: watchers of files */
};

struct socket_totals {
    uint64_t listen, established, close_wait;
};

struct thread_totals {
    uint64_t total, running, blocked;
};

struct goroutine_totals {
    uint64_t total;
    bool has_states; /* the rest is known only where the dump of all goroutines was read */
    uint64_t waiting_long, waiting_for_locks, running;
    uint64_t file_watchers; /* that read the events of a watcher of files: known in every source */
};

struct family_totals {
    uint64_t children, zombies, young;
};

/* What metrics read. NULL, or no pairs: that artifact is not there. */
struct metric_input {
    struct proc_pairs pairs[PAIRS_COUNT];
    const struct proc_stat *stat;
    const struct proc_maps *maps;
    const struct smaps *smaps;
    const struct proc_limits *limits;
    const struct memstats *memstats;
    const struct proc_loadavg *loadavg;
    const struct proc_uptime *uptime;
    const struct cgroup_files *cgroup;
    const struct pressures *pressure;
    const struct expvar_text *expvar;
    const struct prometheus *prometheus;
    const struct samples *samples;
    const struct pmap *pmap;
    const struct kernel_stacks *kernel_stacks;
    const struct proc_pairs *vmstat, *clock, *processors;
    struct known_u64 max_map_count;
    const char *memstats_member;   /* where memstats come from, if not from the heap profile */
    const char *goroutines_member; /* where groups of goroutines come from */
    struct tool_records *tools;    /* of macOS, and of tools on either system */
    struct number utc_ns;          /* when collect began */
    double ticks_per_second;
    struct number boottime_s;       /* of the host when collect began */
    struct number cpu_now;          /* CPUs busy between the first and the last look of collect */
    struct number children_cpu_now; /* the same for children that it has waited for, by samples */
    struct number spawn_rate;       /* of the machine in most seconds, by samples */
    struct number watches;          /* of all inotify descriptors together */
    const struct family_totals *family;
    const struct descriptor_totals *descriptors;
    const struct socket_totals *sockets;
    const struct thread_totals *threads;
    const struct goroutine_totals *goroutines;
    const struct memory_account *account;
    const struct profile *heap, *cpu;
    int side; /* in heap and cpu */
};

struct table;

struct gap_list {
    struct gap *items;
    size_t count, cap;
};

/* Where every goroutine may be told: by the program itself, or read out of its memory. */
enum dump_kind { DUMP_TOLD, DUMP_LIVE, DUMPS };

struct dump_input {
    const char *member;
    const struct goroutine_dump *dump; /* NULL: not there, or not readable */
    bool cut;
};

/* One bundle on its way into the model. */
struct input {
    struct arena *arena;
    const struct bundle *bundle;
    int side;
    struct manifest manifest;
    struct metric_input in;
    struct gap_list *gaps; /* common to both sides */
    struct dump_input dumps[DUMPS];
    const struct dump_input *dump; /* the better one of them; NULL: there is none */
    const size_t *group_of;        /* of each goroutine of the dump; NULL: no dump was grouped */
    const struct count_profile *counts;
    const struct pprof *goroutine_profile;
    const struct memstats *live_memstats; /* read out of memory; may be those of in, too */
};

/* The member's bytes; empty when the bundle does not have it. */
struct slice input_member(const struct input *in, const char *path);

/* False when the bundle does not have the table, or it has no header: that becomes a gap. */
bool input_table(struct input *in, const char *path, struct table *ret);

/* Something of this member is missing: reason says what. */
void input_gap(struct input *in, struct slice member, enum bundle_status status,
               struct slice reason);

/* The same for records that a parser had to leave out; nothing happens when count is 0. */
void input_damage(struct input *in, const char *member, uint64_t count, const char *records);

#endif
