#include "proc_limits.h"

#include "lines.h"

/* Columns of the kernel's table: fixed for as long as the file exists, so that names may hold
 * blanks and units may be empty. */
enum { COLUMN_SOFT = 26, COLUMN_HARD = 47, COLUMN_UNIT = 68 };

static struct slice column(struct slice line, size_t begin, size_t end)
{
    return slice_trim(slice_drop(slice_take(line, end), begin));
}

static bool read_value(struct slice text, struct known_u64 *n, bool *unlimited)
{
    *unlimited = slice_is(text, "unlimited");
    *n = *unlimited ? (struct known_u64){0} : known_u64(text);
    return *unlimited || n->known;
}

/* Max open files            1024                 524288               files      */
static bool read_limit(struct slice line, struct proc_limit *l)
{
    l->name = column(line, 0, COLUMN_SOFT);
    l->unit = column(line, COLUMN_UNIT, line.len);
    return l->name.len && line.len > COLUMN_HARD &&
           read_value(column(line, COLUMN_SOFT, COLUMN_HARD), &l->soft, &l->soft_unlimited) &&
           read_value(column(line, COLUMN_HARD, COLUMN_UNIT), &l->hard, &l->hard_unlimited);
}

enum status proc_limits_parse(struct arena *a, struct slice text, struct proc_limits *ret,
                              struct error *err)
{
    struct proc_limits l = {0};
    struct proc_limit *items = NULL, limit;
    size_t cap = 0;
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    l.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        if (slice_has_prefix(line, SLICE("Limit ")) || slice_trim(line).len == 0)
            continue;
        if (read_limit(line, &limit))
            *ARENA_PUSH(a, items, l.count, cap) = limit;
        else
            l.skipped++;
    }
    if (l.count == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no limit in the table");
    l.items = items;
    *ret = l;
    return STATUS_OK;
}

const struct proc_limit *proc_limits_find(const struct proc_limits *l, const char *name)
{
    for (size_t i = 0; i < l->count; i++)
        if (slice_is(l->items[i].name, name))
            return &l->items[i];
    return NULL;
}
