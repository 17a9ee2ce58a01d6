#include "allgs.h"

#include "bytes.h"
#include "globals.h"

enum { HEADER = 24 /* pointer, length, capacity */, TRIES = 50 };

struct search {
    struct remote *memory;
    const struct mappings *mappings;
    uint64_t runtime_main;
    struct allgs *best;
    uint64_t best_len;
};

/* A pointer to the array may stand in front of other numbers than its length and capacity: then the
 * first elements are right, and what would be the last one is not. */
static bool is_goroutine_at(const struct search *s, uint64_t pointer, uint64_t index)
{
    uint64_t g = remote_u64(s->memory, pointer + 8 * index);
    return g % 8 == 0 && mappings_writable(s->mappings, g) &&
           remote_u64(s->memory, g + G_SELF) == g;
}

/* Whether the array at pointer holds goroutines; reads the first of them. */
static bool check(const struct search *s, uint64_t pointer, uint64_t len, struct allgs *a)
{
    uint64_t g[CALIBRATE_SAMPLE];
    unsigned char raw[sizeof g];
    size_t count = len < CALIBRATE_SAMPLE ? (size_t)len : CALIBRATE_SAMPLE;
    if (!remote_read(s->memory, pointer, raw, 8 * count))
        return false;
    for (size_t i = 0; i < count; i++) {
        g[i] = bytes_u64(raw + 8 * i);
        if (!mappings_writable(s->mappings, g[i]))
            return false;
    }
    if (!is_goroutine_at(s, pointer, len - 1) || !is_goroutine_at(s, pointer, len / 2) ||
        !calibrate_read(s->memory, g, count, &a->sample))
        return false;
    calibrate(&a->sample, s->runtime_main, &a->found);
    return a->found.goid;
}

static bool look(void *arg, const struct globals_window *w)
{
    struct search *s = arg;
    for (size_t i = 0; i < w->starts && i + 2 < w->count; i++) {
        uint64_t pointer = w->words[i], len = w->words[i + 1], cap = w->words[i + 2];
        if (len < CALIBRATE_MIN || len > cap || cap > ALLGS_MAX || (pointer & 7) ||
            !mappings_writable(s->mappings, pointer))
            continue;
        struct allgs found = {.address = w->address + 8 * i};
        if (!check(s, pointer, len, &found))
            continue;
        found.candidates = s->best->candidates + 1;
        if (len > s->best_len) {
            *s->best = found;
            s->best_len = len;
        }
        s->best->candidates = found.candidates;
    }
    return true;
}

bool allgs_find(const struct module *m, struct remote *memory, const struct mappings *mappings,
                uint64_t runtime_main, struct allgs *ret)
{
    *ret = (struct allgs){0};
    struct search s = {memory, mappings, runtime_main, ret, 0};
    return globals_walk(m, memory, GLOBALS_DATA | GLOBALS_BSS, 2, look, &s) && ret->candidates;
}

static bool read_header(const struct allgs *a, struct remote *memory, uint64_t *pointer,
                        uint64_t *len)
{
    unsigned char raw[HEADER];
    if (!remote_read(memory, a->address, raw, sizeof raw))
        return false;
    *pointer = bytes_u64(raw);
    *len = bytes_u64(raw + 8);
    return *len <= bytes_u64(raw + 16) && *len <= ALLGS_MAX;
}

size_t allgs_read(const struct allgs *a, struct remote *memory, uint64_t from, size_t count,
                  uint64_t *g)
{
    uint64_t pointer, len, pointer_after, len_after;
    for (unsigned i = 0; i < TRIES && read_header(a, memory, &pointer, &len); i++) {
        if (from >= len)
            return 0;
        size_t n = count < len - from ? count : (size_t)(len - from);
        unsigned char *raw = (unsigned char *)g;
        bool whole = remote_read(memory, pointer + 8 * from, raw, 8 * n);
        /* the array may have been replaced by a longer one, and freed, in between */
        if (!whole || !read_header(a, memory, &pointer_after, &len_after) ||
            pointer_after != pointer)
            continue;
        for (size_t k = 0; k < n; k++)
            g[k] = bytes_u64(raw + 8 * k);
        return n;
    }
    return 0;
}

uint64_t allgs_count(const struct allgs *a, struct remote *memory)
{
    uint64_t pointer, len;
    return read_header(a, memory, &pointer, &len) ? len : 0;
}
