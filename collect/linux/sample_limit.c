#include "sample_limit.h"

#include "headroom.h"
#include "procfs.h"

enum { SMALL = 8192 };

static const struct sample_value unknown = {false, 0};

static struct sample_value lower(struct sample_value a, struct sample_value b)
{
    if (!a.known || !b.known)
        return a.known ? a : b;
    return a.value < b.value ? a : b;
}

/* "Max open files            1024                 524288               files" -> 1024 */
static struct sample_value fds_limit(const struct target *t)
{
    unsigned char buf[SMALL];
    int sys;
    struct slice text = procfs_small(t->procfd, "limits", buf, sizeof buf, &sys), line, word;
    while (slice_next_line(&text, &line)) {
        uint64_t soft;
        if (slice_skip(&line, SLICE("Max open files")) && slice_next_word(&line, &word) &&
            slice_to_u64(word, &soft))
            return (struct sample_value){true, (double)soft};
    }
    return unknown;
}

static struct sample_value group_limit(const struct target *t)
{
    struct headrooms h;
    headrooms_look(t->procfd, t->rootfd, &h);
    return (struct sample_value){h.target.limited, h.target.limited ? (double)h.target.limit : 0};
}

/* "MemTotal:       16318480 kB" */
static struct sample_value machine_memory(const struct target *t)
{
    unsigned char buf[SMALL];
    int sys;
    struct slice text = procfs_small(t->rootfd, "proc/meminfo", buf, sizeof buf, &sys), line, word;
    while (slice_next_line(&text, &line)) {
        uint64_t kib;
        if (slice_skip(&line, SLICE("MemTotal:")) && slice_next_word(&line, &word) &&
            slice_to_u64(word, &kib))
            return (struct sample_value){true, (double)kib * 1024};
    }
    return unknown;
}

struct sample_value sample_limit(const struct target *t, enum watch_column_id column)
{
    if (t->procfd < 0)
        return unknown;
    if (column == WATCH_FDS)
        return fds_limit(t);
    return column == WATCH_RSS ? lower(group_limit(t), machine_memory(t)) : unknown;
}
