/* ELF files: section headers by name, segments, notes. */
#include "executable.h"

#include <stdio.h>
#include <string.h>

enum {
    SECTIONS_MAX = 4096,
    SEGMENTS_MAX = 512,
    NAME_MAX_LEN = 32,
    PT_LOAD_TYPE = 1,
    WRITABLE = 2,
};

struct elf {
    struct executable file;
    bool is_64;
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

static bool read_at(const struct elf *e, uint64_t offset, void *into, size_t len)
{
    return executable_read(&e->file, offset, into, len);
}

static uint64_t number(const struct elf *e, const unsigned char *p, size_t len)
{
    return executable_number(&e->file, p, len);
}

static bool read_section(const struct elf *e, unsigned i, struct section *s)
{
    unsigned char h[64];
    size_t want = e->is_64 ? 64 : 40;
    if (i >= e->sections || e->section_size < want ||
        !read_at(e, e->section_table + (uint64_t)i * e->section_size, h, want))
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
        !read_at(e, e->segment_table + (uint64_t)i * e->segment_size, h, want))
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
    return read_at(e, names->offset + s->name, name, len);
}

/* Address in the running program -> offset in the file. */
static bool file_offset(const void *owner, uint64_t address, uint64_t *offset)
{
    const struct elf *e = owner;
    struct segment s;
    for (unsigned i = 0; i < e->segments; i++) {
        if (!read_segment(e, i, &s) || s.type != PT_LOAD_TYPE || address < s.address ||
            address - s.address >= s.size)
            continue;
        return !__builtin_add_overflow(s.offset, address - s.address, offset);
    }
    return false;
}

static bool read_header(int fd, struct elf *e)
{
    unsigned char h[64];
    *e = (struct elf){.file = {.fd = fd, .size = INT64_MAX, .find = file_offset, .owner = e}};
    if (!read_at(e, 0, h, sizeof h) || memcmp(h, "\177ELF", 4) != 0 || h[4] < 1 || h[4] > 2 ||
        h[5] < 1 || h[5] > 2)
        return false;
    e->is_64 = h[4] == 2;
    e->file.little = h[5] == 1;
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

/* Without a section table: the linker puts the build info at the start of the data segment. */
static void search_segments(const struct elf *e, struct buildinfo *b)
{
    struct segment s;
    for (unsigned i = 0; i < e->segments && b->version.len == 0; i++)
        if (read_segment(e, i, &s) && s.type == PT_LOAD_TYPE && (s.flags & WRITABLE))
            (void)executable_go_search(&e->file, s.offset, s.size, b);
}

/* ELF note: name length, content length, type, name and content each filled up to 4 bytes.
 * Go counts the filling of its name, too. */
static bool read_note(const struct elf *e, const struct section *s, const char *owner,
                      unsigned char *content, size_t size, size_t *len)
{
    unsigned char head[12], name[8 + 1] = {0};
    if (s->size < sizeof head || !read_at(e, s->offset, head, sizeof head))
        return false;
    uint64_t name_len = number(e, head, 4), content_len = number(e, head + 4, 4);
    if (name_len < strlen(owner) + 1 || name_len >= sizeof name || content_len > size ||
        !read_at(e, s->offset + 12, name, (size_t)name_len) ||
        strcmp((const char *)name, owner) != 0)
        return false;
    *len = (size_t)content_len;
    return read_at(e, s->offset + 12 + ((name_len + 3) & ~(uint64_t)3), content, *len);
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

static bool is_of_go(const char *name)
{
    static const char *const names[] = {".go.buildinfo", ".note.go.buildid", ".gopclntab",
                                        ".data.rel.ro.gopclntab", ".go_export"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void see_section(const struct elf *e, const char *name, const struct section *s,
                        struct buildinfo *b)
{
    b->named = b->named || name[0];
    b->of_go = b->of_go || is_of_go(name);
    if (strcmp(name, ".go.buildinfo") == 0)
        (void)executable_go_strings(&e->file, s->offset, b);
    else if (strcmp(name, ".note.gnu.build-id") == 0)
        read_gnu_id(e, s, b);
    else if (strcmp(name, ".note.go.buildid") == 0)
        read_go_id(e, s, b);
    else if (strcmp(name, ".symtab") == 0)
        b->symbols = true;
    else if (strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0)
        b->dwarf = true;
}

static const char *machine_name(unsigned machine)
{
    static const struct {
        unsigned number;
        const char *name;
    } machines[] = {{3, "386"},    {40, "arm"},   {62, "amd64"}, {183, "arm64"},   {243, "riscv64"},
                    {22, "s390x"}, {21, "ppc64"}, {8, "mips"},   {258, "loong64"}, {0, "another"}};
    size_t i = 0;
    while (machines[i].number != machine && machines[i].number)
        i++;
    return machines[i].name;
}

enum status elf_read(int fd, struct buildinfo *ret, struct error *err)
{
    struct elf e;
    struct section names, s;
    char name[NAME_MAX_LEN];
    if (!read_header(fd, &e))
        return error_set(err, STATUS_SYNTAX, 0, "not an ELF file that can be read");
    ret->is_64 = e.is_64;
    ret->little_endian = e.file.little;
    ret->format = "elf";
    ret->machine = machine_name(e.machine);
    if (read_section(&e, e.names, &names))
        for (unsigned i = 0; i < e.sections; i++)
            if (read_section(&e, i, &s) && section_name(&e, &names, &s, name))
                see_section(&e, name, &s, ret);
    if (ret->version.len == 0)
        search_segments(&e, ret);
    return STATUS_OK;
}
