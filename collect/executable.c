#include "executable.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    STRING_MAX = 1024 * 1024, /* modules of the largest programs take some 100 KiB */
    HEAD_LEN = 32,            /* of the build info, before its strings */
    SENTINEL_LEN = 16,        /* on both sides of the module text */
    SEARCH_MAX = 1024 * 1024,
    ALIGNMENT = 16,
};

static const struct slice MAGIC = SLICE_INIT("\xff Go buildinf:");

bool executable_read(const struct executable *e, uint64_t offset, void *into, size_t len)
{
    unsigned char *p = into;
    if (offset > e->size || len > e->size - offset || e->base > INT64_MAX - e->size)
        return false;
    offset += e->base;
    while (len) {
        ssize_t n = pread(e->fd, p, len, (off_t)offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        offset += (uint64_t)n;
        len -= (size_t)n;
    }
    return true;
}

uint64_t executable_number(const struct executable *e, const unsigned char *p, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | p[e->little ? len - 1 - i : i];
    return value;
}

static bool add_bytes(const struct executable *e, uint64_t offset, uint64_t len, struct sbuf *out)
{
    unsigned char chunk[4096];
    if (len > STRING_MAX)
        return false;
    while (len) {
        size_t n = len < sizeof chunk ? (size_t)len : sizeof chunk;
        if (!executable_read(e, offset, chunk, n))
            return false;
        sbuf_add(out, (struct slice){chunk, n});
        offset += n;
        len -= n;
    }
    return sbuf_ok(out);
}

/* Since 1.18: a varint with the length, then the bytes. *offset moves behind them. */
static bool add_inline_string(const struct executable *e, uint64_t *offset, struct sbuf *out)
{
    uint64_t len = 0;
    unsigned char byte = 0x80;
    for (unsigned shift = 0; byte & 0x80; shift += 7) {
        if (shift > 28 || !executable_read(e, (*offset)++, &byte, 1))
            return false;
        len |= (uint64_t)(byte & 0x7f) << shift;
    }
    if (!add_bytes(e, *offset, len, out))
        return false;
    *offset += len;
    return true;
}

/* Before 1.18: the address of a string header (pointer, length). */
static bool add_pointed_string(const struct executable *e, const unsigned char *pointer,
                               size_t size, struct sbuf *out)
{
    unsigned char header[16];
    uint64_t at, bytes;
    uint64_t address = executable_number(e, pointer, size);
    if (address == 0)
        return true;
    if (!e->find(e->owner, address, &at) || !executable_read(e, at, header, 2 * size))
        return false;
    uint64_t len = executable_number(e, header + size, size);
    return len == 0 || (e->find(e->owner, executable_number(e, header, size), &bytes) &&
                        add_bytes(e, bytes, len, out));
}

/* The module text stands between two sentinels of 16 bytes. */
static void strip_sentinels(struct sbuf *text)
{
    struct slice all = sbuf_view(text);
    if (all.len < 2 * SENTINEL_LEN + 1 || all.ptr[all.len - SENTINEL_LEN - 1] != '\n') {
        sbuf_clear(text);
        return;
    }
    size_t len = all.len - 2 * (size_t)SENTINEL_LEN;
    memmove(text->ptr, text->ptr + SENTINEL_LEN, len);
    text->len = len;
    text->ptr[len] = '\0';
}

bool executable_go_strings(const struct executable *file, uint64_t offset, struct buildinfo *b)
{
    enum {
        POINTER_SIZE_AT = 14,
        FLAGS_AT = 15,
        FIRST_AT = 16,
        BIG_ENDIAN_FLAG = 1,
        INLINE_FLAG = 2
    };
    struct executable e = *file;
    unsigned char head[HEAD_LEN];
    if (!executable_read(&e, offset, head, sizeof head) ||
        !slice_has_prefix((struct slice){head, sizeof head}, MAGIC))
        return false;
    bool good;
    if (head[FLAGS_AT] & INLINE_FLAG) {
        uint64_t at = offset + HEAD_LEN;
        good = add_inline_string(&e, &at, &b->version) && add_inline_string(&e, &at, &b->modules);
    } else {
        size_t size = head[POINTER_SIZE_AT];
        if (size != 4 && size != 8)
            return false;
        e.little = !(head[FLAGS_AT] & BIG_ENDIAN_FLAG);
        good = add_pointed_string(&e, head + FIRST_AT, size, &b->version) &&
               add_pointed_string(&e, head + FIRST_AT + size, size, &b->modules);
    }
    if (!good) {
        sbuf_clear(&b->version);
        sbuf_clear(&b->modules);
        return false;
    }
    strip_sentinels(&b->modules);
    return true;
}

bool executable_go_search(const struct executable *e, uint64_t offset, uint64_t size,
                          struct buildinfo *b)
{
    uint64_t most = size < SEARCH_MAX ? size : SEARCH_MAX;
    for (uint64_t at = 0; at + HEAD_LEN <= most; at += ALIGNMENT) {
        unsigned char head[16];
        if (!executable_read(e, offset + at, head, sizeof head))
            return false;
        if (slice_has_prefix((struct slice){head, sizeof head}, MAGIC) &&
            executable_go_strings(e, offset + at, b))
            return true;
    }
    return false;
}

void buildinfo_init(struct buildinfo *b)
{
    *b = (struct buildinfo){0};
    sbuf_init(&b->version, STRING_MAX);
    sbuf_init(&b->modules, STRING_MAX);
}

void buildinfo_done(struct buildinfo *b)
{
    sbuf_done(&b->version);
    sbuf_done(&b->modules);
}

enum status buildinfo_read(int fd, struct buildinfo *ret, struct error *err)
{
    unsigned char magic[4];
    if (pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
        memcmp(magic, "\177ELF", sizeof magic) == 0)
        return elf_read(fd, ret, err);
    return macho_read(fd, ret, err);
}
