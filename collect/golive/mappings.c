#include "mappings.h"

#include <stdlib.h>

void mappings_init(struct mappings *m, uint64_t exe_ino)
{
    *m = (struct mappings){.exe_ino = exe_ino};
}

static void push(struct mappings *m, uint64_t from, uint64_t to)
{
    struct mapping *last = m->count ? &m->item[m->count - 1] : NULL;
    if (last && last->to == from) {
        last->to = to;
        return;
    }
    if (last && from < last->to) /* the kernel never prints this */
        return;
    if (!m->item || m->count == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 256;
        struct mapping *item = cap <= MAPPINGS_MAX ? realloc(m->item, cap * sizeof *item) : NULL;
        if (!item) {
            m->cut = true;
            return;
        }
        m->item = item;
        m->cap = cap;
    }
    m->item[m->count++] = (struct mapping){from, to};
}

void mappings_add(struct mappings *m, struct slice line)
{
    struct slice range, from, mode, offset, device, inode;
    uint64_t lo, hi, at, ino;
    if (!slice_next_word(&line, &range) || !slice_next_word(&line, &mode) ||
        !slice_next_word(&line, &offset) || !slice_next_word(&line, &device) ||
        !slice_next_word(&line, &inode) || !slice_next(&range, '-', &from) || mode.len < 2)
        return;
    if (!slice_to_hex(from, &lo) || !slice_to_hex(range, &hi) || !slice_to_hex(offset, &at) ||
        !slice_to_u64(inode, &ino) || lo >= hi)
        return;
    if (m->exe_base == 0 && ino == m->exe_ino && ino != 0 && at == 0)
        m->exe_base = lo;
    if (mode.ptr[1] == 'w')
        push(m, lo, hi);
}

bool mappings_writable(const struct mappings *m, uint64_t address)
{
    size_t lo = 0, hi = m->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->item[mid].to <= address)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < m->count && m->item[lo].from <= address;
}

void mappings_done(struct mappings *m)
{
    free(m->item);
    *m = (struct mappings){0};
}
