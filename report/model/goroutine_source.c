#include "goroutine_source.h"

#include <string.h>

#include "pprof.h"

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 32);
}

static uint64_t hash_frame(uint64_t h, const struct frame *f)
{
    return mix(mix(mix(h, slice_hash(f->function)), slice_hash(f->file)), f->line);
}

static bool is_lock(struct slice function)
{
    static const struct slice names[] = {
        SLICE_INIT("sync.(*Mutex).Lock"),
        SLICE_INIT("sync.(*RWMutex).Lock"),
        SLICE_INIT("sync.(*RWMutex).RLock"),
        SLICE_INIT("internal/sync.(*Mutex).lockSlow"),
        SLICE_INIT("internal/poll.(*fdMutex).rwlock"),
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_has_prefix(function, names[i]))
            return true;
    return false;
}

static void finish(struct shape *s)
{
    uint64_t h = s->nframes;

    for (size_t i = 0; i < s->nframes; i++) {
        h = hash_frame(h, &s->frames[i]);
        s->waits_for_lock = s->waits_for_lock || (i < 4 && is_lock(s->frames[i].function));
    }
    s->hash = hash_frame(h, &s->created_by);
}

static struct frame frame_of(const struct stack_frame *f)
{
    return (struct frame){f->function, f->file, f->line};
}

static const struct frame *copy_frames(struct arena *a, const struct stack_frame *frames,
                                       size_t count)
{
    struct frame *copy = ARENA_ARRAY(a, struct frame, count + 1);

    for (size_t i = 0; i < count; i++)
        copy[i] = frame_of(&frames[i]);
    return copy;
}

/* ---- the dump of all goroutines ---- */

static void open_dump(struct arena *a, const struct goroutine_dump *d, struct goroutine_source *s)
{
    struct shape *shapes = ARENA_ARRAY(a, struct shape, d->nstacks + 1);
    struct shape_use *uses = ARENA_ARRAY(a, struct shape_use, d->count + 1);

    for (size_t i = 0; i < d->nstacks; i++) {
        const struct goroutine_stack *stack = &d->stacks[i];
        shapes[i] = (struct shape){.frames = copy_frames(a, stack->frames, stack->nframes),
                                   .nframes = stack->nframes,
                                   .created_by = frame_of(&stack->created_by),
                                   .elided = stack->elided};
        finish(&shapes[i]);
    }
    for (size_t i = 0; i < d->count; i++)
        uses[i] = (struct shape_use){d->items[i].id, 1, d->items[i].stack};
    s->shapes = shapes;
    s->uses = uses;
    s->nuses = d->count;
    s->dump = d;
    s->total = d->count;
}

/* ---- the counted text ---- */

static void open_counts(struct arena *a, const struct count_profile *p, struct goroutine_source *s)
{
    struct shape *shapes = ARENA_ARRAY(a, struct shape, p->ngroups + 1);
    struct shape_use *uses = ARENA_ARRAY(a, struct shape_use, p->ngroups + 1);

    for (size_t i = 0; i < p->ngroups; i++) {
        const struct count_group *g = &p->groups[i];
        shapes[i] =
            (struct shape){.frames = copy_frames(a, g->frames, g->nframes), .nframes = g->nframes};
        finish(&shapes[i]);
        uses[i] = (struct shape_use){0, g->count, (uint32_t)i};
    }
    s->shapes = shapes;
    s->uses = uses;
    s->nuses = p->ngroups;
    s->total = p->total;
}

/* ---- the profile ---- */

static struct frame line_frame(const struct pprof *p, const struct pprof_line *line)
{
    if (line->function == PPROF_NONE)
        return (struct frame){0};
    return (struct frame){p->functions[line->function].name, p->functions[line->function].file,
                          line->line > 0 ? (uint64_t)line->line : 0};
}

/* The texts hide the runtime's frames in front, and goexit: the same is done here. */
static bool is_hidden(struct slice function, size_t nframes)
{
    if (slice_is(function, "runtime.goexit"))
        return true;
    return nframes == 0 && (slice_has_prefix(function, SLICE("runtime.")) ||
                            slice_has_prefix(function, SLICE("internal/runtime/")));
}

static void sample_frames(struct arena *a, const struct pprof *p, size_t sample, struct shape *ret)
{
    size_t most = 0, n = 0;

    for (uint32_t i = p->frame_of[sample]; i < p->frame_of[sample + 1]; i++)
        most += p->locations[p->frames[i]].nlines;
    struct frame *frames = ARENA_ARRAY(a, struct frame, most + 1);
    for (uint32_t i = p->frame_of[sample]; i < p->frame_of[sample + 1]; i++) {
        const struct pprof_location *l = &p->locations[p->frames[i]];
        for (uint32_t k = 0; k < l->nlines; k++) {
            struct frame f = line_frame(p, &p->lines[l->first_line + k]);
            if (!is_hidden(f.function, n))
                frames[n++] = f;
        }
    }
    ret->frames = frames;
    ret->nframes = n;
}

static void open_profile(struct arena *a, const struct pprof *p, struct goroutine_source *s)
{
    struct shape *shapes = ARENA_ARRAY(a, struct shape, p->nsamples + 1);
    struct shape_use *uses = ARENA_ARRAY(a, struct shape_use, p->nsamples + 1);

    for (size_t i = 0; i < p->nsamples; i++) {
        int64_t count = p->ntypes > 0 ? p->values[i * p->ntypes] : 0;
        sample_frames(a, p, i, &shapes[i]);
        finish(&shapes[i]);
        uses[i] = (struct shape_use){0, count > 0 ? (uint64_t)count : 0, (uint32_t)i};
        s->total += uses[i].count;
    }
    s->shapes = shapes;
    s->uses = uses;
    s->nuses = p->nsamples;
}

bool goroutine_source_has(const struct input *in, enum goroutine_kind kind)
{
    switch (kind) {
    case GOROUTINES_DUMP:
        return in->dump && !in->dump->cut;
    case GOROUTINES_COUNTS:
        return in->counts && !in->counts->cut && in->counts->counted == in->counts->total;
    case GOROUTINES_PROFILE:
        return in->goroutine_profile != NULL;
    default:
        return false;
    }
}

struct goroutine_source goroutine_source_of(struct arena *a, const struct dump_input *dump)
{
    struct goroutine_source s = {.kind = GOROUTINES_DUMP, .member = dump->member};

    open_dump(a, dump->dump, &s);
    return s;
}

struct goroutine_source goroutine_source_open(struct arena *a, const struct input *in,
                                              enum goroutine_kind kind)
{
    static const char *const members[] = {
        [GOROUTINES_COUNTS] = "40-go/goroutine-debug1.txt",
        [GOROUTINES_PROFILE] = "40-go/goroutine.pb.gz",
    };
    struct goroutine_source s = {.kind = kind};

    if (kind == GOROUTINES_NONE)
        return s;
    if (kind == GOROUTINES_DUMP)
        return goroutine_source_of(a, in->dump);
    s.member = members[kind];
    if (kind == GOROUTINES_COUNTS)
        open_counts(a, in->counts, &s);
    else
        open_profile(a, in->goroutine_profile, &s);
    return s;
}

struct slice goroutine_source_state(const struct goroutine_source *s, size_t use)
{
    return s->dump ? s->dump->states[s->dump->items[use].state] : SLICE("");
}

static bool is_dump(const char *member)
{
    return slice_has_suffix(slice_from(member), SLICE("goroutine-debug2.txt")) ||
           slice_has_suffix(slice_from(member), SLICE("live-goroutines.txt"));
}

bool goroutine_source_alike(const char *member, const char *other)
{
    return strcmp(member, other) == 0 || (is_dump(member) && is_dump(other));
}
