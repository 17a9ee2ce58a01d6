#include "rates.h"

#include <time.h>

#include "bytes.h"

enum { ADDRESSES_MAX = 512, CODE_MAX = 1 << 20 };
static const uint64_t HEAP_RATE_MOST = (uint64_t)1 << 40;
static const uint64_t FRACTION_MOST = 1 << 30;

/* Addresses of 8-byte variables that code reads. */
struct addresses {
    uint64_t item[ADDRESSES_MAX];
    size_t count;
};

static void add_address(const struct golive *l, struct addresses *a, uint64_t address)
{
    const struct module *m = &l->module;
    if (a->count < ADDRESSES_MAX && address % 8 == 0 && address >= m->noptrdata.from &&
        address < m->noptrbss.to)
        a->item[a->count++] = address;
}

/* movq disp(%rip), reg and cmpq $imm8, disp(%rip) */
static void scan_amd64(const struct golive *l, struct slice code, uint64_t at, struct addresses *a)
{
    for (size_t i = 0; i + 8 <= code.len; i++) {
        const unsigned char *p = code.ptr + i;
        int64_t displacement = (int32_t)bytes_u32(p + 3);
        if ((p[0] == 0x48 || p[0] == 0x4c) && p[1] == 0x8b && (p[2] & 0xc7) == 0x05)
            add_address(l, a, at + i + 7 + (uint64_t)displacement);
        else if (p[0] == 0x48 && p[1] == 0x83 && p[2] == 0x3d)
            add_address(l, a, at + i + 8 + (uint64_t)displacement);
    }
}

/* adrp xN, page; ldr xM, [xN, #offset] */
static void scan_arm64(const struct golive *l, struct slice code, uint64_t at, struct addresses *a)
{
    for (size_t i = 0; i + 8 <= code.len; i += 4) {
        uint32_t adrp = bytes_u32(code.ptr + i), ldr = bytes_u32(code.ptr + i + 4);
        if ((adrp & 0x9f000000) != 0x90000000 || (ldr & 0xffc00000) != 0xf9400000 ||
            (adrp & 31) != (ldr >> 5 & 31))
            continue;
        uint64_t pages = (uint64_t)(adrp >> 5 & 0x7ffff) << 2 | (adrp >> 29 & 3);
        if (pages & 0x100000)
            pages |= ~(uint64_t)0x1fffff;
        add_address(l, a,
                    ((at + i) & ~(uint64_t)0xfff) + (pages << 12) +
                        ((uint64_t)(ldr >> 10 & 0xfff) << 3));
    }
}

enum role { HEAP_WRITER, HEAP_SAMPLER, MUTEX_READER, MUTEX_SAMPLER, CYCLES_READER, ROLES };

static const struct {
    const char *name;
    enum role role;
} functions[] = {
    {"runtime/pprof.writeHeapInternal", HEAP_WRITER},
    {"runtime/pprof.writeHeapProto", HEAP_WRITER},
    {"runtime.nextSample", HEAP_SAMPLER},
    {"runtime.(*mcache).nextSample", HEAP_SAMPLER},
    {"runtime.allocmcache", HEAP_SAMPLER},
    {"runtime.mallocgc", HEAP_SAMPLER},
    {"runtime.profilealloc", HEAP_SAMPLER},
    {"runtime.SetMutexProfileFraction", MUTEX_READER},
    {"runtime/pprof.scaleMutexProfile", MUTEX_READER},
    {"runtime/pprof.writeProfileInternal", MUTEX_READER},
    {"runtime.semacquire1", MUTEX_SAMPLER},
    {"runtime.mutexevent", MUTEX_SAMPLER},
    {"sync.event", MUTEX_SAMPLER},
    {"runtime.tickspersecond", CYCLES_READER},
    {"runtime.ticksPerSecond", CYCLES_READER},
};

static void add_code(const struct golive *l, const struct function *f, struct addresses *a)
{
    if (f->end <= f->entry || f->end - f->entry > CODE_MAX)
        return;
    struct slice code = slice_take(image_from(&l->image, f->entry), (size_t)(f->end - f->entry));
    if (l->image.machine == IMAGE_MACHINE_AMD64)
        scan_amd64(l, code, f->entry, a);
    else if (l->image.machine == IMAGE_MACHINE_ARM64)
        scan_arm64(l, code, f->entry, a);
}

/* One walk over all functions for every name. */
static void scan_all(const struct golive *l, struct addresses *by_role, bool *heap_linked)
{
    struct function f;
    for (uint32_t i = 0; i < l->functions.count; i++) {
        if (!pclntab_function_at(&l->functions, i, &f) ||
            !(slice_has_prefix(f.name, SLICE("runtime")) ||
              slice_has_prefix(f.name, SLICE("sync."))))
            continue;
        *heap_linked |= slice_is(f.name, "runtime.memProfileInternal") ||
                        slice_is(f.name, "runtime.MemProfile");
        for (size_t k = 0; k < sizeof functions / sizeof functions[0]; k++)
            if (slice_is(f.name, functions[k].name))
                add_code(l, &f, &by_role[functions[k].role]);
    }
}

/* The value of the one variable that both read. */
static struct rate read_by_both(const struct golive *l, const struct addresses *a,
                                const struct addresses *b, uint64_t most)
{
    const struct rate unknown = {.known = false};
    uint64_t found = 0;
    unsigned char word[8];
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            if (a->item[i] != b->item[k] || a->item[i] == found)
                continue;
            if (found)
                return unknown;
            found = a->item[i];
        }
    if (!found || !remote_read(l->memory, found, word, sizeof word) || bytes_u64(word) > most)
        return unknown;
    return (struct rate){true, bytes_u64(word)};
}

/* The value that is about what we measured ourselves. */
static struct rate read_about(const struct golive *l, const struct addresses *a, double about)
{
    for (size_t i = 0; i < a->count; i++) {
        uint64_t value = remote_u64(l->memory, a->item[i]);
        if ((double)value > about * 0.99 && (double)value < about * 1.01)
            return (struct rate){true, value};
    }
    return (struct rate){.known = false};
}

void rates_read(const struct golive *l, double cycles, struct rates *ret)
{
    struct addresses by_role[ROLES] = {{.count = 0}};
    *ret = (struct rates){.heap_linked = false};
    scan_all(l, by_role, &ret->heap_linked);
    ret->heap = read_by_both(l, &by_role[HEAP_WRITER], &by_role[HEAP_SAMPLER], HEAP_RATE_MOST);
    ret->mutex = read_by_both(l, &by_role[MUTEX_READER], &by_role[MUTEX_SAMPLER], FRACTION_MOST);
    ret->cycles = read_about(l, &by_role[CYCLES_READER], cycles);
}

static bool read_cycles(uint64_t *ret)
{
#if defined __x86_64__
    *ret = __builtin_ia32_rdtsc();
    return true;
#elif defined __aarch64__
    __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(*ret));
    return true;
#else
    return false;
#endif
}

double rates_measure_cycles(void)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    struct timespec from, to;
    uint64_t first, last;
    if (clock_gettime(CLOCK_MONOTONIC, &from) != 0 || !read_cycles(&first))
        return 0;
    nanosleep(&pause, NULL);
    if (clock_gettime(CLOCK_MONOTONIC, &to) != 0 || !read_cycles(&last))
        return 0;
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    return seconds > 0 ? (double)(last - first) / seconds : 0;
}
