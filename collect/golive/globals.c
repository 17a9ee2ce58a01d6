#include "globals.h"

#include <assert.h>
#include <stdlib.h>

#include "bytes.h"
#include "cleanup.h"

enum { CHUNK_PAGES = 64, CHUNK_WORDS = CHUNK_PAGES * (REMOTE_PAGE / 8) };

struct walk {
    struct remote *memory;
    size_t ahead;
    globals_fn *fn;
    void *arg;
    uint64_t *words; /* CHUNK_WORDS + ahead */
};

static uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* [from, to) of at most a chunk, followed by what is ahead of it up to end. */
static bool walk_chunk(struct walk *w, uint64_t from, uint64_t to, uint64_t end)
{
    struct remote_range range = {from, (size_t)(min_u64(end, to + 8 * w->ahead) - from)};
    unsigned char *raw = (unsigned char *)w->words;
    size_t count = remote_read_vector(w->memory, &range, 1, raw) / 8;
    size_t starts = (size_t)min_u64(count, (to - from) / 8);
    for (size_t i = 0; i < count; i++)
        w->words[i] = bytes_u64(raw + 8 * i);
    struct globals_window window = {from, w->words, starts, count};
    return starts == 0 || w->fn(w->arg, &window);
}

/* Runs of touched pages in [from, to) of at most a chunk. */
static bool walk_pages(struct walk *w, uint64_t from, uint64_t to, uint64_t end)
{
    bool touched[CHUNK_PAGES + 1];
    uint64_t first = from / REMOTE_PAGE, last = (to + REMOTE_PAGE - 1) / REMOTE_PAGE;
    size_t pages = (size_t)(last - first);
    if (!w->memory->pages || !w->memory->pages(w->memory->ctx, from, touched, pages))
        return walk_chunk(w, from, to, end);
    for (size_t i = 0; i < pages;) {
        size_t run = i;
        while (run < pages && touched[run])
            run++;
        if (run > i) {
            uint64_t a = (first + i) * REMOTE_PAGE, b = (first + run) * REMOTE_PAGE;
            if (!walk_chunk(w, a > from ? a : from, min_u64(b, to), end))
                return false;
        }
        i = run > i ? run : i + 1;
    }
    return true;
}

static bool walk_range(struct walk *w, struct module_range r)
{
    uint64_t from = (r.from + 7) & ~(uint64_t)7, to = r.to & ~(uint64_t)7;
    while (from < to && !w->memory->exhausted) {
        /* whole pages, so that none is asked about twice */
        uint64_t stop = (from / REMOTE_PAGE + CHUNK_PAGES) * REMOTE_PAGE;
        stop = min_u64(stop, to);
        if (!walk_pages(w, from, stop, to))
            return false;
        from = stop;
    }
    return true;
}

bool globals_walk(const struct module *m, struct remote *memory, unsigned which, size_t ahead,
                  globals_fn *fn, void *arg)
{
    const struct {
        unsigned flag;
        struct module_range range;
    } ranges[] = {{GLOBALS_DATA, m->data},
                  {GLOBALS_NOPTRDATA, m->noptrdata},
                  {GLOBALS_BSS, m->bss},
                  {GLOBALS_NOPTRBSS, m->noptrbss}};
    assert(ahead <= GLOBALS_AHEAD_MAX);
    AUTO_FREE uint64_t *words = malloc((CHUNK_WORDS + ahead) * sizeof *words);
    struct walk w = {memory, ahead, fn, arg, words};
    if (!words)
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if ((which & ranges[i].flag) && !walk_range(&w, ranges[i].range))
            break;
    return true;
}
