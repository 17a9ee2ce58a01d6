#include "function_subject.h"

#include "subject_number.h"

static struct number profile_number(const struct subject *s, int side, const int64_t *values)
{
    const struct profile *p = s->profile;

    if (!p->present[side])
        return unknown();
    double value = (double)values[(size_t)side * p->ntypes + s->type];
    return known(slice_is(p->types[s->type].unit, "nanoseconds") ? value / 1e9 : value);
}

struct number function_flat(const struct subject *s, int side)
{
    struct number all = unknown();

    for (size_t i = 0; i < subject_count_of(s); i++) {
        struct number n =
            profile_number(s, side, s->profile->functions[subject_member_at(s, i)].flat);
        all = (struct number){n.known, all.value + n.value};
    }
    return all;
}

struct number function_cum(const struct subject *s, int side)
{
    return profile_number(s, side, s->profile->functions[s->index].cum);
}

struct number function_owned(const struct subject *s, int side)
{
    struct number all = unknown();

    for (size_t i = 0; i < subject_count_of(s); i++) {
        struct number n =
            profile_number(s, side, s->profile->functions[subject_member_at(s, i)].owned);
        all = (struct number){n.known, all.value + n.value};
    }
    return all;
}

/* The entry of a function in another profile, or NULL. Those that cost most come first: one that is
 * not among them holds nothing that counts. */
static const struct profile_function *counterpart(const struct profile *p, struct slice name)
{
    enum { LOOKED_AT = 4000 };

    for (size_t i = 0; i < p->nfunctions && i < LOOKED_AT; i++)
        if (slice_equal(p->functions[i].name, name))
            return &p->functions[i];
    return NULL;
}

/* A heap profile is that of the last collections and may lack most of what a young process holds;
 * what the next one will publish was read from memory. Without that: as in the profile. */
struct number function_owned_latest(const struct subject *s, int side)
{
    const struct profile *latest = model_profile(s->model, "heap-latest");
    const struct profile_function *f = NULL;
    size_t type = 0;

    if (latest && latest->present[0] && latest->present[1] && slice_is(s->profile->name, "heap"))
        f = counterpart(latest, s->profile->functions[s->index].name);
    while (f && type < latest->ntypes &&
           !slice_equal(latest->types[type].type, s->profile->types[s->type].type))
        type++;
    if (!f || type == latest->ntypes)
        return function_owned(s, side);
    return known((double)f->owned[(size_t)side * latest->ntypes + type]);
}

struct number function_share(const struct subject *s, int side)
{
    return share(function_owned(s, side), profile_number(s, side, s->profile->total));
}
