#include "key_lines.h"

#include "limits_input.h"
#include "lines.h"

static bool read_pair(struct slice line, struct proc_pair *p)
{
    if (!slice_next_word(&line, &p->key))
        return false;
    p->text = slice_trim(line);
    p->number = known_u64(p->text);
    return p->text.len > 0;
}

enum status key_lines_parse(struct arena *a, struct slice text, struct proc_pairs *ret,
                            struct error *err)
{
    struct proc_pair *items = NULL, pair;
    struct proc_pairs p = {.count = 0};
    size_t cap = 0;
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    p.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        if (slice_trim(line).len == 0)
            continue;
        if (p.count < LIMIT_TABLE_ROWS && read_pair(line, &pair))
            *ARENA_PUSH(a, items, p.count, cap) = pair;
        else
            p.skipped++;
    }
    if (p.count == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no \"key value\" line");
    p.items = items;
    *ret = p;
    return STATUS_OK;
}
