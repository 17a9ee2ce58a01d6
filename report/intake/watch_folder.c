/* watch_folder.c - the folder of a watch: its bundles, its log, its events. */
#include "bundle_format.h"
#include "gzip_stream.h"
#include "intake.h"
#include "recognise.h"

#define LOG    "60-samples/watch.csv"
#define EVENTS "60-samples/events.tsv"

struct watch {
    struct arena *arena;
    struct intake_side *sides;
    size_t nsides, sides_cap;
    struct bundle_leftover *left;
    size_t nleft, left_cap;
    struct bundle_member *log, *events; /* the last ones by name, which is by time */
};

static void leave_out(struct watch *w, struct slice name, struct slice why)
{
    *ARENA_PUSH(w->arena, w->left, w->nleft, w->left_cap) = (struct bundle_leftover){name, why};
}

/* Of two of a kind the later name counts. */
static void keep(struct watch *w, struct bundle_member **kept, const struct bundle_member *m)
{
    struct bundle_member *copy = ARENA_NEW(w->arena, struct bundle_member);
    bool later = !*kept || slice_compare(m->file, (*kept)->file) >= 0;
    *copy = *m;
    if (*kept)
        leave_out(w, later ? (*kept)->file : m->file,
                  arena_printf(w->arena, "%.*s is read, which is of a later watch",
                               SLICE_ARG(later ? m->file : (*kept)->file)));
    *kept = later ? copy : *kept;
}

/* False when it is neither a log nor events. */
static bool take_file(struct watch *w, const struct loose_file *f)
{
    struct recognition is = {.what = NULL};
    if (!f->why)
        is = recognise(w->arena, f->name, f->bytes);
    struct bundle_member m = {.name = is.member, .data = f->bytes, .cut = f->cut, .file = f->name};
    if (slice_is(is.member, LOG))
        keep(w, &w->log, &m);
    else if (slice_is(is.member, EVENTS))
        keep(w, &w->events, &m);
    else
        return false;
    return true;
}

/* True when it is an archive, whatever becomes of it. */
static bool take_archive(struct watch *w, const struct folder_file *f)
{
    struct error err;
    struct bundle b;
    AUTO_GZIP_STREAM struct gzip_stream stream;
    gzip_stream_init(&stream, -1, f->bytes);
    if (!bundle_is_archive(gzip_stream_peek(&stream)))
        return false;
    if (bundle_read_stream(w->arena, &stream, &b, &err) != STATUS_OK)
        leave_out(w, f->name, arena_copy(w->arena, slice_from(err.msg)));
    else if (!bundle_find(&b, BUNDLE_HEADER))
        leave_out(w, f->name, SLICE("an archive that collect did not make"));
    else
        *ARENA_PUSH(w->arena, w->sides, w->nsides, w->sides_cap) =
            (struct intake_side){.label = f->name, .bundle = b};
    return true;
}

/* Every side knows the whole night: which of them will be the last one, their clocks say later. */
static void put_beside(struct watch *w)
{
    if (w->events && !w->log)
        leave_out(w, w->events->file, SLICE("events of a watch are read with its log only"));
    for (size_t i = 0; w->log && i < w->nsides; i++) {
        w->sides[i].bundle.beside_log = w->log;
        w->sides[i].bundle.beside_events = w->events;
    }
}

/* What could not be used is told once. */
static void tell_leftovers(struct watch *w)
{
    struct bundle *b = &w->sides[w->nsides - 1].bundle;
    for (size_t i = 0; i < b->nleftovers; i++)
        leave_out(w, b->leftovers[i].file, b->leftovers[i].why);
    b->leftovers = w->left;
    b->nleftovers = w->nleft;
}

bool watch_folder_read(struct arena *a, const struct folder *f, struct intake_sides *ret)
{
    struct watch w = {.arena = a};
    const struct folder_file **others = ARENA_ARRAY(a, const struct folder_file *, f->count + 1);
    size_t nothers = 0;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].why || !take_archive(&w, &f->files[i]))
            others[nothers++] = &f->files[i];
    if (w.nsides == 0)
        return false;
    for (size_t i = 0; i < nothers; i++) {
        struct loose_file file = {.name = others[i]->name, .why = others[i]->why};
        if (!file.why)
            file = loose_unpack(a, others[i]->name, others[i]->bytes, false);
        if (!take_file(&w, &file))
            leave_out(&w, file.name,
                      file.why ? slice_from(file.why)
                               : SLICE("it is no part of a watch: give it by itself"));
    }
    put_beside(&w);
    tell_leftovers(&w);
    *ret = (struct intake_sides){w.sides, w.nsides};
    return true;
}

bool watch_files_beside(struct arena *a, const struct loose_file *files, size_t count,
                        struct intake_side *sides, size_t nsides)
{
    struct watch w = {.arena = a, .sides = sides, .nsides = nsides};
    for (size_t i = 0; i < count; i++)
        if (!take_file(&w, &files[i]))
            return false;
    put_beside(&w);
    tell_leftovers(&w);
    return true;
}
