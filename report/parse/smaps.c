#include "smaps.h"

#include "known.h"
#include "limits_input.h"
#include "lines.h"

static const struct slice names[SMAPS_FIELDS] = {
    [SMAPS_SIZE] = SLICE_INIT("Size"),
    [SMAPS_RSS] = SLICE_INIT("Rss"),
    [SMAPS_PSS] = SLICE_INIT("Pss"),
    [SMAPS_SHARED_CLEAN] = SLICE_INIT("Shared_Clean"),
    [SMAPS_SHARED_DIRTY] = SLICE_INIT("Shared_Dirty"),
    [SMAPS_PRIVATE_CLEAN] = SLICE_INIT("Private_Clean"),
    [SMAPS_PRIVATE_DIRTY] = SLICE_INIT("Private_Dirty"),
    [SMAPS_REFERENCED] = SLICE_INIT("Referenced"),
    [SMAPS_ANONYMOUS] = SLICE_INIT("Anonymous"),
    [SMAPS_LAZYFREE] = SLICE_INIT("LazyFree"),
    [SMAPS_ANON_HUGE] = SLICE_INIT("AnonHugePages"),
    [SMAPS_SHMEM_HUGE] = SLICE_INIT("ShmemPmdMapped"),
    [SMAPS_SHARED_HUGETLB] = SLICE_INIT("Shared_Hugetlb"),
    [SMAPS_PRIVATE_HUGETLB] = SLICE_INIT("Private_Hugetlb"),
    [SMAPS_SWAP] = SLICE_INIT("Swap"),
    [SMAPS_SWAP_PSS] = SLICE_INIT("SwapPss"),
    [SMAPS_LOCKED] = SLICE_INIT("Locked"),
};

struct reader {
    struct arena *arena;
    struct smaps s;
    struct smaps_region *items;
    size_t cap;
    size_t next;  /* field that usually follows: the kernel keeps its order */
    bool orphans; /* the head of the current region could not be read: its lines count for none */
};

static void add(uint64_t *to, uint64_t n)
{
    if (__builtin_add_overflow(*to, n, to))
        *to = UINT64_MAX;
}

static size_t find_field(const struct reader *r, struct slice key)
{
    for (size_t i = 0; i < SMAPS_FIELDS; i++) {
        size_t field = (r->next + i) % SMAPS_FIELDS;
        if (slice_equal(names[field], key))
            return field;
    }
    return SMAPS_FIELDS;
}

/* "Rss:                   8 kB". Lines of other keys ("VmFlags: rd mr mw me") are passed over. */
static bool take_field(struct reader *r, struct slice key, struct slice value)
{
    struct slice word;
    uint64_t n;
    size_t field = find_field(r, key);
    if (field == SMAPS_FIELDS)
        return true;
    if (!slice_next_word(&value, &word) || !slice_to_u64(word, &n) ||
        __builtin_mul_overflow(n, (uint64_t)KIB, &n) || !slice_is(slice_trim(value), "kB"))
        return false;
    r->next = field + 1;
    if (r->orphans || !r->s.count)
        return true;
    struct smaps_region *region = &r->items[r->s.count - 1];
    region->bytes[field] = n;
    r->s.known[field] = true;
    add(&r->s.total[field], n);
    add(&r->s.sum[region->map.kind][field], n);
    return true;
}

/* "Rss" of "Rss:  8 kB"; empty for the head of a region, whose first word ends without a colon. */
static struct slice key_of(struct slice *line)
{
    size_t n = 0;
    while (n < line->len && line->ptr[n] > ' ' && line->ptr[n] != ':' && line->ptr[n] != '-')
        n++;
    if (n == line->len || line->ptr[n] != ':')
        return (struct slice){0};
    struct slice key = slice_take(*line, n);
    *line = slice_drop(*line, n + 1);
    return key;
}

static enum status take_head(struct reader *r, struct slice line, struct error *err)
{
    struct map_region map;
    r->orphans = !map_region_parse(line, &map);
    r->s.skipped += r->orphans;
    if (r->orphans)
        return STATUS_OK;
    if (r->s.count >= LIMIT_REGIONS)
        return error_set(err, STATUS_LIMIT, 0, "more than %zu mappings", LIMIT_REGIONS);
    *ARENA_PUSH(r->arena, r->items, r->s.count, r->cap) = (struct smaps_region){.map = map};
    return STATUS_OK;
}

enum status smaps_parse(struct arena *a, struct slice text, struct smaps *ret, struct error *err)
{
    struct reader r = {.arena = a};
    struct slice rest = lines_whole(text, &r.s.cut), line;
    r.s.skipped = r.s.cut;
    while (slice_next(&rest, '\n', &line)) {
        struct slice key = key_of(&line);
        if (slice_trim(line).len == 0 && key.len == 0)
            continue;
        if (key.len) {
            r.s.skipped += !take_field(&r, key, line);
            continue;
        }
        enum status status = take_head(&r, line, err);
        if (status != STATUS_OK)
            return status;
    }
    if (r.s.count == 0 && r.s.skipped)
        return error_set(err, STATUS_SYNTAX, 0, "no mapping in the text");
    r.s.items = r.items;
    *ret = r.s;
    return STATUS_OK;
}
