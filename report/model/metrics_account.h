/* metrics_account.h - getters of metrics that are worked out from several records. Inside of the
 * model stage. */
#ifndef MODEL_METRICS_ACCOUNT_H
#define MODEL_METRICS_ACCOUNT_H

#include "input.h"

/* Of the account of resident memory: "outside go", "unexplained", "explained". */
struct number metric_account(const struct metric_input *in, const char *key);

/* "inotify", "kqueue", "watches": descriptors that watch files, and what they watch; "unread": of
 * them, those whose events no goroutine reads. */
struct number metric_watchers(const struct metric_input *in, const char *key);

/* "children", "zombies". */
struct number metric_family(const struct metric_input *in, const char *key);

/* "seconds": CPU time of children that were waited for; "now": CPUs that such children used while
 * the process was examined. */
struct number metric_children_cpu(const struct metric_input *in, const char *key);

/* Page faults that had to wait for a disk. */
struct number metric_major_faults(const struct metric_input *in, const char *key);

#endif
