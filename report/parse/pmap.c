#include "pmap.h"

#include "limits_input.h"
#include "lines.h"

static bool take_kib(struct slice *line, uint64_t *bytes)
{
    struct slice word;
    return slice_next_word(line, &word) && slice_to_u64(word, bytes) &&
           !__builtin_mul_overflow(*bytes, (uint64_t)KIB, bytes);
}

/* "0000564be824b000       8       8       0 r---- w" */
static bool read_region(struct slice line, struct pmap_region *r)
{
    struct slice word;
    *r = (struct pmap_region){0};
    if (!slice_next_word(&line, &word) || !slice_to_hex(word, &r->address) ||
        !take_kib(&line, &r->size) || !take_kib(&line, &r->rss) || !take_kib(&line, &r->dirty) ||
        !slice_next_word(&line, &r->mode))
        return false;
    r->mapping = slice_trim(line);
    return true;
}

/* "total kB           97800   22292   20908" */
static bool read_total(struct slice line, struct pmap *p)
{
    if (!slice_skip(&line, SLICE("total kB")))
        return false;
    p->size.known = take_kib(&line, &p->size.value);
    p->rss.known = take_kib(&line, &p->rss.value);
    p->dirty.known = take_kib(&line, &p->dirty.value);
    return true;
}

/* Head, title, rule. The head, "4711:   /usr/bin/x --flags", is whatever the command line was. */
static bool is_frame(struct slice line, bool first)
{
    struct slice pid;
    uint64_t unused;
    return slice_has_prefix(line, SLICE("Address ")) || slice_has_prefix(line, SLICE("----")) ||
           (first && slice_next(&line, ':', &pid) && slice_to_u64(pid, &unused));
}

enum status pmap_parse(struct arena *a, struct slice text, struct pmap *ret, struct error *err)
{
    struct pmap p = {.count = 0};
    struct pmap_region *items = NULL, region;
    size_t cap = 0, lines = 0;
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    p.skipped = cut;
    for (; slice_next_line(&rest, &line); lines++) {
        if (slice_trim(line).len == 0 || is_frame(line, lines == 0) || read_total(line, &p))
            continue;
        if (p.count >= LIMIT_REGIONS || !read_region(line, &region)) {
            p.skipped++;
            continue;
        }
        *ARENA_PUSH(a, items, p.count, cap) = region;
        if (__builtin_add_overflow(p.rss_sum, region.rss, &p.rss_sum))
            p.rss_sum = UINT64_MAX;
    }
    if (p.count == 0 && !p.rss.known)
        return error_set(err, STATUS_SYNTAX, 0, "no region in the text");
    p.items = items;
    *ret = p;
    return STATUS_OK;
}
