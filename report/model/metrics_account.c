/* metrics_account.c - metrics that need more than one record. */
#include "metrics_account.h"

#include <math.h>
#include <string.h>

#include "memory_parts.h"
#include "metric_counters.h"

/* Files are left out: their pages are the kernel's to take back whenever it likes. */
static double outside_go(const struct memory_account *account)
{
    return account->part[MEMORY_C_HEAP].value + account->part[MEMORY_THREAD_STACKS].value +
           account->part[MEMORY_NAMED].value + account->part[MEMORY_SHARED].value +
           account->part[MEMORY_REST].value;
}

struct number metric_account(const struct metric_input *in, const char *key)
{
    const struct memory_account *account = in->account;

    if (!account || !account->part[MEMORY_GO_HEAP].known)
        return unknown();
    if (strcmp(key, "outside go") == 0)
        return known(outside_go(account));
    if (strcmp(key, "unexplained") == 0)
        return known(account->part[MEMORY_REST].value);
    return known(account->explained);
}

struct number metric_watchers(const struct metric_input *in, const char *key)
{
    const struct descriptor_totals *d = in->descriptors;

    if (strcmp(key, "watches") == 0)
        return in->watches;
    if (!d)
        return unknown();
    if (strcmp(key, "inotify") == 0)
        return known((double)d->inotify);
    if (strcmp(key, "kqueue") == 0)
        return known((double)d->kqueue);
    if (!in->goroutines || d->inotify == 0)
        return unknown();
    return known(fmax(0, (double)d->inotify - (double)in->goroutines->file_watchers));
}

struct number metric_family(const struct metric_input *in, const char *key)
{
    static const struct counter rows[] = {COUNTER(family_totals, children),
                                          COUNTER(family_totals, zombies),
                                          COUNTER(family_totals, young)};

    return counter(in->family, rows, COUNT(rows), key);
}

struct number metric_children_cpu(const struct metric_input *in, const char *key)
{
    const struct proc_stat *s = in->stat;

    if (strcmp(key, "now") == 0)
        return in->children_cpu_now;
    if (!s || !s->cutime.known || !s->cstime.known)
        return unknown();
    return known(((double)s->cutime.value + (double)s->cstime.value) / in->ticks_per_second);
}

struct number metric_major_faults(const struct metric_input *in, const char *key)
{
    (void)key;
    return in->stat && in->stat->majflt.known ? known((double)in->stat->majflt.value) : unknown();
}
