/* Mach-O files: load commands, and in front of them, where one file holds programs for several
 * processors, a table of these. */
#include "executable.h"

#include <stdio.h>
#include <string.h>

enum {
    COMMANDS_MAX = 4096,
    SECTIONS_MAX = 4096,
    SEGMENTS_MAX = 64,
    SLICES_MAX = 32, /* a class file of Java begins with the same four bytes */
    NAME_LEN = 16,
    GO_ID_AREA = 256,
    WRITABLE = 2,
};

enum {
    LC_SEGMENT = 0x1,
    LC_SYMTAB = 0x2,
    LC_SEGMENT_64 = 0x19,
    LC_UUID = 0x1b,
    LC_VERSION_MIN_MACOSX = 0x24,
    LC_BUILD_VERSION = 0x32
};

struct segment {
    uint64_t address, offset, size;
    unsigned protection;
};

struct macho {
    struct executable file;
    bool is_64;
    unsigned cpu, commands;
    uint64_t first;        /* offset of the first command */
    uint64_t commands_end; /* and of what follows the last */
    struct segment segments[SEGMENTS_MAX];
    size_t nsegments;
    unsigned sections; /* seen so far, in all segments */
};

static uint64_t number(const struct macho *m, const unsigned char *p, size_t len)
{
    return executable_number(&m->file, p, len);
}

static const char *machine_name(uint64_t cpu)
{
    static const struct {
        uint64_t number;
        const char *name;
    } machines[] = {{0x01000007, "amd64"},    {0x0100000c, "arm64"}, {7, "386"},    {12, "arm"},
                    {0x0200000c, "arm64_32"}, {18, "ppc"},           {0, "another"}};
    size_t i = 0;
    while (machines[i].number != cpu && machines[i].number)
        i++;
    return machines[i].name;
}

#ifdef __aarch64__
enum { OUR_CPU = 0x0100000c };
#else
enum { OUR_CPU = 0x01000007 };
#endif

/* Address in the running program, as linked -> offset in the file. */
static bool file_offset(const void *owner, uint64_t address, uint64_t *offset)
{
    const struct macho *m = owner;
    for (size_t i = 0; i < m->nsegments; i++) {
        const struct segment *s = &m->segments[i];
        if (address >= s->address && address - s->address < s->size)
            return !__builtin_add_overflow(s->offset, address - s->address, offset);
    }
    return false;
}

static bool name_is(const unsigned char *field, const char *name)
{
    return strncmp((const char *)field, name, NAME_LEN) == 0;
}

/* "\xff Go build ID: \"...\"\n \xff" at the start of the code. */
static void read_go_id(const struct macho *m, uint64_t offset, struct buildinfo *b)
{
    unsigned char area[GO_ID_AREA];
    struct slice text = {area, sizeof area}, id;
    if (!executable_read(&m->file, offset, area, sizeof area) ||
        !slice_skip(&text, SLICE("\xff Go build ID: \"")) || !slice_next(&text, '"', &id) ||
        id.len >= sizeof b->go_build_id)
        return;
    for (size_t i = 0; i < id.len; i++) /* base64 and slashes; anything else is not one */
        if (id.ptr[i] <= ' ' || id.ptr[i] > '~')
            return;
    memcpy(b->go_build_id, id.ptr, id.len);
    b->go_build_id[id.len] = '\0';
}

static void see_section(const struct macho *m, const unsigned char *h, struct buildinfo *b)
{
    uint64_t offset = m->is_64 ? number(m, h + 48, 4) : number(m, h + 40, 4);
    b->named = true;
    b->of_go = b->of_go || name_is(h, "__go_buildinfo") || name_is(h, "__gopclntab");
    if (name_is(h, "__go_buildinfo"))
        (void)executable_go_strings(&m->file, offset, b);
    else if (name_is(h, "__text") && name_is(h + NAME_LEN, "__TEXT"))
        read_go_id(m, offset, b);
    else if (name_is(h, "__debug_info") || name_is(h, "__zdebug_info"))
        b->dwarf = true;
}

/* A segment and the headers of its sections, which stand behind it. */
static void read_segment(struct macho *m, uint64_t at, uint64_t len, struct buildinfo *b)
{
    unsigned char h[80];
    size_t head = m->is_64 ? 72 : 56, each = m->is_64 ? 80 : 68;
    if (len < head || !executable_read(&m->file, at, h, head))
        return;
    struct segment s = {.address = m->is_64 ? number(m, h + 24, 8) : number(m, h + 24, 4),
                        .offset = m->is_64 ? number(m, h + 40, 8) : number(m, h + 32, 4),
                        .size = m->is_64 ? number(m, h + 48, 8) : number(m, h + 36, 4),
                        .protection = (unsigned)number(m, h + head - 12, 4)};
    uint64_t count = number(m, h + head - 8, 4);
    if (m->nsegments < SEGMENTS_MAX)
        m->segments[m->nsegments++] = s;
    for (uint64_t i = 0; i < count && i < (len - head) / each; i++) {
        if (++m->sections > SECTIONS_MAX ||
            !executable_read(&m->file, at + head + i * each, h, each))
            return;
        see_section(m, h, b);
    }
}

/* 16.2.1 is 0x00100201. */
static void set_least_os(struct buildinfo *b, uint64_t version)
{
    snprintf(b->least_os, sizeof b->least_os, "%u.%u", (unsigned)(version >> 16 & 0xffff),
             (unsigned)(version >> 8 & 0xff));
}

/* 5B424D44-FED2-3361-8D75-41795DA0FEF6, as dwarfdump and crash reports print it. */
static void set_uuid(struct buildinfo *b, const unsigned char *id)
{
    size_t n = 0;
    for (size_t i = 0; i < 16; i++)
        n += (size_t)snprintf(b->build_id + n, sizeof b->build_id - n, "%s%02X",
                              i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", id[i]);
}

static void see_command(struct macho *m, uint64_t kind, uint64_t at, uint64_t len,
                        struct buildinfo *b)
{
    unsigned char body[16];
    if (kind == LC_SEGMENT || kind == LC_SEGMENT_64) {
        if ((kind == LC_SEGMENT_64) == m->is_64)
            read_segment(m, at, len, b);
        return;
    }
    if (len < 8 + sizeof body || !executable_read(&m->file, at + 8, body, sizeof body)) {
        if (kind == LC_VERSION_MIN_MACOSX && executable_read(&m->file, at + 8, body, 4))
            set_least_os(b, number(m, body, 4));
        return;
    }
    if (kind == LC_UUID)
        set_uuid(b, body);
    else if (kind == LC_SYMTAB)
        b->symbols = number(m, body + 4, 4) > 0;
    else if (kind == LC_BUILD_VERSION)
        set_least_os(b, number(m, body + 4, 4));
}

/* The header of one program, at the start of file. */
static bool read_header(const struct executable *file, struct macho *m)
{
    unsigned char h[32];
    *m = (struct macho){.file = *file};
    if (!executable_read(file, 0, h, 28))
        return false;
    uint64_t forwards = executable_number(&(struct executable){.little = true}, h, 4);
    uint64_t backwards = executable_number(&(struct executable){.little = false}, h, 4);
    m->file.little = forwards == 0xfeedface || forwards == 0xfeedfacf;
    m->file.find = file_offset;
    m->file.owner = m;
    uint64_t magic = m->file.little ? forwards : backwards;
    if (magic != 0xfeedface && magic != 0xfeedfacf)
        return false;
    m->is_64 = magic == 0xfeedfacf;
    m->cpu = (unsigned)number(m, h + 4, 4);
    m->commands = (unsigned)number(m, h + 16, 4);
    m->first = m->is_64 ? 32 : 28;
    m->commands_end = m->first + number(m, h + 20, 4);
    return m->commands <= COMMANDS_MAX;
}

static void read_commands(struct macho *m, struct buildinfo *b)
{
    uint64_t at = m->first;
    for (unsigned i = 0; i < m->commands && at + 8 <= m->commands_end; i++) {
        unsigned char h[8];
        if (!executable_read(&m->file, at, h, sizeof h))
            return;
        uint64_t len = number(m, h + 4, 4);
        if (len < sizeof h || len > m->commands_end - at)
            return;
        see_command(m, number(m, h, 4), at, len, b);
        at += len;
    }
}

/* Of a file for several processors: ours, or the first. The table is always big-endian. */
static bool choose(struct executable *file, struct buildinfo *b)
{
    unsigned char h[32];
    size_t n = 0;
    if (!executable_read(file, 0, h, 8))
        return false;
    uint64_t magic = executable_number(file, h, 4), count = executable_number(file, h + 4, 4);
    bool wide = magic == 0xcafebabf;
    if ((magic != 0xcafebabe && !wide) || count == 0 || count > SLICES_MAX)
        return magic != 0xcafebabe && !wide; /* a program for one processor, or none at all */
    struct executable best = {0};
    for (uint64_t i = 0; i < count; i++) {
        size_t each = wide ? 32 : 20;
        if (!executable_read(file, 8 + i * each, h, each))
            return false;
        struct executable part = {
            .fd = file->fd,
            .base = wide ? executable_number(file, h + 8, 8) : executable_number(file, h + 8, 4),
            .size = wide ? executable_number(file, h + 16, 8) : executable_number(file, h + 12, 4)};
        uint64_t cpu = executable_number(file, h, 4);
        if (part.base > INT64_MAX || part.size > INT64_MAX - part.base)
            return false;
        if (best.size == 0 || cpu == OUR_CPU)
            best = part;
        if (n < sizeof b->machines)
            n += (size_t)snprintf(b->machines + n, sizeof b->machines - n, "%s%s", n ? " " : "",
                                  machine_name(cpu));
    }
    *file = best;
    return true;
}

enum status macho_read(int fd, struct buildinfo *ret, struct error *err)
{
    struct executable file = {.fd = fd, .size = INT64_MAX};
    struct macho m;
    if (!choose(&file, ret) || !read_header(&file, &m))
        return error_set(err, STATUS_SYNTAX, 0, "no executable of a kind that can be read");
    ret->format = "macho";
    ret->is_64 = m.is_64;
    ret->little_endian = m.file.little;
    ret->machine = machine_name(m.cpu);
    read_commands(&m, ret);
    for (size_t i = 0; i < m.nsegments && ret->version.len == 0; i++)
        if (m.segments[i].protection & WRITABLE)
            (void)executable_go_search(&m.file, m.segments[i].offset, m.segments[i].size, ret);
    return STATUS_OK;
}
