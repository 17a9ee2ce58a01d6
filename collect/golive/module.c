#include "module.h"

#include <stdlib.h>

#include "bytes.h"
#include "cleanup.h"

/* Words of moduledata that are at the same place in every version. Slices are pointer, length,
 * capacity. */
enum {
    W_PCLNTAB = 0,
    W_NAMES = 1,
    W_CUTAB = 4,
    W_FILES = 7,
    W_PCTAB = 10,
    W_FUNCS = 13,
    W_FTAB = 16,
    W_MINPC = 20,
    W_MAXPC = 21,
    W_TEXT = 22,
    W_ETEXT = 23,
    W_NOPTRDATA = 24,
    W_DATA = 26,
    W_BSS = 28,
    W_NOPTRBSS = 30,
    W_TAIL = 32, /* from here on it differs */
    WORDS = 80,
    CHUNK = 64 * 1024
};

static bool is_slice(const uint64_t *w, unsigned at, uint64_t pointer)
{
    return w[at] == pointer && w[at + 1] == w[at + 2];
}

static bool is_range(const uint64_t *w, unsigned at)
{
    return w[at] <= w[at + 1] && w[at + 1] <= INT64_MAX && w[at + 1] - w[at] <= MODULE_RANGE_MAX;
}

static bool has_shape(const uint64_t *w, const struct pclntab *t)
{
    uint64_t at = t->address;
    return w[W_PCLNTAB] == at && is_slice(w, W_NAMES, at + t->offset_names) &&
           is_slice(w, W_CUTAB, at + t->offset_cutab) &&
           is_slice(w, W_FILES, at + t->offset_files) &&
           is_slice(w, W_PCTAB, at + t->offset_pctab) &&
           is_slice(w, W_FUNCS, at + t->offset_funcs) && is_slice(w, W_FTAB, w[W_FUNCS]) &&
           w[W_FTAB + 1] == (uint64_t)t->count + 1 && w[W_TEXT] < w[W_ETEXT] &&
           w[W_MINPC] >= w[W_TEXT] && w[W_MINPC] < w[W_MAXPC] && is_range(w, W_TEXT) &&
           is_range(w, W_NOPTRDATA) && is_range(w, W_DATA) && is_range(w, W_BSS) &&
           is_range(w, W_NOPTRBSS);
}

/* textsectmap is a short slice whose first entry is {0, length of the text, text}; gofunc stands
 * before it, with the end of the function table between the two since 1.26. */
static uint64_t gofunc_of(const uint64_t *w, struct remote *memory, const struct pclntab *t)
{
    for (unsigned q = W_TAIL + 1; q + 2 < WORDS; q++) {
        unsigned char first[24];
        if (w[q + 1] == 0 || w[q + 1] != w[q + 2] || w[q + 1] >= 1000 ||
            !remote_read(memory, w[q], first, sizeof first))
            continue;
        if (bytes_u64(first) != 0 || bytes_u64(first + 16) != w[W_TEXT] ||
            bytes_u64(first + 8) > w[W_ETEXT] - w[W_TEXT] + 64)
            continue;
        bool end_of_table = w[q - 1] >= t->address + t->offset_funcs &&
                            w[q - 1] <= t->address + t->offset_funcs + t->funcs.len &&
                            w[q - 2] > w[W_TEXT] && w[q - 2] < w[q - 1];
        return end_of_table ? w[q - 2] : w[q - 1];
    }
    return 0;
}

static struct module_range range_of(const uint64_t *w, unsigned at)
{
    return (struct module_range){w[at], w[at + 1]};
}

static void accept(struct module *ret, uint64_t address, const uint64_t *w, struct remote *memory,
                   struct pclntab *t)
{
    if (ret->candidates++)
        return;
    *ret = (struct module){.address = address,
                           .text = w[W_TEXT],
                           .etext = w[W_ETEXT],
                           .maxpc = w[W_MAXPC],
                           .noptrdata = range_of(w, W_NOPTRDATA),
                           .data = range_of(w, W_DATA),
                           .bss = range_of(w, W_BSS),
                           .noptrbss = range_of(w, W_NOPTRBSS),
                           .gofunc = gofunc_of(w, memory, t),
                           .candidates = 1};
    ret->gofunc_by_shape = ret->gofunc != 0;
}

/* One writable segment, as far as the file fills it: moduledata is initialised data. */
static void search(const struct image_segment *s, uint64_t bias, struct remote *memory,
                   struct pclntab *t, struct module *ret)
{
    enum { TAIL = WORDS * 8 };
    AUTO_FREE unsigned char *chunk = malloc(CHUNK + TAIL);
    for (uint64_t at = 0; chunk && at < s->file_size; at += CHUNK) {
        struct remote_range range = {s->address + bias + at, CHUNK + TAIL};
        if (range.len > s->memory_size - at)
            range.len = (size_t)(s->memory_size - at);
        size_t got = remote_read_vector(memory, &range, 1, chunk);
        for (size_t i = 0; i < CHUNK && i + TAIL <= got; i += 8) {
            uint64_t w[WORDS];
            if (bytes_u64(chunk + i) != t->address)
                continue;
            for (size_t k = 0; k < WORDS; k++)
                w[k] = bytes_u64(chunk + i + 8 * k);
            if (has_shape(w, t))
                accept(ret, range.address + i, w, memory, t);
        }
    }
}

enum status module_find(const struct image *im, struct remote *memory, struct pclntab *t,
                        struct module *ret, struct error *err)
{
    *ret = (struct module){0};
    for (unsigned i = 0; i < im->segments; i++)
        if (im->segment[i].writable)
            search(&im->segment[i], im->bias, memory, t, ret);
    if (ret->candidates == 0)
        return error_set(err, STATUS_SYNTAX, 0,
                         "the runtime's description of its program is not in memory (packed, or "
                         "not started yet)");
    t->text = ret->text;
    t->funcdata = image_from(im, ret->gofunc);
    return STATUS_OK;
}

bool module_use_layout(struct module *m, struct remote *memory, const struct layout_module *layout,
                       const struct image *im, struct pclntab *t)
{
    uint64_t gofunc = remote_u64(memory, m->address + layout->gofunc);
    m->types = remote_u64(memory, m->address + layout->types);
    m->etypes = remote_u64(memory, m->address + layout->etypes);
    m->next = remote_u64(memory, m->address + layout->next);
    if (m->types > m->etypes || !image_from(im, m->types).len)
        m->types = m->etypes = 0;
    if (m->gofunc_by_shape)
        return gofunc == m->gofunc;
    m->gofunc = gofunc;
    t->funcdata = image_from(im, gofunc);
    return t->funcdata.len != 0;
}
