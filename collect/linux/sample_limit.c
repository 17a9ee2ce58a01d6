#include "sample_limit.h"

#include "headroom.h"
#include "procfs.h"

static struct sample_value lower(struct sample_value a, struct sample_value b)
{
    if (!a.known || !b.known)
        return a.known ? a : b;
    return a.value < b.value ? a : b;
}

/* "Max open files            1024                 524288               files" -> 1024 */
static struct sample_value fds_limit(const struct target *t)
{
    uint64_t soft = 0;
    bool known = procfs_number(t->procfd, "limits", SLICE("Max open files"), &soft);
    return (struct sample_value){known, (double)soft};
}

static struct sample_value group_limit(const struct target *t)
{
    struct headrooms h;
    headrooms_look(t->procfd, t->rootfd, &h);
    return (struct sample_value){h.target.limited, h.target.limited ? (double)h.target.limit : 0};
}

static struct sample_value machine_memory(const struct target *t)
{
    uint64_t bytes = 0;
    bool known = procfs_kib(t->rootfd, "proc/meminfo", SLICE("MemTotal:"), &bytes);
    return (struct sample_value){known, (double)bytes};
}

struct sample_value sample_limit(const struct target *t, enum watch_column_id column)
{
    if (t->procfd >= 0 && column == WATCH_FDS)
        return fds_limit(t);
    if (t->procfd >= 0 && column == WATCH_RSS)
        return lower(group_limit(t), machine_memory(t));
    return (struct sample_value){false, 0};
}
