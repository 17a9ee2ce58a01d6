#include "profiles.h"

#include <stdlib.h>
#include <string.h>

#include "bundle_format.h"
#include "gunzip.h"
#include "pprof.h"
#include "profile_build.h"
#include "profile_text.h"

/* The order in which people ask for them; others follow by name. */
static const char *const first[] = {"heap",  "allocs", "cpu",          "goroutine",
                                    "block", "mutex",  "threadcreate", "goroutineleak"};
enum { NFIRST = sizeof first / sizeof first[0] };

/* The forms in which a profile may be there, the best one first. */
static const struct form {
    struct slice prefix, suffix;
    bool text;
} forms[] = {
    {SLICE_INIT(""), SLICE_INIT(".pb.gz"), false},
    {SLICE_INIT(""), SLICE_INIT("-debug1.txt"), true},
    {SLICE_INIT("live-"), SLICE_INIT(".pb.gz"), false}, /* read out of memory, without pprof */
};
enum { NFORMS = sizeof forms / sizeof forms[0] };

static size_t rank(struct slice name)
{
    for (size_t i = 0; i < NFIRST; i++)
        if (slice_is(name, first[i]))
            return i;
    return NFIRST;
}

static int compare_names(const void *left, const void *right)
{
    const struct slice *x = left, *y = right;
    size_t rank_x = rank(*x), rank_y = rank(*y);

    if (rank_x != rank_y)
        return rank_x < rank_y ? -1 : 1;
    return slice_compare(*x, *y);
}

/* "40-go/heap.pb.gz", "40-go/heap-debug1.txt", "40-go/live-heap.pb.gz" -> "heap" */
static bool profile_name(struct slice member, struct slice *name)
{
    if (!slice_skip(&member, SLICE(BUNDLE_GO_DIR)))
        return false;
    (void)slice_skip(&member, SLICE("live-"));
    for (size_t i = 0; i < NFORMS; i++)
        if (slice_has_suffix(member, forms[i].suffix) && member.len > forms[i].suffix.len) {
            *name = slice_take(member, member.len - forms[i].suffix.len);
            return true;
        }
    return false;
}

/* Names of both sides, sorted, once each. */
static struct slice *list_names(struct arena *a, struct input *const in[SIDES_MAX], size_t *count)
{
    struct slice *names = NULL;
    size_t all = 0, cap = 0;

    for (int side = 0; side < SIDES_MAX && in[side]; side++)
        for (size_t i = 0; i < in[side]->bundle->count; i++) {
            struct slice name;
            if (profile_name(in[side]->bundle->members[i].name, &name))
                *ARENA_PUSH(a, names, all, cap) = name;
        }
    if (all > 1)
        qsort(names, all, sizeof *names, compare_names);
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (*count == 0 || !slice_equal(names[*count - 1], names[i]))
            names[(*count)++] = names[i];
    return names;
}

static enum status parse(struct arena *a, const struct form *form, struct slice data,
                         struct pprof *p, struct error *err)
{
    struct slice bytes;
    enum status status;

    if (form->text)
        return profile_text_parse(a, data, p, err);
    status = gunzip(a, data, &bytes, err);
    return status == STATUS_OK ? pprof_parse(a, bytes, p, err) : status;
}

/* NULL when the bundle does not have it in this form, or it cannot be read: then there is a gap. Of
 * heap-debug1.txt a bundle has the tail only, which is no profile. */
static const struct pprof *read_form(struct input *in, const struct form *form, const char *path)
{
    const struct bundle_member *member = bundle_find(in->bundle, path);
    struct pprof *p = ARENA_NEW(in->arena, struct pprof);
    struct error err;

    if (!member || member->data.len == 0 || (form->text && !profile_text_is(member->data)))
        return NULL;
    if (parse(in->arena, form, member->data, p, &err) != STATUS_OK) {
        input_gap(in, member->name, member->cut ? BUNDLE_TRUNCATED : BUNDLE_FAILED,
                  arena_printf(in->arena, "%s", err.msg));
        return NULL;
    }
    if (!slice_is(member->name,
                  "40-go/goroutine-debug1.txt")) /* counted when it was read as counts */
        input_damage(in, path, p->damaged, "records");
    return p;
}

static const struct pprof *read_one(struct input *in, struct slice name, const char **member)
{
    const struct pprof *p = NULL;

    for (size_t i = 0; i < NFORMS && !p; i++) {
        *member = (const char *)arena_printf(in->arena, "%s%.*s%.*s%.*s", BUNDLE_GO_DIR,
                                             SLICE_ARG(forms[i].prefix), SLICE_ARG(name),
                                             SLICE_ARG(forms[i].suffix))
                      .ptr;
        p = read_form(in, &forms[i], *member);
    }
    return p;
}

/* One profile as it is in each bundle, on its way. */
struct sides {
    const struct pprof *p[SIDES_MAX]; /* NULL: not there, or left out for a reason that is told */
    const char *member[SIDES_MAX];
};

static void leave_out(struct sides *s, struct input *in, struct slice reason)
{
    input_gap(in, slice_from(s->member[in->side]), BUNDLE_FAILED, reason);
    s->p[in->side] = NULL;
    s->member[in->side] = NULL;
}

/* Nothing of it can be read: its sums would be 0, which is another thing. */
static bool is_unreadable(const struct pprof *p)
{
    return p && p->nsamples == 0 && p->damaged > 0;
}

static void read_sides(struct input *const in[SIDES_MAX], struct slice name, struct sides *s)
{
    for (int i = 0; i < SIDES_MAX && in[i]; i++) {
        s->p[i] = read_one(in[i], name, &s->member[i]);
        if (!s->p[i])
            s->member[i] = NULL;
        else if (is_unreadable(s->p[i]))
            leave_out(s, in[i], SLICE("no sample of it can be read"));
        else if (strcmp(s->member[i], "40-go/goroutine.pb.gz") == 0)
            in[i]->goroutine_profile = s->p[i];
    }
}

static bool has_type(const struct profile *p, const struct pprof_value_type *t)
{
    for (size_t i = 0; i < p->ntypes; i++)
        if (slice_equal(p->types[i].type, t->type) && slice_equal(p->types[i].unit, t->unit))
            return true;
    return false;
}

/* What a comparison cannot show of this side. */
static void tell_types(struct input *in, const struct profile *built, const struct pprof *p)
{
    struct slice lost = {0};

    for (size_t i = 0; i < p->ntypes; i++)
        if (!has_type(built, &p->types[i]))
            lost = arena_printf(in->arena, "%.*s%s%.*s in %.*s", SLICE_ARG(lost),
                                lost.len > 0 ? ", " : "", SLICE_ARG(p->types[i].type),
                                SLICE_ARG(p->types[i].unit));
    if (lost.len > 0)
        input_gap(in, slice_from(built->member[in->side]), BUNDLE_PARTIAL,
                  arena_printf(in->arena,
                               "the profile of the other bundle does not have these sample types, "
                               "so they are left out: %.*s",
                               SLICE_ARG(lost)));
}

/* Samples that the sums had no room for. True when there is no other: then the side is left out. */
static bool tell_burst(struct input *in, const struct profile *built, struct sides *s)
{
    uint64_t burst = built->damaged[in->side] - s->p[in->side]->damaged;

    if (burst == 0)
        return false;
    struct slice reason =
        arena_printf(in->arena, "%llu of %zu samples would burst a sum and are left out",
                     (unsigned long long)burst, s->p[in->side]->nsamples);
    if (built->samples[in->side] == 0) {
        leave_out(s, in, reason);
        return true;
    }
    input_gap(in, slice_from(built->member[in->side]), BUNDLE_PARTIAL, reason);
    return false;
}

/* Both are there, and nothing in them can be compared: the later one is shown alone. */
static void part_sides(struct input *const in[SIDES_MAX], struct sides *s)
{
    input_gap(in[1], slice_from(s->member[1]), BUNDLE_PARTIAL,
              SLICE("it has no sample type in common with that of the first bundle, so nothing is "
                    "compared"));
    leave_out(s, in[0],
              SLICE("it has no sample type in common with that of the second bundle, which is "
                    "shown alone"));
}

static void build_one(struct arena *a, struct input *const in[SIDES_MAX], struct slice name,
                      struct profile *out, size_t *count)
{
    const char *kept = (const char *)arena_copy(a, name).ptr;
    struct sides s = {{NULL, NULL}, {NULL, NULL}};
    struct error err;
    bool again = true;

    read_sides(in, name, &s);
    while (again && (s.p[0] || s.p[1])) { /* once more for each side that is left out: at most 3 */
        bool both = s.p[0] && s.p[1];
        struct profile *built = &out[*count];

        again = false;
        if (profile_build(a, kept, s.member, s.p, built, &err) != STATUS_OK) {
            if (both)
                part_sides(in, &s);
            else
                leave_out(&s, in[s.p[1] ? 1 : 0], arena_printf(a, "%s", err.msg));
            again = true;
            continue;
        }
        for (int i = 0; i < SIDES_MAX; i++)
            again = (s.p[i] && tell_burst(in[i], built, &s)) || again;
        for (int i = 0; i < SIDES_MAX && !again; i++)
            if (s.p[i])
                tell_types(in[i], built, s.p[i]);
        *count += !again;
    }
}

void profiles_build(struct arena *a, struct input *const in[SIDES_MAX], struct model *m)
{
    size_t count = 0;
    const struct slice *names = list_names(a, in, &count);
    struct profile *profiles = ARENA_ARRAY(a, struct profile, count + 1);

    for (size_t i = 0; i < count; i++)
        build_one(a, in, names[i], profiles, &m->nprofiles);
    m->profiles = profiles;
    for (int side = 0; side < SIDES_MAX && in[side]; side++) {
        in[side]->in.heap = model_profile(m, "heap");
        in[side]->in.cpu = model_profile(m, "cpu");
        in[side]->in.side = side;
    }
}
