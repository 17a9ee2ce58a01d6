#include "buildinfo.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "limits_input.h"

enum {
    SECTIONS_MAX = 4096,
    SEGMENTS_MAX = 512,
    NAME_MAX_LEN = 32,
    STRING_MAX = 1024 * 1024, /* modules of the largest programs take some 100 KiB */
    HEAD_LEN = 32,            /* of the build info, before its strings */
    SENTINEL_LEN = 16,        /* on both sides of the module text */
    SEARCH_MAX = 1024 * 1024, /* of a data segment, when there is no section table */
    ALIGNMENT = 16,
    PT_LOAD_TYPE = 1,
    WRITABLE = 2,
};

static const struct slice MAGIC = SLICE_INIT("\xff Go buildinf:");

struct elf {
    int fd;
    bool is_64, little;
    unsigned machine;
    uint64_t section_table, segment_table;
    unsigned section_size, sections, segment_size, segments, names;
};

struct section {
    uint64_t name, address, offset, size;
};

struct segment {
    uint64_t type, flags, offset, address, size;
};

static bool read_at(int fd, uint64_t offset, void *into, size_t len)
{
    unsigned char *p = into;
    if (offset > INT64_MAX - len)
        return false;
    while (len) {
        ssize_t n = pread(fd, p, len, (off_t)offset);
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

/* A number of len bytes in the byte order of the file. */
static uint64_t number(const struct elf *e, const unsigned char *p, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | p[e->little ? len - 1 - i : i];
    return value;
}

static bool read_header(int fd, struct elf *e)
{
    unsigned char h[64];
    if (!read_at(fd, 0, h, sizeof h) || memcmp(h, "\177ELF", 4) != 0 || h[4] < 1 || h[4] > 2 ||
        h[5] < 1 || h[5] > 2)
        return false;
    *e = (struct elf){.fd = fd, .is_64 = h[4] == 2, .little = h[5] == 1};
    e->machine = (unsigned)number(e, h + 18, 2);
    e->segment_table = e->is_64 ? number(e, h + 32, 8) : number(e, h + 28, 4);
    e->section_table = e->is_64 ? number(e, h + 40, 8) : number(e, h + 32, 4);
    const unsigned char *rest = h + (e->is_64 ? 54 : 42);
    e->segment_size = (unsigned)number(e, rest, 2);
    e->segments = (unsigned)number(e, rest + 2, 2);
    e->section_size = (unsigned)number(e, rest + 4, 2);
    e->sections = (unsigned)number(e, rest + 6, 2);
    e->names = (unsigned)number(e, rest + 8, 2);
    return e->sections <= SECTIONS_MAX && e->segments <= SEGMENTS_MAX;
}

static bool read_section(const struct elf *e, unsigned i, struct section *s)
{
    unsigned char h[64];
    size_t want = e->is_64 ? 64 : 40;
    if (i >= e->sections || e->section_size < want ||
        !read_at(e->fd, e->section_table + (uint64_t)i * e->section_size, h, want))
        return false;
    s->name = number(e, h, 4);
    s->address = e->is_64 ? number(e, h + 16, 8) : number(e, h + 12, 4);
    s->offset = e->is_64 ? number(e, h + 24, 8) : number(e, h + 16, 4);
    s->size = e->is_64 ? number(e, h + 32, 8) : number(e, h + 20, 4);
    return true;
}

static bool read_segment(const struct elf *e, unsigned i, struct segment *s)
{
    unsigned char h[56];
    size_t want = e->is_64 ? 56 : 32;
    if (i >= e->segments || e->segment_size < want ||
        !read_at(e->fd, e->segment_table + (uint64_t)i * e->segment_size, h, want))
        return false;
    s->type = number(e, h, 4);
    s->flags = e->is_64 ? number(e, h + 4, 4) : number(e, h + 24, 4);
    s->offset = e->is_64 ? number(e, h + 8, 8) : number(e, h + 4, 4);
    s->address = e->is_64 ? number(e, h + 16, 8) : number(e, h + 8, 4);
    s->size = e->is_64 ? number(e, h + 32, 8) : number(e, h + 16, 4);
    return true;
}

/* Name of a section, cut at NAME_MAX_LEN. */
static bool section_name(const struct elf *e, const struct section *names, const struct section *s,
                         char name[NAME_MAX_LEN])
{
    if (s->name >= names->size)
        return false;
    size_t len = names->size - s->name < NAME_MAX_LEN - 1 ? (size_t)(names->size - s->name)
                                                          : (size_t)NAME_MAX_LEN - 1;
    memset(name, 0, NAME_MAX_LEN);
    return read_at(e->fd, names->offset + s->name, name, len);
}

/* Address in the running program -> offset in the file. */
static bool file_offset(const struct elf *e, uint64_t address, uint64_t *offset)
{
    struct segment s;
    for (unsigned i = 0; i < e->segments; i++) {
        if (!read_segment(e, i, &s) || s.type != PT_LOAD_TYPE || address < s.address ||
            address - s.address >= s.size)
            continue;
        return !__builtin_add_overflow(s.offset, address - s.address, offset);
    }
    return false;
}

static bool add_bytes(const struct elf *e, uint64_t offset, uint64_t len, struct sbuf *out)
{
    unsigned char chunk[4096];
    if (len > STRING_MAX)
        return false;
    while (len) {
        size_t n = len < sizeof chunk ? (size_t)len : sizeof chunk;
        if (!read_at(e->fd, offset, chunk, n))
            return false;
        sbuf_add(out, (struct slice){chunk, n});
        offset += n;
        len -= n;
    }
    return sbuf_ok(out);
}

/* Since 1.18: a varint with the length, then the bytes. *offset moves behind them. */
static bool add_inline_string(const struct elf *e, uint64_t *offset, struct sbuf *out)
{
    uint64_t len = 0;
    unsigned char byte = 0x80;
    for (unsigned shift = 0; byte & 0x80; shift += 7) {
        if (shift > 28 || !read_at(e->fd, (*offset)++, &byte, 1))
            return false;
        len |= (uint64_t)(byte & 0x7f) << shift;
    }
    if (!add_bytes(e, *offset, len, out))
        return false;
    *offset += len;
    return true;
}

/* Before 1.18: the address of a string header (pointer, length). */
static bool add_pointed_string(const struct elf *e, const unsigned char *pointer, size_t size,
                               struct sbuf *out)
{
    unsigned char header[16];
    uint64_t at, bytes;
    uint64_t address = number(e, pointer, size);
    if (address == 0)
        return true;
    if (!file_offset(e, address, &at) || !read_at(e->fd, at, header, 2 * size))
        return false;
    uint64_t len = number(e, header + size, size);
    return len == 0 ||
           (file_offset(e, number(e, header, size), &bytes) && add_bytes(e, bytes, len, out));
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

static bool read_strings(struct elf *e, uint64_t offset, struct buildinfo *b)
{
    enum {
        POINTER_SIZE_AT = 14,
        FLAGS_AT = 15,
        FIRST_AT = 16,
        BIG_ENDIAN_FLAG = 1,
        INLINE_FLAG = 2
    };
    unsigned char head[HEAD_LEN];
    if (!read_at(e->fd, offset, head, sizeof head) ||
        !slice_has_prefix((struct slice){head, sizeof head}, MAGIC))
        return false;
    bool good;
    if (head[FLAGS_AT] & INLINE_FLAG) {
        uint64_t at = offset + HEAD_LEN;
        good = add_inline_string(e, &at, &b->version) && add_inline_string(e, &at, &b->modules);
    } else {
        size_t size = head[POINTER_SIZE_AT];
        bool little = e->little;
        if (size != 4 && size != 8)
            return false;
        e->little = !(head[FLAGS_AT] & BIG_ENDIAN_FLAG);
        good = add_pointed_string(e, head + FIRST_AT, size, &b->version) &&
               add_pointed_string(e, head + FIRST_AT + size, size, &b->modules);
        e->little = little;
    }
    if (!good) {
        sbuf_clear(&b->version);
        sbuf_clear(&b->modules);
        return false;
    }
    strip_sentinels(&b->modules);
    return true;
}

/* Without a section table: the linker puts the build info at the start of the data segment. */
static void search_segments(struct elf *e, struct buildinfo *b)
{
    struct segment s;
    for (unsigned i = 0; i < e->segments && b->version.len == 0; i++) {
        if (!read_segment(e, i, &s) || s.type != PT_LOAD_TYPE || !(s.flags & WRITABLE))
            continue;
        uint64_t most = s.size < SEARCH_MAX ? s.size : SEARCH_MAX;
        for (uint64_t at = 0; at + HEAD_LEN <= most; at += ALIGNMENT) {
            unsigned char head[16];
            if (!read_at(e->fd, s.offset + at, head, sizeof head))
                break;
            if (slice_has_prefix((struct slice){head, sizeof head}, MAGIC) &&
                read_strings(e, s.offset + at, b))
                break;
        }
    }
}

/* ELF note: name length, content length, type, name and content each filled up to 4 bytes. */
static bool read_note(const struct elf *e, const struct section *s, const char *owner,
                      unsigned char *content, size_t size, size_t *len)
{
    unsigned char head[12], name[8] = {0};
    if (s->size < sizeof head || !read_at(e->fd, s->offset, head, sizeof head))
        return false;
    uint64_t name_len = number(e, head, 4), content_len = number(e, head + 4, 4);
    if (name_len != strlen(owner) + 1 || name_len > sizeof name || content_len > size ||
        !read_at(e->fd, s->offset + 12, name, (size_t)name_len) ||
        memcmp(name, owner, (size_t)name_len) != 0)
        return false;
    *len = (size_t)content_len;
    return read_at(e->fd, s->offset + 12 + ((name_len + 3) & ~(uint64_t)3), content, *len);
}

static void read_gnu_id(const struct elf *e, const struct section *s, struct buildinfo *b)
{
    unsigned char id[32];
    size_t len;
    if (!read_note(e, s, "GNU", id, sizeof id, &len))
        return;
    for (size_t i = 0; i < len; i++)
        snprintf(b->build_id + 2 * i, sizeof b->build_id - 2 * i, "%02x", id[i]);
}

static void read_go_id(const struct elf *e, const struct section *s, struct buildinfo *b)
{
    unsigned char id[sizeof b->go_build_id - 1];
    size_t len;
    if (!read_note(e, s, "Go", id, sizeof id, &len))
        return;
    for (size_t i = 0; i < len; i++) /* base64 and slashes; anything else is not one */
        if (id[i] <= ' ' || id[i] > '~')
            return;
    memcpy(b->go_build_id, id, len);
    b->go_build_id[len] = '\0';
}

static void see_section(struct elf *e, const char *name, const struct section *s,
                        struct buildinfo *b)
{
    if (strcmp(name, ".go.buildinfo") == 0)
        (void)read_strings(e, s->offset, b);
    else if (strcmp(name, ".note.gnu.build-id") == 0)
        read_gnu_id(e, s, b);
    else if (strcmp(name, ".note.go.buildid") == 0)
        read_go_id(e, s, b);
    else if (strcmp(name, ".symtab") == 0)
        b->symbols = true;
    else if (strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0)
        b->dwarf = true;
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
    struct elf e;
    struct section names, s;
    char name[NAME_MAX_LEN];
    if (!read_header(fd, &e))
        return error_set(err, STATUS_SYNTAX, 0, "not an ELF file that can be read");
    ret->is_64 = e.is_64;
    ret->little_endian = e.little;
    ret->machine = e.machine;
    if (read_section(&e, e.names, &names))
        for (unsigned i = 0; i < e.sections; i++)
            if (read_section(&e, i, &s) && section_name(&e, &names, &s, name))
                see_section(&e, name, &s, ret);
    if (ret->version.len == 0)
        search_segments(&e, ret);
    return STATUS_OK;
}
