/* bundle_format.h - the contract between collect and report: what a bundle holds and how it is
 * written.
 *
 * A bundle is one gzip-compressed tar (ustar or pax) with one directory NAME-PID-YYYYMMDDTHHMMSSZ/
 * and regular files only, in the order of bundle_entries[]. 00-bundle.json comes first,
 * manifest.json last: its presence proves that the bundle is whole. Bundles of one major version
 * stay readable for ever; a reader ignores fields and members that it does not know and refuses
 * another major version.
 *
 * Tables (*.tsv) have one header line with the column names, then one row per line, columns
 * separated by tabs. In a value, tab, newline, carriage return and backslash are written \t \n \r
 * \\, other control bytes \xNN. An unknown value is empty, never 0. The columns of each table are
 * the BUNDLE_COLUMNS_*. */
#ifndef SHARED_BUNDLE_FORMAT_H
#define SHARED_BUNDLE_FORMAT_H

#include <stddef.h>

#define BUNDLE_FORMAT_NAME    "exhibit-bundle"
#define BUNDLE_FORMAT_VERSION 1
#define BUNDLE_FORMAT         "exhibit-bundle/1"

#define BUNDLE_HEADER   "00-bundle.json"
#define BUNDLE_README   "01-README.txt"
#define BUNDLE_MANIFEST "manifest.json"
#define BUNDLE_GO_DIR   "40-go/" /* a profile NAME that is not in the table is 40-go/NAME.pb.gz */

/* fd: number. type: file dir chr blk fifo pipe socket eventpoll eventfd inotify timerfd signalfd
 * memfd pidfd anon unknown. mode: r, w or rw. flags: octal, as the kernel prints it. pos, size:
 * bytes. dev: MAJOR:MINOR, decimal. deleted: 1 or 0. target: what the link says, without "
 * (deleted)". */
#define BUNDLE_COLUMNS_FD "fd\ttype\tmode\tflags\tpos\tsize\tdev\tinode\tnlink\tdeleted\ttarget"

/* Sockets of the target only. proto: tcp tcp6 udp udp6 unix. state: as ss(8) names it. rx, tx:
 * bytes in the queues. local, remote: ADDRESS:PORT, [ADDRESS]:PORT, or the path of a unix socket.
 */
#define BUNDLE_COLUMNS_SOCKETS "inode\tproto\tstate\trx\ttx\tlocal\tremote"

/* utime, stime: clock ticks. run_ns, wait_ns: from schedstat. syscall: number or "running". */
#define BUNDLE_COLUMNS_THREADS                                                                     \
    "tid\tname\tstate\tutime\tstime\tprocessor\tstarttime\twchan\tsyscall\trun_ns\twait_ns"

/* The target, its parent, its children and what they started. relation: parent self child
 * descendant. age_s, cpu_s: seconds; children_cpu_s: of children that it has waited for. */
#define BUNDLE_COLUMNS_FAMILY                                                                      \
    "pid\trelation\tppid\tstate\tname\tage_s\tcpu_s\tchildren_cpu_s\trss_bytes\tthreads"

/* kind: as in /proc/PID/ns. shared: 1 when collect runs in the same one, 0 when not. */
#define BUNDLE_COLUMNS_NAMESPACES "kind\tinode\tshared"

/* count: watches of an inotify, targets of an eventpoll, value of an eventfd, expirations of a
 * timerfd. detail: words KEY=VALUE as in fdinfo. */
#define BUNDLE_COLUMNS_FDINFO "fd\ttype\tcount\tdetail"

/* Locks on files that the target has open. waits: 1 for a lock that is waited for, behind the one
 * with the same id. fd, path: the target's. pid, relation, name: who holds or waits. */
#define BUNDLE_COLUMNS_LOCKS                                                                       \
    "id\twaits\tkind\tmode\tpid\trelation\tname\tstart\tend\tdev\tinode\tfd\tpath"

/* Every descriptor on a pipe of the target. relation: self parent child descendant other. */
#define BUNDLE_COLUMNS_PIPES "inode\tpid\trelation\tname\tfd\tmode"

/* Channels on which goroutines wait, read from outside. goroutine: its number. channel: address.
 * type: "chan int"; empty when unknown. len, cap: elements, capacity. closed, select: 1 or 0. */
#define BUNDLE_COLUMNS_LIVE_CHANNELS "goroutine\tchannel\ttype\tlen\tcap\tclosed\tselect"

/* Of macOS. address: hex. Sizes: bytes. share, tag: see bundle-format.md. */
#define BUNDLE_COLUMNS_REGIONS                                                                     \
    "address\tsize\tprot\tmax_prot\tshare\ttag\ttag_name\tresident\tdirtied\tswapped\tprivate\t"   \
    "shared\trefs\toffset\tpath"

/* Of macOS: taskinfo.tsv and sysctl.tsv. */
#define BUNDLE_COLUMNS_KEYS "key\tvalue"

/* samples.csv, separated by commas: one row a second while the rest was collected. The first five
 * columns are those of Sidecar's monitor script. cpu_s, children_cpu_s: CPU seconds since the start
 * of the process, its own and those of children that it has waited for. started: processes and
 * threads that the machine has started since its boot. */
#define BUNDLE_COLUMNS_SAMPLES                                                                     \
    "time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb,elapsed_s,rss_bytes,pss_bytes,"      \
    "swap_bytes,cpu_s,children_cpu_s,fds,threads,minor_faults,major_faults,started"

/* watch.csv, the log of collect --watch: one row each period, the first columns those of
 * samples.csv. elapsed_s goes on while the machine sleeps. Each row has all cells; those of
 * what cost too much to look up each time, or could not be had, are empty. Which metric a column
 * is: watch_format.h. */
#define BUNDLE_COLUMNS_WATCH                                                                       \
    BUNDLE_COLUMNS_SAMPLES                                                                         \
    ",pid,footprint_bytes,fds_files,fds_dirs,fds_pipes,fds_sockets,fds_inotify,fds_kqueue,"        \
    "fds_other,fds_deleted,children,heap_idle_bytes,heap_released_bytes,num_gc,pressure_cpu,"      \
    "pressure_memory,pressure_memory_full,pressure_io"

/* What happened during the watch, beside its log. event: one of bundle_event_names[]. pid: of the
 * target then. value, subject, detail: see bundle-format.md. */
#define BUNDLE_COLUMNS_EVENTS "time\telapsed_s\tevent\tpid\tvalue\tsubject\tdetail"

enum bundle_event {
    EVENT_START,          /* the watch begins */
    EVENT_READER,         /* where heap and goroutines are read from now on */
    EVENT_TRIGGER,        /* a condition came true */
    EVENT_BUNDLE,         /* a bundle is finished */
    EVENT_BUNDLE_FAILED,  /* it could not be written */
    EVENT_BUNDLE_REMOVED, /* it made room */
    EVENT_EXIT,           /* the target is gone */
    EVENT_RESTART,        /* a new process of the same executable is watched */
    EVENT_STOPPED,        /* the target was stopped (SIGSTOP, a debugger) */
    EVENT_CONTINUED,      /* it runs again */
    EVENT_GAP,            /* there are no samples of this time */
    EVENT_CLOCK,          /* the wall clock was set */
    EVENT_ROWS_LOST,      /* rows that found no room on the disk */
    EVENT_END,            /* the watch is over */
    EVENT_COUNT
};
extern const char *const bundle_event_names[EVENT_COUNT];

/* Why a bundle of a watch was taken; "watch.occasion" in 00-bundle.json, and the end of its file
 * name: NAME-PID-TIME-OCCASION.tgz. */
enum bundle_occasion {
    OCCASION_BASELINE,
    OCCASION_TRIGGER,
    OCCASION_EXIT,    /* the target is gone; what is left of it, and the log */
    OCCASION_RESTART, /* the baseline of the next process */
    OCCASION_END,
    OCCASION_COUNT
};
extern const char *const bundle_occasion_names[OCCASION_COUNT];

/* What became of an artifact. The names in bundle_status_names[] are those in manifest.json. */
enum bundle_status {
    BUNDLE_OK,          /* whole and, where that can be checked, valid */
    BUNDLE_PARTIAL,     /* usable, but something is missing: reason says what */
    BUNDLE_TRUNCATED,   /* cut at a ceiling */
    BUNDLE_TIMEOUT,     /* the deadline passed first */
    BUNDLE_FAILED,      /* the source answered, but not with this */
    BUNDLE_DENIED,      /* not permitted */
    BUNDLE_UNSUPPORTED, /* this system or this program does not have it */
    BUNDLE_SKIPPED,     /* left out on purpose: reason says by what */
    BUNDLE_WITHHELD,    /* collected, then left out because it could not be made safe to send */
    BUNDLE_STATUS_COUNT
};
extern const char *const bundle_status_names[BUNDLE_STATUS_COUNT];

/* How the bytes of a member are made: decides how they are redacted and read. */
enum bundle_kind {
    BUNDLE_KIND_TEXT,
    BUNDLE_KIND_TABLE, /* *.tsv */
    BUNDLE_KIND_JSON,
    BUNDLE_KIND_PPROF, /* profile.proto, gzip */
    BUNDLE_KIND_TRACE, /* Go execution trace: binary with length-prefixed strings */
};

struct bundle_entry {
    const char *id;   /* "process.status": stable, for --only, --skip and the manifest */
    const char *path; /* in the bundle */
    enum bundle_kind kind;
    const char *what; /* one line for people */
};

/* Every member that has a fixed name, in the order in which they stand in the archive. */
extern const struct bundle_entry bundle_entries[];
extern const size_t bundle_entries_count;

/* The row with this id (path), or NULL. */
const struct bundle_entry *bundle_entry_by_id(const char *id);
const struct bundle_entry *bundle_entry_by_path(const char *path);

#endif
