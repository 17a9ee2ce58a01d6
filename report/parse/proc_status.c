#include "proc_status.h"

#include "lines.h"

/* "731000 kB" -> bytes; "1234" -> 1234; "R (running)" -> unknown. */
static struct known_u64 number_of(struct slice text)
{
    struct slice word = {0};
    slice_next_word(&text, &word);
    struct known_u64 n = known_u64(word);
    if (n.known && slice_is(slice_trim(text), "kB"))
        n.known = !__builtin_mul_overflow(n.value, (uint64_t)1024, &n.value);
    return n;
}

/* "VmRSS:\t  731000 kB". The head of smaps_rollup ("55d0-7ffe ---p 0 00:00 0 [rollup]") has a blank
 * in front of its first colon. */
static bool read_pair(struct slice line, struct proc_pair *p)
{
    struct slice rest = line, key;
    if (!slice_next(&rest, ':', &key) || key.len == line.len || key.len == 0)
        return false;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] <= ' ' || key.ptr[i] == 127)
            return false;
    p->key = key;
    p->text = slice_trim(rest);
    p->number = number_of(p->text);
    return true;
}

enum status proc_pairs_parse(struct arena *a, struct slice text, struct proc_pairs *ret,
                             struct error *err)
{
    struct proc_pair *items = NULL, pair;
    struct proc_pairs p = {0};
    size_t cap = 0;
    bool cut;
    struct slice rest = lines_whole(text, &cut), line;
    p.skipped = cut;
    while (slice_next_line(&rest, &line)) {
        if (read_pair(line, &pair))
            *ARENA_PUSH(a, items, p.count, cap) = pair;
        else if (slice_trim(line).len && !slice_has_suffix(line, SLICE("[rollup]")))
            p.skipped++;
    }
    if (p.count == 0)
        return error_set(err, STATUS_SYNTAX, 0, "no \"key: value\" line");
    p.items = items;
    *ret = p;
    return STATUS_OK;
}

static const struct proc_pair *find(const struct proc_pairs *p, const char *key)
{
    for (size_t i = 0; i < p->count; i++)
        if (slice_is(p->items[i].key, key))
            return &p->items[i];
    return NULL;
}

struct known_u64 proc_pairs_number(const struct proc_pairs *p, const char *key)
{
    const struct proc_pair *pair = find(p, key);
    return pair ? pair->number : (struct known_u64){0};
}

struct slice proc_pairs_text(const struct proc_pairs *p, const char *key)
{
    const struct proc_pair *pair = find(p, key);
    return pair ? pair->text : (struct slice){0};
}
