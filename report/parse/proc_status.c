#include "proc_status.h"

#include <stddef.h>

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

#define ROW(key, field)                                                                            \
    {                                                                                              \
        key, offsetof(struct proc_status, field)                                                   \
    }

static const struct {
    const char *key;
    size_t offset;
} rows[] = {
    ROW("Pid", pid),
    ROW("Tgid", tgid),
    ROW("PPid", ppid),
    ROW("Uid", uid), /* the first of four: the real one */
    ROW("Threads", threads),
    ROW("FDSize", fd_size),
    ROW("VmPeak", vm_peak),
    ROW("VmSize", vm_size),
    ROW("VmHWM", vm_hwm),
    ROW("VmRSS", vm_rss),
    ROW("VmData", vm_data),
    ROW("VmStk", vm_stack),
    ROW("VmExe", vm_exe),
    ROW("VmLib", vm_lib),
    ROW("VmPTE", vm_pte),
    ROW("VmSwap", vm_swap),
    ROW("VmLck", vm_lck),
    ROW("VmPin", vm_pin),
    ROW("HugetlbPages", hugetlb),
    ROW("RssAnon", rss_anon),
    ROW("RssFile", rss_file),
    ROW("RssShmem", rss_shmem),
    ROW("voluntary_ctxt_switches", voluntary_switches),
    ROW("nonvoluntary_ctxt_switches", forced_switches),
};

enum status proc_status_parse(struct arena *a, struct slice text, struct proc_status *ret,
                              struct error *err)
{
    struct proc_pairs p = {0};
    enum status status = proc_pairs_parse(a, text, &p, err);
    if (status != STATUS_OK)
        return status;
    struct proc_status s = {.skipped = p.skipped, .name = proc_pairs_text(&p, "Name")};
    struct slice letter = proc_pairs_text(&p, "State");
    if (letter.len)
        s.state = (char)letter.ptr[0];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *field = (unsigned char *)&s + rows[i].offset;
        *(struct known_u64 *)field = proc_pairs_number(&p, rows[i].key);
    }
    *ret = s;
    return STATUS_OK;
}
