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

static void build_one(struct arena *a, struct input *const in[SIDES_MAX], struct slice name,
                      struct profile *out, size_t *count)
{
    const struct pprof *side[SIDES_MAX] = {NULL, NULL};
    const char *member[SIDES_MAX] = {NULL, NULL};
    struct error err;

    for (int i = 0; i < SIDES_MAX && in[i]; i++) {
        side[i] = read_one(in[i], name, &member[i]);
        if (!side[i])
            member[i] = NULL;
        if (member[i] && strcmp(member[i], "40-go/goroutine.pb.gz") == 0)
            in[i]->goroutine_profile = side[i];
    }
    if (!side[0] && !side[1])
        return;
    const char *kept = (const char *)arena_copy(a, name).ptr;
    if (profile_build(a, kept, member, side, &out[*count], &err) == STATUS_OK)
        (*count)++;
    else
        input_gap(in[side[1] ? 1 : 0], slice_from(member[side[1] ? 1 : 0]), BUNDLE_FAILED,
                  arena_printf(a, "%s", err.msg));
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
