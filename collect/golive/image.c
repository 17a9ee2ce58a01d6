#include "image.h"

#include "bytes.h"

enum {
    HEADER_SIZE = 64,
    SEGMENT_SIZE = 56,
    SECTION_SIZE = 64,
    SECTIONS_MAX = 4096,
    LOADED = 1,       /* PT_LOAD */
    NO_BITS = 8,      /* SHT_NOBITS */
    WRITABLE = 2,     /* PF_W */
    SHARED_OBJECT = 3 /* ET_DYN */
};

static void read_segments(struct image *im, uint64_t table, unsigned size, unsigned count)
{
    for (unsigned i = 0; i < count && im->segments < IMAGE_SEGMENTS_MAX; i++) {
        struct slice h = bytes_at(im->file, table + (uint64_t)i * size, SEGMENT_SIZE);
        if (!h.len)
            return;
        struct image_segment s = {.offset = bytes_u64(h.ptr + 8),
                                  .address = bytes_u64(h.ptr + 16),
                                  .file_size = bytes_u64(h.ptr + 32),
                                  .memory_size = bytes_u64(h.ptr + 40),
                                  .writable = bytes_u32(h.ptr + 4) & WRITABLE};
        if (bytes_u32(h.ptr) != LOADED || s.memory_size < s.file_size || s.address > INT64_MAX ||
            s.memory_size > INT64_MAX)
            continue;
        if (s.file_size && !bytes_at(im->file, s.offset, s.file_size).len)
            continue;
        im->segment[im->segments++] = s;
    }
}

enum status image_parse(struct slice file, struct image *ret, struct error *err)
{
    static const struct slice magic = SLICE_INIT("\177ELF\2\1"); /* 64 bits, little-endian */
    struct slice h = bytes_at(file, 0, HEADER_SIZE);
    if (!h.len || !slice_has_prefix(h, SLICE("\177ELF")))
        return error_set(err, STATUS_SYNTAX, 0, "not an ELF file");
    if (!slice_has_prefix(h, magic))
        return error_set(err, STATUS_SYNTAX, 4,
                         "a %s program: only 64-bit little-endian ones are read",
                         h.ptr[4] == 1 ? "32-bit" : "big-endian");
    *ret = (struct image){.file = file, .machine = bytes_u16(h.ptr + 18)};
    ret->movable = bytes_u16(h.ptr + 16) == SHARED_OBJECT;
    ret->entry = bytes_u64(h.ptr + 24);
    unsigned segment_size = bytes_u16(h.ptr + 54), segments = bytes_u16(h.ptr + 56);
    if (segment_size >= SEGMENT_SIZE)
        read_segments(ret, bytes_u64(h.ptr + 32), segment_size, segments);
    if (ret->segments == 0)
        return error_set(err, STATUS_SYNTAX, 32, "no segment of the program can be read");
    ret->section_table = bytes_u64(h.ptr + 40);
    if (bytes_u16(h.ptr + 58) == SECTION_SIZE && bytes_u16(h.ptr + 60) <= SECTIONS_MAX) {
        ret->sections = bytes_u16(h.ptr + 60);
        ret->section_names = bytes_u16(h.ptr + 62);
    }
    return STATUS_OK;
}

bool image_place(struct image *im, uint64_t base, uint64_t entry)
{
    if (!im->movable)
        return true;
    im->bias = base ? base - (im->segment[0].address & ~(uint64_t)0xfff) : entry - im->entry;
    return base || (entry && (im->bias & 0xfff) == 0);
}

static struct slice section_header(const struct image *im, unsigned i)
{
    return i < im->sections
               ? bytes_at(im->file, im->section_table + (uint64_t)i * SECTION_SIZE, SECTION_SIZE)
               : (struct slice){0};
}

static struct slice section_bytes(const struct image *im, struct slice header)
{
    if (!header.len || bytes_u32(header.ptr + 4) == NO_BITS)
        return (struct slice){0};
    return bytes_at(im->file, bytes_u64(header.ptr + 24), bytes_u64(header.ptr + 32));
}

struct slice image_section(const struct image *im, const char *name)
{
    struct slice names = section_bytes(im, section_header(im, im->section_names));
    struct slice want = slice_from(name);
    for (unsigned i = 0; i < im->sections; i++) {
        struct slice header = section_header(im, i);
        if (!header.len)
            break;
        struct slice own = slice_drop(names, bytes_u32(header.ptr));
        if (own.len > want.len && slice_has_prefix(own, want) && own.ptr[want.len] == '\0')
            return section_bytes(im, header);
    }
    return (struct slice){0};
}

struct slice image_from(const struct image *im, uint64_t address)
{
    uint64_t linked = address - im->bias;
    for (unsigned i = 0; i < im->segments; i++) {
        const struct image_segment *s = &im->segment[i];
        if (linked >= s->address && linked - s->address < s->file_size)
            return slice_drop(bytes_at(im->file, s->offset, s->file_size),
                              (size_t)(linked - s->address));
    }
    return (struct slice){0};
}

uint64_t image_address(const struct image *im, const unsigned char *at)
{
    uint64_t offset = (uint64_t)(at - im->file.ptr);
    for (unsigned i = 0; i < im->segments; i++) {
        const struct image_segment *s = &im->segment[i];
        if (offset >= s->offset && offset - s->offset < s->file_size)
            return s->address + (offset - s->offset) + im->bias;
    }
    return 0;
}
