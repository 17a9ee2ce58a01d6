/* sides.c - loose files as bundles: which of them stand beside each other, and which against. */
#include "intake.h"

#include <stdlib.h>
#include <string.h>

#include "recognise.h"

struct known_file {
    const struct loose_file *file;
    struct recognition is;
};

struct origin {
    const struct known_file *file;
};

struct side {
    struct arena *arena;
    struct bundle_member *members;
    struct origin *from; /* of each member */
    struct bundle_leftover *leftovers;
    size_t count, cap, from_count, from_cap, nleftovers, leftovers_cap;
    uint64_t bytes;
};

static struct known_file *recognise_all(struct arena *a, const struct loose_file *files,
                                        size_t count)
{
    struct known_file *known = ARENA_ARRAY(a, struct known_file, count + 1);
    for (size_t i = 0; i < count; i++) {
        known[i].file = &files[i];
        if (!files[i].why)
            known[i].is = recognise(a, files[i].name, files[i].bytes);
    }
    return known;
}

static void leave_out(struct side *s, const struct loose_file *f, struct slice why)
{
    *ARENA_PUSH(s->arena, s->leftovers, s->nleftovers, s->leftovers_cap) =
        (struct bundle_leftover){f->name, why};
}

static size_t depth_of(struct slice name)
{
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++)
        n += name.ptr[i] == '/';
    return n;
}

/* Of two files of one kind: the one that lies higher; the newer one; where they do not say, the
 * later name. */
static bool replaces(const struct known_file *x, const struct known_file *old)
{
    size_t deep = depth_of(x->file->name), old_deep = depth_of(old->file->name);
    if (deep != old_deep)
        return deep < old_deep;
    if (x->is.dated && old->is.dated)
        return x->is.utc_ns >= old->is.utc_ns;
    return true;
}

static void replace(struct side *s, size_t i, const struct known_file *f)
{
    const struct known_file *old = s->from[i].file;
    bool newer = replaces(f, old);
    const struct known_file *kept = newer ? f : old, *other = newer ? old : f;
    leave_out(s, other->file,
              arena_printf(s->arena,
                           "%.*s is read, which is of the same kind (%s); to compare the two, give "
                           "them as two files",
                           SLICE_ARG(kept->file->name), f->is.what));
    s->from[i].file = kept;
    s->members[i].data = kept->file->bytes;
    s->members[i].cut = kept->file->cut;
    s->members[i].file = kept->file->name;
}

static void take(struct side *s, const struct known_file *f)
{
    if (f->file->why || !f->is.member.len) {
        leave_out(
            s, f->file,
            f->file->why ? slice_from(f->file->why)
            : f->is.what
                ? arena_printf(s->arena, "it is %s", f->is.what)
                : SLICE("it is nothing that this program reads (man report says what it does)"));
        return;
    }
    for (size_t i = 0; i < s->count; i++)
        if (slice_equal(s->members[i].name, f->is.member)) {
            replace(s, i, f);
            return;
        }
    *ARENA_PUSH(s->arena, s->from, s->from_count, s->from_cap) = (struct origin){f};
    *ARENA_PUSH(s->arena, s->members, s->count, s->cap) = (struct bundle_member){
        .name = f->is.member, .data = f->file->bytes, .cut = f->file->cut, .file = f->file->name};
}

static struct bundle finish(struct side *s)
{
    struct bundle b = {.members = s->members,
                       .count = s->count,
                       .loose = true,
                       .leftovers = s->leftovers,
                       .nleftovers = s->nleftovers};
    for (size_t i = 0; i < s->count; i++) {
        const struct recognition *is = &s->from[i].file->is;
        b.unpacked += s->members[i].data.len;
        if (is->dated && (!b.dated || is->utc_ns > b.utc_ns))
            b.utc_ns = is->utc_ns;
        b.dated |= is->dated;
    }
    b.packed = b.unpacked;
    return b;
}

struct bundle loose_side(struct arena *a, const struct loose_file *files, size_t count)
{
    const struct known_file *known = recognise_all(a, files, count);
    struct side s = {.arena = a};
    for (size_t i = 0; i < count; i++)
        take(&s, &known[i]);
    return finish(&s);
}

/* How many files before the nth, or among all, are of its kind. */
static size_t same_kind(const struct known_file *known, size_t count, const struct known_file *f)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += slice_equal(known[i].is.member, f->is.member);
    return n;
}

static struct slice label_of(struct arena *a, const struct side *s)
{
    struct slice name = {0};
    if (s->count)
        name = s->members[0].file;
    else if (s->nleftovers)
        name = s->leftovers[0].file;
    size_t more = s->count + s->nleftovers;
    return more > 1 ? arena_printf(a, "%.*s and %zu more", SLICE_ARG(name), more - 1) : name;
}

/* The nth file of a kind goes to the nth side. One that is the only one of its kind goes where the
 * file before it went. */
void loose_sides(struct arena *a, const struct loose_file *files, size_t count,
                 struct intake_sides *ret)
{
    const struct known_file *known = recognise_all(a, files, count);
    struct side *sides = ARENA_ARRAY(a, struct side, count + 1);
    size_t nsides = 1, at = 0;
    for (size_t i = 0; i < count; i++) {
        bool useful = known[i].is.member.len > 0;
        if (useful && same_kind(known, count, &known[i]) > 1)
            at = same_kind(known, i, &known[i]);
        nsides = at + 1 > nsides ? at + 1 : nsides;
        sides[at].arena = a;
        take(&sides[at], &known[i]);
    }
    struct intake_side *items = ARENA_ARRAY(a, struct intake_side, nsides);
    for (size_t i = 0; i < nsides; i++) {
        items[i].bundle = finish(&sides[i]);
        items[i].label = label_of(a, &sides[i]);
    }
    *ret = (struct intake_sides){items, nsides};
}
