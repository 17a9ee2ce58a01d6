#include "proc_maps.h"

#include <string.h>

#include "limits_input.h"
#include "lines.h"

const char *const map_kind_names[MAP_KIND_COUNT] = {
    [MAP_KIND_ANONYMOUS] = "anonymous",
    [MAP_KIND_GO] = "Go runtime",
    [MAP_KIND_NAMED] = "named anonymous",
    [MAP_KIND_SHARED_ANONYMOUS] = "shared anonymous",
    [MAP_KIND_FILE] = "file",
    [MAP_KIND_DEVICE] = "device",
    [MAP_KIND_HEAP] = "[heap]",
    [MAP_KIND_STACK] = "stack",
    [MAP_KIND_RESERVED] = "reserved",
    [MAP_KIND_KERNEL] = "kernel",
};

/* First match wins. deleted: the row only counts for names without a file behind them. */
static const struct {
    struct slice prefix;
    enum map_kind kind;
    bool deleted;
} kinds[] = {
    {SLICE_INIT("[anon: Go: "), MAP_KIND_GO, false},
    {SLICE_INIT("[anon:"), MAP_KIND_NAMED, false},
    {SLICE_INIT("[anon_shmem:"), MAP_KIND_SHARED_ANONYMOUS, false},
    {SLICE_INIT("[heap]"), MAP_KIND_HEAP, false},
    {SLICE_INIT("[stack"), MAP_KIND_STACK, false},
    {SLICE_INIT("["), MAP_KIND_KERNEL, false},
    {SLICE_INIT("/dev/zero"), MAP_KIND_SHARED_ANONYMOUS, false},
    {SLICE_INIT("/anon_hugepage"), MAP_KIND_ANONYMOUS, true},
    {SLICE_INIT("/SYSV"), MAP_KIND_SHARED_ANONYMOUS, true},
    {SLICE_INIT("/memfd:"), MAP_KIND_SHARED_ANONYMOUS, true},
    {SLICE_INIT("/dev/shm/"), MAP_KIND_FILE, false},
    {SLICE_INIT("/dev/"), MAP_KIND_DEVICE, false},
    {SLICE_INIT("anon_inode:"), MAP_KIND_DEVICE, false},
};

static enum map_kind kind_of(const struct map_region *r)
{
    bool no_access = memcmp(r->access, "---", 3) == 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (slice_has_prefix(r->path, kinds[i].prefix) && (r->deleted || !kinds[i].deleted))
            return no_access && kinds[i].kind == MAP_KIND_GO ? MAP_KIND_RESERVED : kinds[i].kind;
    if (r->path.len)
        return MAP_KIND_FILE;
    if (no_access)
        return MAP_KIND_RESERVED;
    return r->access[3] == 's' ? MAP_KIND_SHARED_ANONYMOUS : MAP_KIND_ANONYMOUS;
}

static bool read_range(struct slice word, struct map_region *r)
{
    struct slice start;
    return slice_next(&word, '-', &start) && slice_to_hex(start, &r->start) &&
           slice_to_hex(word, &r->end) && r->end > r->start;
}

/* c000000000-c000400000 rw-p 00000000 00:00 0            [anon: Go: heap]
 * The name begins where the blanks behind the inode end; it may itself hold blanks. */
bool map_region_parse(struct slice line, struct map_region *r)
{
    struct slice range, access, offset, device, inode;
    *r = (struct map_region){0};
    if (!slice_next_word(&line, &range) || !slice_next_word(&line, &access) ||
        !slice_next_word(&line, &offset) || !slice_next_word(&line, &device) ||
        !slice_next_word(&line, &inode))
        return false;
    if (!read_range(range, r) || access.len != sizeof r->access ||
        !slice_to_hex(offset, &r->offset) || !slice_to_u64(inode, &r->inode))
        return false;
    memcpy(r->access, access.ptr, sizeof r->access);
    r->device = device;
    while (line.len && line.ptr[0] == ' ')
        line = slice_drop(line, 1);
    struct slice mark = SLICE(" (deleted)");
    r->deleted = slice_has_suffix(line, mark);
    r->path = r->deleted ? slice_take(line, line.len - mark.len) : line;
    r->kind = kind_of(r);
    return true;
}

static void add_region(struct proc_maps *m, const struct map_region *r)
{
    m->regions[r->kind]++;
    if (__builtin_add_overflow(m->bytes[r->kind], r->end - r->start, &m->bytes[r->kind]))
        m->bytes[r->kind] = UINT64_MAX;
}

enum status proc_maps_parse(struct arena *a, struct slice text, struct proc_maps *ret,
                            struct error *err)
{
    struct proc_maps m = {0};
    struct map_region *items = NULL, region;
    size_t cap = 0;
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    m.skipped = cut;
    while (slice_next(&rest, '\n', &line)) {
        if (line.len == 0)
            continue;
        if (!map_region_parse(line, &region)) {
            m.skipped++;
            continue;
        }
        if (m.count >= LIMIT_TABLE_ROWS)
            return error_set(err, STATUS_LIMIT, 0, "more than %zu mappings", LIMIT_TABLE_ROWS);
        *ARENA_PUSH(a, items, m.count, cap) = region;
        add_region(&m, &region);
    }
    if (m.count == 0 && m.skipped)
        return error_set(err, STATUS_SYNTAX, 0, "no mapping in the text");
    m.items = items;
    *ret = m;
    return STATUS_OK;
}
