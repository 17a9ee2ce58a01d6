#include "pulse.h"

#include <stdlib.h>

#include "bytes.h"
#include "cleanup.h"

enum { BATCH = 1024, NEAR = 2048, PIECES_MAX = 512 * 1024, STATUS_SCAN = 0x1000 };
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
    *p = (struct pulse){.open = false};
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

/* Goroutines lie side by side in the heap: those that are near each other are read as one piece,
 * which costs a fraction of a call for each. */
struct pieces {
    struct remote_range range[BATCH];
    size_t count, bytes;
};

/* address: ascending. Takes as many as fit into PIECES_MAX bytes, at least one; returns how many.
 */
static size_t cut_pieces(const uint64_t *address, size_t count, size_t len, struct pieces *ret)
{
    *ret = (struct pieces){.count = 0};
    for (size_t i = 0; i < count; i++) {
        struct remote_range *last = ret->count ? &ret->range[ret->count - 1] : NULL;
        bool near = last && address[i] - (last->address + last->len) <= NEAR;
        size_t more = near ? (size_t)(address[i] + len - last->address) - last->len : len;
        if (ret->bytes + more > PIECES_MAX)
            return i;
        ret->bytes += more;
        if (near)
            last->len += more;
        else
            ret->range[ret->count++] = (struct remote_range){address[i], len};
    }
    return count;
}

/* How many of these count; false when one could not be read. */
static bool count_batch(struct pulse *p, const uint64_t *address, size_t count, unsigned char *into,
                        uint64_t *total)
{
    const size_t len = (size_t)(p->layout.startpc - p->layout.status) + 8;
    struct pieces pieces;
    while (count) {
        size_t some = cut_pieces(address, count, len, &pieces), piece = 0, at = 0;
        if (remote_read_vector(&p->remote.memory, pieces.range, pieces.count, into) != pieces.bytes)
            return false;
        for (size_t i = 0; i < some; i++) {
            while (address[i] >= pieces.range[piece].address + pieces.range[piece].len)
                at += pieces.range[piece++].len;
            *total += is_counted(p, into + at + (address[i] - pieces.range[piece].address));
        }
        address += some;
        count -= some;
    }
    return true;
}

static struct heap_number count_goroutines(struct pulse *p)
{
    uint64_t address[BATCH], total = 0, at = 0;
    AUTO_FREE unsigned char *into = malloc(PIECES_MAX);
    size_t some;
    while (into && (some = allgs_read(&p->allgs, &p->remote.memory, at, BATCH, address)) != 0) {
        for (size_t i = 0; i < some; i++)
            address[i] += p->layout.status;
        qsort(address, some, sizeof address[0], compare_u64);
        if (!count_batch(p, address, some, into, &total))
            return (struct heap_number){.known = false};
        at += some;
    }
    return (struct heap_number){at > 0, total};
}

/* False when it is another program by now. */
static bool begin(struct pulse *p)
{
    p->remote.memory.bytes = 0;
    p->remote.memory.exhausted = false;
    return remote_process_same(&p->remote, p->module);
}

void pulse_heap(struct pulse *p, struct heap_stats *ret)
{
    *ret = (struct heap_stats){.retries = 0};
    if (begin(p))
        heap_stats_read(&p->heap, &p->remote.memory, p->minor, ret);
}

struct heap_number pulse_goroutines(struct pulse *p)
{
    if (!begin(p) || p->layout.startpc <= p->layout.status)
        return (struct heap_number){.known = false};
    return count_goroutines(p);
}
