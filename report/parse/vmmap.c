#include "vmmap.h"

#include "limits_input.h"
#include "lines.h"

enum { WORDS_MAX = 64, ROWS_MAX = 4096 };

const char *const vmmap_kind_names[VMMAP_KIND_COUNT] = {
    [VMMAP_ALLOCATE] = "mapped by hand",
    [VMMAP_MALLOC] = "heap of C",
    [VMMAP_STACK] = "stacks of threads",
    [VMMAP_FILE] = "files",
    [VMMAP_SHARED] = "shared memory",
    [VMMAP_GUARD] = "guards and reservations",
    [VMMAP_OTHER] = "other",
};

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static bool contains(struct slice text, const char *word)
{
    struct slice w = slice_from(word);
    for (size_t at = 0; at + w.len <= text.len; at++) {
        size_t n = 0;
        while (n < w.len && lower(text.ptr[at + n]) == w.ptr[n])
            n++;
        if (n == w.len)
            return true;
    }
    return false;
}

/* The first row whose word is in the name decides; "^" stands for its beginning. */
enum vmmap_kind vmmap_kind_of(struct slice name)
{
    static const struct {
        const char *word;
        bool first;
        enum vmmap_kind kind;
    } rows[] = {
        {"guard", false, VMMAP_GUARD},
        {"(reserved)", false, VMMAP_GUARD},
        {"vm_allocate", false, VMMAP_ALLOCATE},
        {"untagged", true, VMMAP_ALLOCATE},
        {"webkit malloc", true, VMMAP_OTHER},
        {"malloc", true, VMMAP_MALLOC},
        {"stack", true, VMMAP_STACK},
        {"shared memory", true, VMMAP_SHARED},
        {"shared_pmap", true, VMMAP_FILE},
        {"mapped file", true, VMMAP_FILE},
        {"dylib", true, VMMAP_FILE},
        {"dyld", true, VMMAP_FILE},
        {"unused", true, VMMAP_FILE}, /* "unused but dirty shlib __DATA" */
        {"__", true, VMMAP_FILE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct slice head = rows[i].first ? slice_take(name, slice_from(rows[i].word).len) : name;
        if (contains(head, rows[i].word))
            return rows[i].kind;
    }
    return VMMAP_OTHER;
}

struct words {
    struct slice item[WORDS_MAX];
    size_t count;
};

static void split(struct slice line, struct words *w)
{
    struct slice word;
    w->count = 0;
    while (w->count < WORDS_MAX && slice_next_word(&line, &word))
        w->item[w->count++] = word;
}

static size_t count_word(struct slice line, const char *what)
{
    struct slice word;
    size_t n = 0;
    while (slice_next_word(&line, &word))
        n += slice_is(word, what);
    return n;
}

static struct slice before(struct slice line, struct slice word)
{
    return slice_trim(slice_take(line, (size_t)(word.ptr - line.ptr)));
}

/* A remark behind the numbers is set apart by two blanks or more, and holds no number. */
static bool is_remark(const struct words *w, size_t from)
{
    return from == w->count || (w->item[from].ptr[-1] == ' ' && w->item[from].ptr[-2] == ' ');
}

/* k sizes from word i on, and a plain number behind them. */
static bool fits(const struct words *w, size_t i, size_t k, uint64_t *bytes, uint64_t *count)
{
    if (i + k >= w->count || !slice_to_u64(w->item[i + k], count) || !is_remark(w, i + k + 1))
        return false;
    for (size_t n = 0; n < k; n++)
        if (!tool_size(w->item[i + n], &bytes[n]))
            return false;
    return true;
}

/* "MALLOC_LARGE (empty)   1.4G 982.2M ... 19   see MALLOC ZONE table below": a name may hold blanks
 * and end in a number, so that the columns are found from the right. */
static bool read_row(struct slice line, size_t k, struct vmmap_row *row)
{
    struct words w;
    uint64_t bytes[VMMAP_COLUMNS] = {0};
    split(line, &w);
    for (size_t i = w.count; i-- > 1;) {
        if (!fits(&w, i, k, bytes, &row->regions))
            continue;
        row->name = before(line, w.item[i]);
        row->kind = vmmap_kind_of(row->name);
        for (size_t n = 0; n < VMMAP_COLUMNS; n++)
            row->bytes[n] = (struct known_u64){n < k, bytes[n]};
        return true;
    }
    return false;
}

/* sizes: 4 of them in front of the number of allocations, before macOS 10.14 only one. Then the
 * bytes allocated, what is lost between them (not in the old form), a percentage, the regions. */
static bool read_zone(struct slice line, size_t sizes, struct vmmap_zone *zone)
{
    struct words w;
    struct known_u64 *into[] = {&zone->virtual_bytes, &zone->resident, &zone->dirty,
                                &zone->swapped};
    size_t numbers = sizes + (sizes > 1 ? 5 : 4);
    split(line, &w);
    if (w.count < numbers + 1 || sizes < 1 || sizes > 4)
        return false;
    const struct slice *first = &w.item[w.count - numbers];
    struct slice percent = first[numbers - 2];
    if (!slice_has_suffix(percent, SLICE("%")) || !slice_to_u64(first[numbers - 1], &zone->regions))
        return false;
    for (size_t i = 0; i < sizes; i++)
        if (!(into[i]->known = tool_size(first[i], &into[i]->value)))
            return false;
    zone->allocations = known_u64(first[sizes]);
    zone->allocated.known = tool_size(first[sizes + 1], &zone->allocated.value);
    zone->name = before(line, first[0]);
    return zone->allocations.known && zone->allocated.known;
}

/* Where the lines belong to. */
enum part { PART_NONE, PART_LIST, PART_TYPES, PART_ZONES };

struct reading {
    struct arena *arena;
    struct vmmap *v;
    struct vmmap_row *rows;
    struct vmmap_zone *zones;
    size_t rows_cap, zones_cap;
    enum part part;
    size_t sizes; /* columns of sizes in the table */
};

static void see_row(struct reading *r, struct slice line)
{
    struct vmmap_row row = {0};
    if (r->v->count >= ROWS_MAX || !read_row(line, r->sizes, &row))
        r->v->skipped++;
    else if (slice_is(row.name, "TOTAL"))
        r->v->total = row;
    else if (!slice_has_prefix(row.name, SLICE("TOTAL,")))
        *ARENA_PUSH(r->arena, r->rows, r->v->count, r->rows_cap) = row;
}

static void see_zone(struct reading *r, struct slice line)
{
    struct vmmap_zone zone = {0};
    if (r->v->nzones >= ROWS_MAX || !read_zone(line, r->sizes, &zone))
        r->v->skipped++;
    else if (!slice_is(zone.name, "TOTAL"))
        *ARENA_PUSH(r->arena, r->zones, r->v->nzones, r->zones_cap) = zone;
}

/* The words REGION TYPE also head the lists of the long form, whose lines have addresses. */
static void see_heading(struct reading *r, struct slice line)
{
    bool zones = slice_has_prefix(line, SLICE("MALLOC ZONE "));
    r->sizes = count_word(line, "SIZE");
    if (zones) /* the last one is of what is lost, in the form that has more than one */
        r->sizes -= r->sizes > 1;
    r->part = zones                                                ? PART_ZONES
              : slice_find(line, SLICE("START")) != SIZE_MAX       ? PART_LIST
              : r->sizes >= 1 && r->sizes <= (size_t)VMMAP_COLUMNS ? PART_TYPES
                                                                   : PART_NONE;
}

static void see_line(struct reading *r, struct slice line)
{
    struct slice text = slice_trim(line);
    if (slice_has_prefix(line, SLICE("REGION TYPE ")) ||
        slice_has_prefix(line, SLICE("MALLOC ZONE "))) {
        see_heading(r, line);
        return;
    }
    if (text.len == 0 || slice_has_prefix(line, SLICE("===="))) {
        if (text.len == 0)
            r->part = PART_NONE;
        return;
    }
    if (slice_find(line, SLICE(" cannot examine process ")) != SIZE_MAX)
        r->v->refusal = text;
    else if (r->part == PART_LIST)
        r->v->listed++;
    else if (r->part == PART_TYPES)
        see_row(r, line);
    else if (r->part == PART_ZONES)
        see_zone(r, line);
}

/* Before macOS 11 every row counts one region too many: the sum is that much above the total. */
static void check_regions(struct vmmap *v)
{
    uint64_t sum = 0;
    for (size_t i = 0; v->rows && i < v->count; i++)
        sum += v->rows[i].regions < UINT32_MAX ? v->rows[i].regions : 0;
    if (v->total.name.len && v->count && sum == v->total.regions + v->count)
        v->regions_too_many = v->count;
}

enum status vmmap_parse(struct arena *a, struct slice text, struct vmmap *ret, struct error *err)
{
    struct vmmap v = {0};
    struct reading r = {.arena = a, .v = &v};
    struct slice rest, line, whole = text;
    uint64_t unused = 0;
    bool cut;
    rest = lines_whole(text, &cut);
    v.skipped = cut;
    tool_header_read(a, &rest, &v.header, &unused);
    if (v.header.count == 0) /* an excerpt, or only a complaint */
        rest = lines_whole(whole, &cut);
    while (slice_next_line(&rest, &line))
        see_line(&r, line);
    if (v.header.count == 0 && v.count == 0 && v.refusal.len == 0)
        return error_set(err, STATUS_SYNTAX, 0, "neither a header nor a table of vmmap");
    v.rows = r.rows;
    v.zones = r.zones;
    check_regions(&v);
    *ret = v;
    return STATUS_OK;
}

struct known_u64 vmmap_sum(const struct vmmap *v, enum vmmap_kind kind, enum vmmap_column column)
{
    struct known_u64 sum = {0};
    for (size_t i = 0; i < v->count; i++) {
        const struct known_u64 *n = &v->rows[i].bytes[column];
        if (v->rows[i].kind != kind || !n->known)
            continue;
        sum.known = true;
        if (__builtin_add_overflow(sum.value, n->value, &sum.value))
            return (struct known_u64){0};
    }
    return sum;
}

uint64_t vmmap_regions(const struct vmmap *v, enum vmmap_kind kind)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < v->count; i++)
        if (v->rows[i].kind == kind && v->rows[i].regions < UINT32_MAX)
            sum += v->rows[i].regions - (v->regions_too_many && v->rows[i].regions > 0);
    return sum;
}
