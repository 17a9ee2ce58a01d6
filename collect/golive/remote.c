#include "remote.h"

#include "bytes.h"

/* The bytes of all ranges, or false on overflow. */
static bool total_of(const struct remote_range *range, size_t count, size_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t end;
        if (__builtin_add_overflow(range[i].address, range[i].len, &end) ||
            __builtin_add_overflow(*ret, range[i].len, ret))
            return false;
    }
    return true;
}

size_t remote_read_vector(struct remote *r, const struct remote_range *range, size_t count,
                          unsigned char *into)
{
    size_t total;
    if (!total_of(range, count, &total))
        return 0;
    if (r->exhausted || total > r->ceiling - r->bytes) {
        r->exhausted = true;
        return 0;
    }
    size_t got = r->read(r->ctx, range, count, into);
    r->bytes += got;
    r->calls++;
    return got;
}

bool remote_read(struct remote *r, uint64_t address, void *into, size_t len)
{
    struct remote_range range = {address, len};
    return remote_read_vector(r, &range, 1, into) == len;
}

void remote_allow(struct remote *r, uint64_t bytes)
{
    r->ceiling = r->bytes + bytes;
    r->exhausted = false;
}

uint64_t remote_u64(struct remote *r, uint64_t address)
{
    unsigned char word[8];
    return remote_read(r, address, word, sizeof word) ? bytes_u64(word) : 0;
}
