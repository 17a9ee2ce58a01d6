/* fake_memory.h - memory of a process that does not exist: one run of bytes at an address. */
#ifndef TESTS_FAKE_MEMORY_H
#define TESTS_FAKE_MEMORY_H

#include <string.h>

#include "mappings.h"
#include "remote.h"
#include "slice.h"

struct fake_memory {
    struct remote remote;
    struct slice bytes;
    uint64_t address;
    struct mapping mapping;
    struct mappings mappings; /* all of it can be written to */
};

static inline size_t fake_read(void *ctx, const struct remote_range *range, size_t count,
                               unsigned char *into)
{
    const struct fake_memory *m = ctx;
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t offset = range[i].address - m->address;
        if (offset > m->bytes.len || range[i].len > m->bytes.len - offset)
            break;
        if (range[i].len)
            memcpy(into + done, m->bytes.ptr + offset, range[i].len);
        done += range[i].len;
    }
    return done;
}

static inline void fake_memory_init(struct fake_memory *m, uint64_t address, struct slice bytes)
{
    *m = (struct fake_memory){.bytes = bytes, .address = address};
    m->remote = (struct remote){.read = fake_read, .ctx = m, .ceiling = (uint64_t)1 << 30};
    m->mapping = (struct mapping){address, address + bytes.len};
    m->mappings = (struct mappings){.item = &m->mapping, .count = 1};
}

#endif
