#include "profile_text.h"

#include "frame_line.h"
#include "limits_input.h"
#include "lines.h"
#include "profile_title.h"

enum { FIRST_SLOTS = 1024, PROBES_MAX = 64 };

/* Where a function or a place was put; index is one more than that, 0 is a free slot. */
struct slot {
    uint64_t hash;
    uint32_t index;
};

struct slots {
    struct slot *items;
    size_t count; /* a power of two */
    size_t used;
};

struct reader {
    struct arena *arena;
    struct profile_title title;
    struct pprof p;
    struct pprof_function *functions;
    struct pprof_line *lines;
    struct pprof_location *locations;
    int64_t *values;
    uint32_t *frame_of, *frames, *label_of;
    size_t functions_cap, lines_cap, locations_cap, values_cap, frame_of_cap, frames_cap,
        label_of_cap;
    size_t nvalues, nframes, nframe_of, nlabel_of;
    struct slots by_function, by_location;

    bool open;              /* a sample is being read */
    bool named;             /* by lines with "#": its addresses are not needed */
    struct slice addresses; /* of it */
};

/* ---- every function and place once -------------------------------------------------------------
 */

static uint64_t mix(uint64_t h, uint64_t n)
{
    h = (h ^ n) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 32);
}

static struct slot *slot_of(const struct slots *t, uint64_t hash)
{
    return &t->items[hash & (t->count - 1)];
}

static void grow(struct arena *a, struct slots *t)
{
    struct slots bigger = {.count = t->count ? 2 * t->count : FIRST_SLOTS, .used = t->used};
    bigger.items = ARENA_ARRAY(a, struct slot, bigger.count);
    for (size_t i = 0; i < t->count; i++) {
        if (!t->items[i].index)
            continue;
        size_t probe = 0;
        while (probe < PROBES_MAX && slot_of(&bigger, t->items[i].hash + probe)->index)
            probe++;
        if (probe < PROBES_MAX)
            *slot_of(&bigger, t->items[i].hash + probe) = t->items[i];
    }
    *t = bigger;
}

/* The slot that same() accepts, or the free one where it belongs. NULL in a crowd: input made to
 * collide costs a bounded search, and then only a duplicate. */
static struct slot *find(struct reader *r, struct slots *t, uint64_t hash, const void *wanted,
                         bool (*same)(const struct reader *r, uint32_t index, const void *wanted))
{
    if (2 * t->used >= t->count)
        grow(r->arena, t);
    for (size_t i = 0; i < PROBES_MAX; i++) {
        struct slot *s = slot_of(t, hash + i);
        if (!s->index || (s->hash == hash && same(r, s->index - 1, wanted)))
            return s;
    }
    return NULL;
}

static void keep(struct slots *t, struct slot *s, uint64_t hash, size_t count)
{
    if (!s)
        return;
    *s = (struct slot){hash, (uint32_t)count};
    t->used++;
}

static bool same_function(const struct reader *r, uint32_t index, const void *wanted)
{
    const struct pprof_function *f = &r->functions[index], *w = wanted;
    return slice_equal(f->name, w->name) && slice_equal(f->file, w->file);
}

static uint32_t function_index(struct reader *r, struct slice name, struct slice file)
{
    struct pprof_function f = {.name = name, .file = file};
    uint64_t hash = mix(slice_hash(name), slice_hash(file));
    struct slot *s = find(r, &r->by_function, hash, &f, same_function);
    if (s && s->index)
        return s->index - 1;
    f.id = r->p.nfunctions + 1;
    *ARENA_PUSH(r->arena, r->functions, r->p.nfunctions, r->functions_cap) = f;
    keep(&r->by_function, s, hash, r->p.nfunctions);
    return (uint32_t)r->p.nfunctions - 1;
}

/* A place is a line of a function, or only an address. */
struct place {
    uint32_t function;
    uint64_t line, address;
};

static bool same_location(const struct reader *r, uint32_t index, const void *wanted)
{
    const struct pprof_location *l = &r->locations[index];
    const struct place *w = wanted;
    if (w->function == PPROF_NONE || l->nlines == 0)
        return w->function == PPROF_NONE && l->nlines == 0 && l->address == w->address;
    const struct pprof_line *line = &r->lines[l->first_line];
    return line->function == w->function && line->line == (int64_t)w->line;
}

static uint32_t location_index(struct reader *r, const struct place *place)
{
    bool named = place->function != PPROF_NONE;
    uint64_t hash = mix(place->function, named ? place->line : place->address);
    struct slot *s = find(r, &r->by_location, hash, place, same_location);
    if (s && s->index)
        return s->index - 1;
    struct pprof_location l = {.id = r->p.nlocations + 1,
                               .address = place->address,
                               .mapping = PPROF_NONE,
                               .first_line = (uint32_t)r->p.nlines,
                               .nlines = named};
    if (named)
        *ARENA_PUSH(r->arena, r->lines, r->p.nlines, r->lines_cap) =
            (struct pprof_line){place->function, (int64_t)place->line, 0};
    *ARENA_PUSH(r->arena, r->locations, r->p.nlocations, r->locations_cap) = l;
    keep(&r->by_location, s, hash, r->p.nlocations);
    return (uint32_t)r->p.nlocations - 1;
}

/* ---- samples -----------------------------------------------------------------------------------
 */

static void add_frame(struct reader *r, const struct place *place)
{
    if (r->nframes < LIMIT_PPROF_FRAMES && r->p.nlocations < LIMIT_PPROF_TABLE &&
        r->p.nfunctions < LIMIT_PPROF_TABLE)
        *ARENA_PUSH(r->arena, r->frames, r->nframes, r->frames_cap) = location_index(r, place);
    else
        r->p.damaged++;
}

/* "0x4a3b2c 0x46c9d1 0x0 0x0": return addresses, so the call is one byte before. Padding ends them.
 */
static void add_addresses(struct reader *r)
{
    struct slice word;
    struct place place = {.function = PPROF_NONE};
    while (slice_next_word(&r->addresses, &word)) {
        if (!slice_to_hex(word, &place.address)) {
            r->p.damaged++;
            return;
        }
        if (place.address == 0)
            return;
        place.address--;
        add_frame(r, &place);
    }
}

static void close_sample(struct reader *r)
{
    if (!r->open)
        return;
    if (!r->named)
        add_addresses(r);
    r->open = false;
    r->p.nsamples++;
    *ARENA_PUSH(r->arena, r->frame_of, r->nframe_of, r->frame_of_cap) = (uint32_t)r->nframes;
    *ARENA_PUSH(r->arena, r->label_of, r->nlabel_of, r->label_of_cap) = 0;
}

/* "1: 16 [3: 48] @ 0x4a3b2c 0x46c9d1" */
static void open_sample(struct reader *r, struct slice line)
{
    int64_t v[PROFILE_TEXT_TYPES] = {0};
    struct slice values;
    size_t before = line.len;
    close_sample(r);
    if (!slice_next(&line, '@', &values) || values.len == before ||
        !profile_title_values(&r->title, values, v) || r->nvalues >= LIMIT_PPROF_ITEMS) {
        r->p.damaged++;
        return;
    }
    for (size_t i = 0; i < r->title.ntypes; i++)
        *ARENA_PUSH(r->arena, r->values, r->nvalues, r->values_cap) = v[i];
    r->open = true;
    r->named = false;
    r->addresses = line;
}

/* "main.worker+0x2c" -> "main.worker" */
static struct slice strip_offset(struct slice function)
{
    size_t plus = slice_rfind_byte(function, '+');
    uint64_t unused;
    bool offset = plus != SIZE_MAX && slice_to_hex(slice_drop(function, plus + 1), &unused);
    return offset ? slice_take(function, plus) : function;
}

/* 0x4a3b2c	main.worker+0x2c		/src/main.go:31 */
static void read_frame(struct reader *r, struct slice text)
{
    struct place place = {.function = PPROF_NONE};
    struct slice word, name, file;
    if (!slice_next_word(&text, &word) || !slice_to_hex(word, &place.address)) {
        r->p.damaged++;
        return;
    }
    if (slice_next_word(&text, &name)) {
        if (!frame_file_line(slice_trim(text), &file, &place.line)) {
            r->p.damaged++;
            return;
        }
        place.function = function_index(r, strip_offset(name), file);
    }
    r->named = true;
    add_frame(r, &place);
}

static void read_line(struct reader *r, struct slice line)
{
    if (slice_skip(&line, SLICE("#"))) {
        line = slice_trim(line);
        if (r->open && slice_has_prefix(line, SLICE("0x")))
            read_frame(r, line);
        return; /* labels and MemStats are for others */
    }
    line = slice_trim(line);
    if (line.len && !profile_title_attribute(line, &r->title))
        open_sample(r, line);
}

/* ---- all together ------------------------------------------------------------------------------
 */

static bool is_end(struct slice line) /* of the profile: what follows is a map of the memory */
{
    return slice_has_prefix(line, SLICE("--- Memory map: ---")) ||
           slice_has_prefix(line, SLICE("MAPPED_LIBRARIES:"));
}

static void hand_over(struct reader *r, struct pprof *ret)
{
    struct pprof *p = &r->p;
    struct pprof_value_type *types = ARENA_ARRAY(r->arena, struct pprof_value_type, p->ntypes);
    for (size_t i = 0; i < p->ntypes; i++)
        types[i] = r->title.types[i];
    p->types = types;
    p->default_type = p->ntypes - 1;
    p->period = r->title.kind == PROFILE_TEXT_HEAP ? r->title.rate : (int64_t)r->title.period;
    p->functions = r->functions;
    p->lines = r->lines;
    p->locations = r->locations;
    p->values = r->values;
    p->frame_of = r->frame_of;
    p->frames = r->frames ? r->frames : ARENA_ARRAY(r->arena, uint32_t, 1); /* no NULL + 0 */
    p->label_of = r->label_of;
    *ret = *p;
}

bool profile_text_is(struct slice text)
{
    struct profile_title unused;
    struct slice line;
    return slice_next_line(&text, &line) && profile_title_read(line, &unused);
}

enum status profile_text_parse(struct arena *a, struct slice text, struct pprof *ret,
                               struct error *err)
{
    struct reader r = {.arena = a};
    struct slice rest, line = {0};
    bool cut;
    rest = lines_whole(text, &cut);
    if (!slice_next_line(&rest, &line) || !profile_title_read(line, &r.title))
        return error_set(err, STATUS_SYNTAX, 0, "no profile as text");
    static const struct slice none = SLICE_INIT("");
    r.p = (struct pprof){.ntypes = r.title.ntypes, .damaged = cut, .nstrings = 1, .strings = &none};
    *ARENA_PUSH(a, r.frame_of, r.nframe_of, r.frame_of_cap) = 0;
    *ARENA_PUSH(a, r.label_of, r.nlabel_of, r.label_of_cap) = 0;
    while (slice_next_line(&rest, &line) && !is_end(line))
        read_line(&r, line);
    close_sample(&r);
    hand_over(&r, ret);
    return STATUS_OK;
}
