/* limits_input.h - the most that each reader accepts. Every ceiling on input stands here, with its
 * reason.
 *
 * Reaching one is never silent: collect marks the artifact, report refuses the member by name. */
#ifndef SHARED_LIMITS_INPUT_H
#define SHARED_LIMITS_INPUT_H

#include <stdint.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* What collect takes from one source. */
#define LIMIT_PROC_FILE    (1 * MIB)   /* status, limits, ...: kilobytes on any kernel */
#define LIMIT_PROC_TABLE   (64 * MIB)  /* maps, fd tables: 60,000 mappings are 3 MB */
#define LIMIT_HTTP_HEAD    (128 * KIB) /* header lines of one answer: a few hundred bytes */
#define LIMIT_HTTP_PAGE    (1 * MIB)   /* the pprof index page */
#define LIMIT_HTTP_PROFILE (256 * MIB) /* one profile as it comes over the wire */
#define LIMIT_HTTP_DUMP    (128 * MIB) /* debug=2 ends at 64 MiB by itself */
#define LIMIT_LIVE_TEXT    (1 * GIB)   /* goroutines read from outside: 100,000 are 75 MB */
#define LIMIT_LIVE_READ                                                                            \
    (16 *                                                                                          \
     GIB) /* out of a process's memory: a heap of 10 GB takes 200 MB, 100,000 goroutines 230 MB */
#define LIMIT_LIVE_DATA    (128 * MIB) /* memory that the reader may take: 6 MB are seen */
#define LIMIT_EXPVAR       (2 * MIB)   /* MemStats and the program's own: 20 KB; held in memory */
#define LIMIT_METRICS      (32 * MIB)  /* 100,000 series are 10 MB */
#define LIMIT_SPOOL        (512 * MIB) /* of all sources together: the disk of a sick machine */
#define LIMIT_TOOL_OUTPUT  (8 * MIB)   /* ps, lsof, pmap */
#define LIMIT_LIVE_PROFILE (64 * MIB)  /* one profile, packed */
#define LIMIT_WALK_RSS     (2 * GIB) /* above, smaps stops the target: 4.5 s were seen at 210 GB */
#define LIMIT_WALK_REGIONS ((size_t)20000) /* 60,000 took 0.4 s and 43 MB */
#define LIMIT_ENVIRON      (4 * MIB)  /* the kernel takes a quarter of the stack limit: 2 MiB */
#define LIMIT_CGROUP_FILE  (64 * KIB) /* memory.stat: 2 KiB; io.stat: a line for each disk */
#define LIMIT_PPROF_STRING (1 * MIB)  /* one string of a profile: symbol names stay under 64 KiB */

/* What report takes. */
#define LIMIT_BUNDLE_MEMBERS ((size_t)2000)
#define LIMIT_MEMBER_NAME    ((size_t)256)
#define LIMIT_MEMBER_SIZE    (1 * GIB)      /* a dump of 400,000 goroutines */
#define LIMIT_BUNDLE_SIZE    (2 * GIB)      /* all members, unpacked */
#define LIMIT_BUNDLE_RATIO   ((size_t)1000) /* unpacked to packed: deflate itself stops at 1032 */
#define LIMIT_RATIO_FREE     (64 * MIB)     /* below this size the ratio says nothing */
#define LIMIT_JSON           (16 * MIB)
#define LIMIT_JSON_VALUES    ((size_t)1000000) /* of one text: 250 bytes of memory each */
#define LIMIT_LINE           (1 * MIB)
#define LIMIT_GUNZIP         (1 * GIB)           /* one profile, unpacked */
#define LIMIT_GUNZIP_RATIO   ((size_t)100)       /* profiles unpack to 3 to 12 times their size */
#define LIMIT_PPROF_ITEMS    ((size_t)50000000)  /* samples, their values, their labels: each */
#define LIMIT_PPROF_FRAMES   ((size_t)400000000) /* of all samples: 4 bytes each */
#define LIMIT_PPROF_CALLS    ((size_t)500000000) /* of all frames: inlining about doubles them */
#define LIMIT_PPROF_STRINGS  ((size_t)5000000)   /* labels may be of each sample */
#define LIMIT_PPROF_TABLE                                                                          \
    ((size_t)2000000) /* functions, locations, lines: each; a large binary has 500,000 */
#define LIMIT_PPROF_TYPES ((size_t)16) /* sample types of one profile; Go writes at most 4 */
#define LIMIT_GOROUTINES  ((size_t)4000000)
#define LIMIT_FRAMES      ((size_t)2048) /* of one stack; the runtime stops at 1,024 */
#define LIMIT_FRAMES_TOTAL                                                                         \
    ((size_t)8000000) /* of all distinct stacks of one dump: 320 MB of records */
#define LIMIT_TABLE_ROWS ((size_t)4000000)
#define LIMIT_REGIONS    ((size_t)1000000) /* of smaps; the kernel's own limit is 65,530 */
#define LIMIT_RULES      ((size_t)500)
#define LIMIT_RULE_FILE  (1 * MIB)
#define LIMIT_WORDS_FILE (64 * KIB) /* one of --templates; the longest of ours has 4 KiB */

#endif
