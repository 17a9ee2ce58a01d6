/* model.h - everything that one or two bundles say, joined: what findings, document and JSON read.
 *
 *     bundle(s) --model_build()--> struct model
 *
 * Side 0 is the first bundle (the only one, or the earlier of two), side 1 the second. Groups exist
 * once, with a count per side. "Not collected" is never 0: known[] or a NULL says so. No type of
 * the parsers appears here, so nothing behind the model can reach back past it. Everything lives in
 * one arena. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bundle_format.h"
#include "profile.h"
#include "slice.h"
#include "unit.h"

enum { SIDES_MAX = 2 };

struct number {
    bool known;
    double value;
};

/* ---- what was examined -------------------------------------------------------------------------
 */

/* A file that collect did not put into a bundle, and what it was taken for. */
struct given_file {
    struct slice name, member;
    uint64_t bytes; /* unpacked */
};

/* What the linker says was built in. */
struct linked_module {
    struct slice path, version;
    bool replaced; /* by another module or a folder: path and version do not say which source it is
                    */
};

struct identity {
    struct slice label;      /* the file name of the bundle, for people */
    struct slice name;       /* of the process; empty when unknown */
    struct slice executable; /* path, redacted by collect */
    struct slice arguments;  /* masked by collect */
    struct slice user_label; /* --label of collect */
    struct slice occasion;   /* of collect --watch: "baseline", "trigger", ...; else empty */
    struct slice trigger;    /* the expression that came true */
    struct number pid;
    struct slice host, system, kernel, architecture; /* host is a pseudonym */
    bool is_macos;                                   /* commands to type next differ there */
    struct slice tool;                               /* "collect 0.1.0" */
    bool not_redacted;       /* collect --no-redact: names, folders and host are the real ones */
    struct slice url;        /* of the pprof index, without userinfo */
    struct slice go_version; /* empty when unknown */
    bool not_go;             /* it is known that the executable is of another language */
    struct slice package;    /* import path of the main package */
    struct slice module;     /* path of the main module */
    struct slice module_version; /* of the main module: "v1.3.0", "(devel)" */
    struct slice revision;       /* of the version control; "+" behind it: with local changes */
    const struct linked_module *modules; /* that it was built with, without the main one */
    size_t nmodules;
    struct slice build_id; /* of the executable: the same only for the same build */
    struct slice boot_id;
    /* Namespaces that are not those in which collect ran: "mnt, net, pid". Empty: all are the same,
     * if namespaces_known. */
    struct slice own_namespaces;
    bool namespaces_known;
    struct number
        start_ticks; /* of the process, since boot: identifies it together with pid and boot */
    struct number started_utc_ns;
    struct number collected_utc_ns; /* when collect began */
    struct number collected_end_utc_ns;
    struct number uptime_s; /* of the process when collected */
    bool complete; /* manifest present, every artifact ok, skipped on purpose, or unsupported there
                    */
    bool has_manifest; /* false: cut, or not made by collect */
    bool loose; /* no bundle, but files that were recognised by their content: nothing says whether
                 * others would have been to be had */
    const struct given_file *files; /* then: which */
    size_t nfiles;
    struct slice damage; /* why the archive could not be read to its end; empty when it could */
};

/* An artifact that is missing or not whole. */
struct gap {
    struct slice artifact; /* id */
    struct slice member;   /* path in the bundle */
    enum bundle_status status;
    struct slice reason;
    int side;
};

/* Start and end of an artifact, for the timeline. */
struct artifact {
    struct slice id, member;
    enum bundle_status status;
    double start_s, end_s; /* since collect began */
    uint64_t bytes;
};

/* ---- metrics -----------------------------------------------------------------------------------
 */

struct metric_input; /* the records of one bundle, inside of the model stage */

struct metric {
    const char *name; /* "fds.total" */
    enum unit unit;
    const char *what;
    const char *member; /* of the bundle, where the number comes from */
    struct number (*get)(const struct metric_input *in, const char *key);
    const char *key; /* for getters that serve several rows: "VmRSS" */
};
extern const struct metric metrics[];
extern const size_t metrics_count;

struct model;
struct number model_metric(const struct model *m, const char *name,
                           int side); /* by its full name */
struct number model_metric_at(const struct model *m, size_t index, int side);

/* The member that the number of the last side comes from. */
const char *model_metric_member(const struct model *m, size_t index);

/* Index into metrics[], or SIZE_MAX. */
size_t metric_index(struct slice name);

/* ---- descriptors -------------------------------------------------------------------------------
 */

struct descriptor_group {
    struct slice type;     /* "file", "socket", "pipe", ... as in fd.tsv */
    struct slice template; /* target with the varying parts replaced by "*" */
    struct slice example;  /* one real target */
    uint64_t count[SIDES_MAX];
    uint64_t duplicates[SIDES_MAX]; /* handles beyond the first on one and the same target */
    uint64_t deleted[SIDES_MAX];
    uint64_t moved; /* of the last count: open in the first bundle already, in another group */
    uint64_t most[SIDES_MAX]; /* handles on the one target of the group that has most of them */
    struct slice most_target; /* that target, in the last bundle that has one */
};

struct type_count {
    struct slice type;
    uint64_t count[SIDES_MAX];
};

/* ---- threads -----------------------------------------------------------------------------------
 */

struct thread_group {
    struct slice name, state, wchan; /* state: one letter, as the kernel prints it */
    uint64_t count[SIDES_MAX];
};

/* A function that threads were seen in, and in nothing below it: by sample(1) of macOS. */
struct sampled_leaf {
    struct slice function, module;
    double share; /* of all that was seen of all threads */
};

/* ---- goroutines --------------------------------------------------------------------------------
 */

struct frame {
    struct slice function, file;
    uint64_t line; /* 0 when unknown */
};

/* By the minutes that the dump prints. */
enum { WAIT_BUCKETS = 5 };
extern const char *const wait_bucket_names[WAIT_BUCKETS];

struct goroutine_group {
    struct slice id; /* 12 hex digits, stable: made from frames, state and creator */
    struct slice
        state; /* "chan receive"; "" where only counts are known (debug=1 or the profile) */
    uint64_t count[SIDES_MAX];
    struct number
        wait_minutes_max[SIDES_MAX];  /* as the dump prints it: see the caption, it is a range */
    uint64_t waiting_long[SIDES_MAX]; /* of them, those with a printed wait of a minute or more */
    uint64_t locked[SIDES_MAX];       /* locked to their thread */
    struct frame created_by;          /* function empty for the main goroutine */
    const struct frame *frames;       /* innermost first */
    size_t nframes;
    uint64_t elided; /* frames that the runtime left out */
    /* How long the longest waits: what the printed minutes can mean, given when the garbage
     * collector ran, which is what sets them. */
    struct number wait_least_s[SIDES_MAX], wait_most_s[SIDES_MAX];
    uint64_t orphans[SIDES_MAX]; /* whose creator has ended; known from Go 1.21 on */
    bool creators_known[SIDES_MAX];
    uint64_t persisted; /* goroutines whose id is in both bundles: proof that they live that long */
    uint64_t born;      /* ids of side 1 that side 0 does not have */
    size_t
        application; /* index of the first frame outside runtime and standard library, or nframes */
    const char *benign; /* name of the pattern that blocks for ever by design, or NULL */
    /* Of the last bundle: how many of these are known to wait on channels, on how many different
     * ones, and the one that most of them wait on. All 0 where nothing is known. */
    uint64_t on_channels, channels, on_channel;
    const struct channel *channel;
    uint32_t made;                           /* place in the order in which groups were made */
    uint64_t waits[WAIT_BUCKETS][SIDES_MAX]; /* where has_waits */
};

/* A group that may be a leak, the likeliest first. It is a place to look at, not a finding. */
struct suspect {
    const struct goroutine_group *group;
    double score;
    struct slice
        why; /* "grew by 151, 65 of 65 still there, 216 without the one that started them" */
};

/* Why a goroutine is taken for one that may hold a lock; all addresses are those without a "?". */
enum lock_evidence {
    LOCK_BY_TYPE,  /* it is in a method of the type that waits; of which value is not printed */
    LOCK_BY_VALUE, /* it and who waits have an address in hand that lies a little below the lock */
    LOCK_BY_ARGUMENT, /* the address of the lock is an argument */
    LOCK_BY_RECEIVER, /* its receiver is at the address of the lock */
};

/* Goroutines of the last bundle that wait for one mutex. The runtime does not say who holds it. */
struct lock_queue {
    struct slice address; /* "0xc000012345"; empty where the dump does not print it */
    struct slice where;   /* application function that waits */
    uint64_t waiters;
    struct number minutes;     /* the longest printed wait */
    uint64_t holder;           /* id of a goroutine that may hold it; 0: none was found */
    struct slice holder_where; /* its call that speaks for it */
    struct slice holder_state;
    enum lock_evidence evidence; /* how that call and the lock belong together */
    uint64_t below;              /* LOCK_BY_VALUE: bytes from the value to the lock */
    size_t candidates;           /* that may hold it */
    /* What the holder waits for leads back to this lock. */
    bool cycle;
    struct slice holder_waits_for; /* address of that lock */
    bool closed;                   /* whoever else may hold it waits in the circle, too */
    /* True of all locks of the circle: */
    bool lasts_minutes; /* the holder waits for a minute at the least */
    bool in_both;       /* it waited for the same lock in the first bundle of the same process */
};

/* A channel that goroutines of the last bundle wait on: read out of memory. */
struct channel {
    struct slice address, type;     /* "0xc000012345", "chan int"; type empty: not known */
    struct number length, capacity; /* elements in it, and how many fit */
    bool closed;
    uint64_t waiters;
    uint64_t receiving, sending; /* of them, as the dump says */
    uint64_t selecting;          /* of them, those for which it is one of several */
    struct slice where;          /* application function of one that waits */
    /* Goroutines that have its address among the printed arguments and do not wait on it: the other
     * end may be theirs. None is no proof: it can be in a variable that is not printed. */
    bool looked_for;        /* others are known */
    uint64_t others, other; /* other: id of the first */
    struct slice other_where, other_state;
    uint64_t last_other; /* while they are being counted */
    uint64_t alike;      /* channels that differ in nothing but the address, this one among them */
};

/* One system call, in the last bundle: goroutines that are in it, as the dump says, and threads, as
 * the kernel says a moment earlier or later. A thread alone may be one of the runtime's own. */
struct syscall_wait {
    struct number number;  /* not known: the dump does not print it */
    struct slice name;     /* "read"; the innermost function where there is no number */
    struct slice function; /* that function; empty where there is a number */
    uint64_t goroutines, threads;
    uint64_t blocked;   /* of the threads, in state D */
    struct slice wchan; /* where in the kernel most of them wait; empty: the kernel does not say */
    uint64_t in_wchan;  /* so many of them */
    struct slice where; /* application function of one of the goroutines */
    struct number minutes; /* the longest printed wait */
};

/* Goroutines of the last bundle that wait for others to be done (sync.WaitGroup). */
struct wait_group {
    struct slice where;
    uint64_t waiting;
    uint64_t alive;           /* goroutines that they have started and that have not ended */
    struct slice alive_where; /* where most of these are */
};

/* ---- two sources of one number ------------------------------------------------------------------
 */

enum crosscheck_result {
    CROSSCHECK_SAME,
    CROSSCHECK_EXPLAINED, /* by what the bundle says */
    CROSSCHECK_PLAUSIBLE, /* it can be honest, but nothing proves it */
    CROSSCHECK_DIFFERS    /* nothing explains it: a gap, too */
};
extern const char *const crosscheck_words[];

/* What was read out of memory, and what the program told, of one bundle. */
struct crosscheck {
    const char *what;
    enum unit unit;
    int side;
    const char *member[2]; /* where the two come from */
    struct number value[2];
    struct number apart_s; /* how much later the second one is */
    enum crosscheck_result result;
    struct slice why;
};

/* ---- memory ------------------------------------------------------------------------------------
 */

enum memory_source {
    MEMORY_BY_KERNEL,    /* counted page by page */
    MEMORY_BY_RUNTIME,   /* counted by the Go runtime, which does not know what is resident */
    MEMORY_BY_SHAPE,     /* told by how the region lies in the map */
    MEMORY_BY_DIFFERENCE /* what is left */
};

/* The parts add up to the resident memory exactly. Only a difference can be negative. */
struct memory_part {
    const char *name; /* "Go heap in use", "stacks of threads", "not explained" */
    const char *note; /* where the number comes from */
    enum memory_source source;
    struct number bytes[SIDES_MAX];
};

/* Memory in use that grew along one call path, beyond what sampling can do. */
struct heap_growth {
    double before, after;
    double error;  /* of the difference, from sampling alone: two standard deviations */
    uint32_t node; /* of the call tree of the heap, from the root down */
    const struct profile_function *const *path; /* from the root to where the growth divides up */
    size_t npath;
    const struct profile_function *leaf;  /* the last of them */
    const struct profile_function *owner; /* the innermost of the application; NULL: none */
};

/* Regions of the memory map that are of one kind. */
struct map_category {
    const char *name;
    struct number regions[SIDES_MAX];
    struct number space[SIDES_MAX];    /* bytes of address space */
    struct number resident[SIDES_MAX]; /* of macOS: charged */
};

/* ---- samples -----------------------------------------------------------------------------------
 */

/* One quantity, looked at once a second while the rest was collected. */
struct series {
    const char *name; /* of the metric that it goes with */
    const char *what;
    enum unit unit;
    size_t count[SIDES_MAX];
    const double *at_s[SIDES_MAX]; /* since the first sample */
    const double *value[SIDES_MAX];
};

/* ---- what stands around the process ------------------------------------------------------------
 */

struct relative {
    struct slice relation; /* parent, child, descendant */
    struct slice state;    /* one letter; Z: ended, and nobody has waited for it */
    struct slice name;
    struct number pid, age_s, cpu_s;
};

/* Another process that has descriptors on pipes of this one. */
struct pipe_peer {
    struct slice relation, name;   /* "child", "git"; those that are called the same are one */
    uint64_t pipes, reads, writes; /* pipes in common, and its descriptors on either end */
};

struct pipe_totals {
    uint64_t total;
    uint64_t inside;                      /* both ends in this process, and in no other */
    uint64_t nobody_reads, nobody_writes; /* that end is open in no process that was looked into */
    struct slice unseen; /* why not all processes were looked into; empty: all were */
};

struct file_lock {
    bool waits; /* does not have it yet */
    struct slice kind, mode;
    struct slice relation, name; /* of who holds or waits; empty when that is not known */
    struct slice path;           /* of the file, as this process has it open */
    struct number pid;
};

/* ---- all together ------------------------------------------------------------------------------
 */

struct night;
struct legs;

struct model {
    size_t nsides; /* 1 or 2 */
    struct identity identity[SIDES_MAX];

    const struct gap *gaps;
    size_t ngaps;
    const struct artifact *artifacts[SIDES_MAX];
    size_t nartifacts[SIDES_MAX];

    /* Between the two collections; 0 when there is one bundle or the clocks do not say. */
    double hours;
    /* Why the two bundles may not be comparable: "the process was restarted", ... */
    const struct slice *caveats;
    size_t ncaveats;
    bool swapped; /* the bundles were given later one first: side 0 is the second argument */
    /* Same pid, start time and boot; where they are not known, the same counters of allocations
     * that go on. Only then are deltas growth. */
    bool same_process, same_by_counters;

    const struct number *values[SIDES_MAX]; /* by index into metrics[] */
    const char *const *members[SIDES_MAX];  /* where each comes from */

    bool has_descriptors[SIDES_MAX];
    const struct type_count *descriptor_types; /* by count, falling */
    size_t ndescriptor_types;
    const struct descriptor_group *descriptors; /* by growth, then by count */
    size_t ndescriptors;

    const struct thread_group *threads;
    size_t nthreads;

    bool has_goroutines[SIDES_MAX];
    bool goroutine_ids; /* both sides are whole dumps, so that persisted and born are known */
    const char *goroutine_source[SIDES_MAX];  /* member that the groups come from */
    const struct goroutine_group *goroutines; /* by growth, then by count */
    size_t ngoroutines;
    /* The dump was cut: it holds fewer goroutines than the counted profile knows. */
    bool goroutines_cut[SIDES_MAX];

    uint64_t waits[WAIT_BUCKETS][SIDES_MAX]; /* meaningful where has_waits */
    bool has_waits[SIDES_MAX];
    const struct suspect *suspects;
    size_t nsuspects;
    const struct lock_queue *locks_waited_for;
    size_t nlock_queues;
    const struct wait_group *wait_groups;
    size_t nwait_groups;
    const struct syscall_wait *syscalls; /* by goroutines, then by threads */
    size_t nsyscalls;
    bool has_thread_calls; /* the kernel told the calls of threads */
    const struct channel
        *channels;          /* one of each kind, by the number of those that wait, falling */
    size_t nchannels_alike; /* kinds */
    size_t nchannels_known; /* channels that are of these kinds: those with most waiters */
    size_t nchannels;       /* all that are waited on */

    const struct crosscheck *crosschecks;
    size_t ncrosschecks;

    const struct profile *profiles;
    size_t nprofiles;

    const struct heap_growth *growth; /* of two bundles of one process; by growth, falling */
    size_t ngrowth;

    const struct series *series;
    size_t nseries;

    /* Of more than two bundles: numbers over all of the same process, on side 0; at_s is since the
     * first one. */
    const struct series *history;
    size_t nhistory;
    size_t nbundles;         /* in the history */
    size_t strangers;        /* that were given, but are of another process */
    size_t given[SIDES_MAX]; /* place of each side on the command line */

    const struct night *night; /* the log of a watch (night.h), or NULL */
    const struct legs *legs;   /* up to the bundle of a condition, and after it (legs.h), or NULL */

    const struct memory_part *memory;
    size_t nmemory;
    const char *memory_whole; /* metric that the parts add up to; NULL: process.rss */
    const struct map_category *map_categories; /* by what is resident, falling */
    size_t nmap_categories;
    struct number memory_explained; /* share of it that is explained, in the last bundle */

    /* Of the last bundle. */
    const struct sampled_leaf *sampled; /* by share, falling */
    size_t nsampled;
    bool has_family, has_locks; /* their tables were read, be they empty */
    const struct relative *family;
    size_t nfamily;
    size_t zombies; /* of them, ended children that nobody has waited for */
    const struct file_lock *locks;
    size_t nlocks;
    struct pipe_totals pipes;
    const struct pipe_peer *pipe_peers; /* by pipes, falling */
    size_t npipe_peers;
    struct number watches; /* of all inotify descriptors together */
    size_t watchers;       /* inotify descriptors */
};

/* "All 600 wait on the same channel (chan int, 0 of 4 in it)": what is known of the channels of a
 * group, as a sentence; empty when nothing is. */
struct slice channel_sentence(struct arena *a, const struct goroutine_group *g);

/* Why the holder of this queue was named: "its receiver is at the address of the lock". */
struct slice lock_evidence_text(struct arena *a, const struct lock_queue *q);

/* Who waits for whom at the locks that are in a circle, as sentences; empty when none is. */
struct slice lock_circle_text(struct arena *a, const struct model *m);

/* "main.main → … → feed.Run → bufio.(*Scanner).Scan" */
struct slice heap_growth_path(struct arena *a, const struct heap_growth *g);

/* The profile with this name, or NULL. */
const struct profile *model_profile(const struct model *m, const char *name);

enum heap_history model_heap_history(const struct model *m);

/* Side whose state is described when one number is wanted: the last one. */
static inline int model_last(const struct model *m)
{
    return m->nsides == 2 ? 1 : 0;
}

#endif
