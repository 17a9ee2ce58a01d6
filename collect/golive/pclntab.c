#include "pclntab.h"

#include <string.h>

#include "bytes.h"

enum {
    HEADER_SIZE = 72,
    FUNCS_MAX = 1 << 26,
    NAMES_FROM_MIN = 72, /* the names begin right behind the header, perhaps aligned */
    NAMES_FROM_MAX = 128,
    RECORD_118 = 40, /* fixed part of a function record */
    RECORD = 44,
    INLINE_118 = 20,
    INLINE = 16,
    NAME_MAX = 64 * 1024,
    STEPS_MAX = 1 << 22, /* of one table: a function of 10 MB of code has fewer */
    NONE = -1
};

static bool is_magic(uint32_t magic)
{
    return magic == 0xfffffff0u || magic == 0xfffffff1u;
}

/* The table that begins with all, when it is one. */
static bool parse_header(struct slice all, struct pclntab *ret)
{
    struct slice h = bytes_at(all, 0, HEADER_SIZE);
    uint64_t at[5], count;
    if (!h.len || !is_magic(bytes_u32(h.ptr)) || h.ptr[4] || h.ptr[5] || h.ptr[7] != 8)
        return false;
    if (h.ptr[6] != 1 && h.ptr[6] != 2 && h.ptr[6] != 4)
        return false;
    count = bytes_u64(h.ptr + 8);
    for (unsigned i = 0; i < 5; i++) {
        at[i] = bytes_u64(h.ptr + 32 + 8 * (size_t)i);
        if (at[i] > all.len || (i && at[i] < at[i - 1]))
            return false;
    }
    if (count == 0 || count > FUNCS_MAX || at[0] < NAMES_FROM_MIN || at[0] > NAMES_FROM_MAX ||
        !bytes_at(all, at[4], 8 * count + 4).len)
        return false;
    *ret = (struct pclntab){.offset_names = at[0],
                            .offset_cutab = at[1],
                            .offset_files = at[2],
                            .offset_pctab = at[3],
                            .offset_funcs = at[4],
                            .names = bytes_at(all, at[0], at[1] - at[0]),
                            .cutab = bytes_at(all, at[1], at[2] - at[1]),
                            .files = bytes_at(all, at[2], at[3] - at[2]),
                            .pctab = bytes_at(all, at[3], at[4] - at[3]),
                            .funcs = slice_drop(all, (size_t)at[4]),
                            .count = (uint32_t)count,
                            .quantum = h.ptr[6],
                            .go118 = bytes_u32(h.ptr) == 0xfffffff0u};
    return true;
}

static bool accept(const struct image *im, struct slice at, struct pclntab *ret)
{
    if (!at.len)
        return false;
    uint64_t address = image_address(im, at.ptr);
    /* to the end of its segment: the section may end before what its last offset leads to */
    if (!address || !parse_header(image_from(im, address), ret))
        return false;
    ret->address = address;
    return true;
}

/* Segment by segment, where there is no section table. */
static bool search(const struct image *im, struct pclntab *ret)
{
    for (unsigned i = 0; i < im->segments; i++) {
        struct slice part = bytes_at(im->file, im->segment[i].offset, im->segment[i].file_size);
        for (size_t at = 0; at + HEADER_SIZE <= part.len; at += 8)
            if (part.ptr[at + 3] == 0xff && is_magic(bytes_u32(part.ptr + at)) &&
                accept(im, slice_drop(part, at), ret))
                return true;
    }
    return false;
}

static bool is_older(struct slice table)
{
    uint32_t magic;
    return bytes_get32(table, 0, &magic) && (magic == 0xfffffffbu || magic == 0xfffffffau);
}

/* Why there is no table that can be read. */
static const char *explain(const struct image *im)
{
    struct slice table = image_section(im, ".gopclntab");
    if (!table.len)
        table = image_section(im, ".data.rel.ro.gopclntab");
    if (table.len)
        return is_older(table) ? "built by a Go before 1.18, which is not supported"
                               : "a Go program whose function table was altered on purpose (by "
                                 "garble), or is of a Go that is not known";
    if (image_section(im, ".go_export").len)
        return "built by gccgo, which keeps nothing of what is read here";
    if (im->sections == 0)
        return "no function table of Go in the executable: not a Go program, or packed";
    return "not a Go program: no function table in the executable";
}

enum status pclntab_find(const struct image *im, struct pclntab *ret, struct error *err)
{
    if (accept(im, image_section(im, ".gopclntab"), ret) ||
        accept(im, image_section(im, ".data.rel.ro.gopclntab"), ret) ||
        (im->sections == 0 && search(im, ret)))
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX, 0, "%s", explain(im));
}

/* ftab: {u32 entry, u32 record} for each function, then a last u32 where the text ends. */
static struct slice ftab_entry(const struct pclntab *t, uint32_t index)
{
    return bytes_at(t->funcs, 8 * (uint64_t)index, 8);
}

static struct slice text_at(struct slice table, uint64_t offset)
{
    if (offset >= table.len)
        return (struct slice){0};
    struct slice s = slice_take(slice_drop(table, (size_t)offset), NAME_MAX);
    const unsigned char *end = memchr(s.ptr, 0, s.len);
    return end ? slice_take(s, (size_t)(end - s.ptr)) : (struct slice){0};
}

/* entry, name, args, deferreturn, pcsp, pcfile, pcln, npcdata, cu, [startLine], id, flags, pad,
 * nfuncdata: 4 bytes each but the last four, which are one each. */
bool pclntab_function_at(const struct pclntab *t, uint32_t index, struct function *ret)
{
    size_t size = t->go118 ? RECORD_118 : RECORD;
    uint32_t end;
    struct slice entry = index < t->count ? ftab_entry(t, index) : (struct slice){0};
    if (!entry.len || !bytes_get32(t->funcs, 8 * (uint64_t)index + 8, &end))
        return false;
    uint32_t at = bytes_u32(entry.ptr + 4);
    struct slice r = bytes_at(t->funcs, at, size);
    if (!r.len)
        return false;
    *ret = (struct function){.index = index,
                             .entry = t->text + bytes_u32(entry.ptr),
                             .end = t->text + end,
                             .name = text_at(t->names, bytes_u32(r.ptr + 4)),
                             .pcsp = bytes_u32(r.ptr + 16),
                             .pcfile = bytes_u32(r.ptr + 20),
                             .pcln = bytes_u32(r.ptr + 24),
                             .pcdata_count = bytes_u32(r.ptr + 28),
                             .cu = bytes_u32(r.ptr + 32),
                             .id = r.ptr[size - 4],
                             .flags = r.ptr[size - 3],
                             .funcdata_count = r.ptr[size - 1]};
    ret->tables =
        bytes_at(t->funcs, at + size, 4 * ((uint64_t)ret->pcdata_count + ret->funcdata_count));
    if (!ret->tables.len)
        ret->pcdata_count = ret->funcdata_count = 0;
    return true;
}

bool pclntab_function(const struct pclntab *t, uint64_t pc, struct function *ret)
{
    if (pc < t->text || pc - t->text > UINT32_MAX)
        return false;
    uint32_t offset = (uint32_t)(pc - t->text), lo = 0, hi = t->count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2, entry = 0;
        if (bytes_get32(t->funcs, 8 * (uint64_t)mid, &entry) && entry <= offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo && pclntab_function_at(t, lo - 1, ret) && pc < ret->end;
}

static bool read_varint(struct slice *s, uint32_t *ret)
{
    *ret = 0;
    for (unsigned shift = 0; shift < 35 && s->len; shift += 7) {
        unsigned char byte = s->ptr[0];
        *s = slice_drop(*s, 1);
        *ret |= (uint32_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

/* Pairs (zigzag step of the value, step of the address): a value holds up to its address. */
int32_t pclntab_value(const struct pclntab *t, const struct function *f, uint32_t table,
                      uint64_t pc)
{
    struct slice s = table ? slice_drop(t->pctab, table) : (struct slice){0};
    uint32_t value = UINT32_MAX; /* -1; steps wrap around as the runtime's do */
    uint64_t up_to = f->entry;
    for (unsigned steps = 0; steps < STEPS_MAX; steps++) {
        uint32_t step, length;
        if (!read_varint(&s, &step) || (step == 0 && steps))
            return NONE;
        value += (step >> 1) ^ (0u - (step & 1));
        if (!read_varint(&s, &length))
            return NONE;
        up_to += (uint64_t)length * t->quantum;
        if (pc < up_to)
            return (int32_t)value;
    }
    return NONE;
}

int32_t pclntab_pcdata(const struct pclntab *t, const struct function *f, uint32_t which,
                       uint64_t pc)
{
    uint32_t table;
    if (which >= f->pcdata_count || !bytes_get32(f->tables, 4 * (uint64_t)which, &table))
        return NONE;
    return pclntab_value(t, f, table, pc);
}

struct slice pclntab_funcdata(const struct pclntab *t, const struct function *f, uint32_t which)
{
    uint32_t at;
    if (which >= f->funcdata_count ||
        !bytes_get32(f->tables, 4 * ((uint64_t)f->pcdata_count + which), &at) || at == UINT32_MAX ||
        at >= t->funcdata.len)
        return (struct slice){0};
    return slice_drop(t->funcdata, at);
}

bool pclntab_line(const struct pclntab *t, const struct function *f, uint64_t pc,
                  struct slice *file, int32_t *line)
{
    uint32_t at;
    int32_t number = pclntab_value(t, f, f->pcfile, pc);
    *line = pclntab_value(t, f, f->pcln, pc);
    *file = SLICE("?");
    if (number < 0 || *line < 0)
        return false;
    if (!bytes_get32(t->cutab, 4 * ((uint64_t)f->cu + (uint32_t)number), &at) || at == UINT32_MAX)
        return false;
    struct slice name = text_at(t->files, at);
    if (name.len)
        *file = name;
    return name.len != 0;
}

/* One entry of the inline tree: the function that was called, and the place in the code that stands
 * for the call. */
static bool inline_entry(const struct pclntab *t, struct slice tree, int32_t index,
                         struct frame *ret, uint64_t *parent)
{
    size_t size = t->go118 ? INLINE_118 : INLINE;
    struct slice e = bytes_at(tree, (uint64_t)(uint32_t)index * size, size);
    if (!e.len)
        return false;
    ret->id = e.ptr[t->go118 ? 2 : 0];
    ret->name = text_at(t->names, bytes_u32(e.ptr + (t->go118 ? 12 : 4)));
    ret->inlined = true;
    *parent = bytes_u32(e.ptr + (t->go118 ? 16 : 8));
    return true;
}

size_t pclntab_frames(const struct pclntab *t, const struct function *f, uint64_t pc,
                      struct frame *ret, size_t max)
{
    struct slice tree = pclntab_funcdata(t, f, FUNCDATA_INLINE);
    size_t n = 0;
    while (tree.len && n + 1 < max) {
        struct frame frame = {.pc = pc};
        uint64_t parent;
        int32_t index = pclntab_pcdata(t, f, PCDATA_INLINE, pc);
        if (index < 0 || !inline_entry(t, tree, index, &frame, &parent))
            break;
        (void)pclntab_line(t, f, pc, &frame.file, &frame.line);
        ret[n++] = frame;
        pc = f->entry + parent;
    }
    if (n < max) {
        ret[n] = (struct frame){.name = f->name, .id = f->id, .pc = pc};
        (void)pclntab_line(t, f, pc, &ret[n].file, &ret[n].line);
        n++;
    }
    return n;
}
