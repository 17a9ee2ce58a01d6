#include "pulse.h"

#include <stdlib.h>

#include "bytes.h"
#include "cleanup.h"

enum { BATCH = 1024, COUNTED_EACH_TIME = 20000, STATUS_SCAN = 0x1000 };
enum { STATUS_IDLE = 0, STATUS_DEAD = 6, STATUS_DEAD_EXTRA = 11 };
static const uint64_t OPEN_CEILING = (uint64_t)1 << 30;
static const uint64_t SAMPLE_CEILING = (uint64_t)1 << 28; /* of a million goroutines */

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* A goroutine that begins in one of these is the runtime's own. */
static bool is_system_function(const struct function *f)
{
    return slice_has_prefix(f->name, SLICE("runtime.")) && !slice_is(f->name, "runtime.main") &&
           !slice_is(f->name, "runtime.corostart") &&
           !slice_is(f->name, "runtime.handleAsyncEvent");
}

static bool list_system(struct pulse *p, const struct golive *l)
{
    size_t cap = 0;
    struct function f;
    for (uint32_t i = 0; i < l->functions.count; i++) {
        if (!pclntab_function_at(&l->functions, i, &f) || !is_system_function(&f))
            continue;
        if (p->nsystem == cap) {
            cap = cap ? 2 * cap : 4096;
            uint64_t *system = realloc(p->system, cap * sizeof *system);
            if (!system)
                return false;
            p->system = system;
        }
        p->system[p->nsystem++] = f.entry;
    }
    if (p->nsystem)
        qsort(p->system, p->nsystem, sizeof *p->system, compare_u64);
    return true;
}

static bool look_up(struct pulse *p, const struct golive *l)
{
    p->allgs = l->allgs;
    p->layout = l->layout.g;
    p->minor = l->layout.minor;
    p->module = l->module.address;
    heap_find(&l->module, l->memory, l->mappings, p->minor, &p->heap);
    return list_system(p, l);
}

enum status pulse_open(struct pulse *p, int procfd, pid_t pid, struct error *err)
{
    struct golive_process process;
    AUTO_FD int exe = -1;
    *p = (struct pulse){.pause = 0};
    enum status s = golive_process_open(&process, procfd, pid, OPEN_CEILING, err);
    if (s != STATUS_OK)
        return s;
    if (!look_up(p, &process.live))
        s = error_set(err, STATUS_LIMIT, 0, "out of memory");
    golive_process_close(&process);
    if (s == STATUS_OK)
        s = remote_process_open(&p->remote, procfd, pid, SAMPLE_CEILING, &exe, err);
    p->open = s == STATUS_OK;
    if (!p->open)
        pulse_close(p);
    return s;
}

void pulse_close(struct pulse *p)
{
    free(p->system);
    if (p->open)
        remote_process_close(&p->remote);
    *p = (struct pulse){.open = false};
}

/* g: from its status to where it began. */
static bool is_counted(const struct pulse *p, const unsigned char *g)
{
    unsigned status = bytes_u32(g) & ~(unsigned)STATUS_SCAN;
    uint64_t start = bytes_u64(g + (p->layout.startpc - p->layout.status));
    return status != STATUS_IDLE && status != STATUS_DEAD && status != STATUS_DEAD_EXTRA &&
           !bsearch(&start, p->system, p->nsystem, sizeof start, compare_u64);
}

static struct heap_number count_goroutines(struct pulse *p)
{
    const size_t len = (size_t)(p->layout.startpc - p->layout.status) + 8;
    uint64_t address[BATCH], total = 0, at = 0;
    struct remote_range range[BATCH];
    AUTO_FREE unsigned char *into = malloc(BATCH * len);
    struct heap_number unknown = {.known = false};
    size_t some;
    while (into && (some = allgs_read(&p->allgs, &p->remote.memory, at, BATCH, address)) != 0) {
        for (size_t i = 0; i < some; i++)
            range[i] = (struct remote_range){address[i] + p->layout.status, len};
        if (remote_read_vector(&p->remote.memory, range, some, into) != some * len)
            return unknown;
        for (size_t i = 0; i < some; i++)
            total += is_counted(p, into + i * len);
        at += some;
    }
    p->pause = at / COUNTED_EACH_TIME;
    return at ? (struct heap_number){true, total} : unknown;
}

void pulse_sample(struct pulse *p, struct pulse_sample *ret)
{
    struct heap_stats stats;
    *ret = (struct pulse_sample){.heap_alloc = {.known = false}};
    p->remote.memory.bytes = 0;
    p->remote.memory.exhausted = false;
    if (!remote_process_same(&p->remote, p->module))
        return;
    heap_stats_read(&p->heap, &p->remote.memory, p->minor, &stats);
    ret->heap_alloc = stats.value[STAT_HEAP_ALLOC];
    ret->heap_in_use = stats.value[STAT_HEAP_IN_USE];
    ret->num_gc = stats.value[STAT_NUM_GC];
    if (p->pause)
        p->pause--;
    else if (p->layout.startpc > p->layout.status)
        ret->goroutines = count_goroutines(p);
}
