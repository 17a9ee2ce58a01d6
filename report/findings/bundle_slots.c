#include "bundle_slots.h"

static struct slice label(const struct slot_context *c, int side)
{
    struct slice name = c->subject->model->identity[side].label;

    return name.len > 0 ? name : SLICE("BUNDLE");
}

struct slice bundle_slot_bundle(const struct slot_context *c)
{
    return label(c, model_last(c->subject->model));
}

struct slice bundle_slot_bundle_a(const struct slot_context *c)
{
    return label(c, 0);
}

struct slice bundle_slot_bundle_b(const struct slot_context *c)
{
    return label(c, 1);
}

static struct slice profile_file(const struct slot_context *c, const char *name, int side)
{
    const struct model *m = c->subject->model;
    const struct profile *p = model_profile(m, name);
    const struct identity *of = &m->identity[side];

    if (!p || !p->member[side])
        return SLICE("PROFILE");
    struct slice member = slice_from(p->member[side]);
    for (size_t i = 0; i < of->nfiles; i++)
        if (slice_equal(of->files[i].member, member))
            return of->files[i].name;
    return member;
}

struct slice bundle_slot_heap_file(const struct slot_context *c)
{
    return profile_file(c, "heap", model_last(c->subject->model));
}

struct slice bundle_slot_heap_file_a(const struct slot_context *c)
{
    return profile_file(c, "heap", 0);
}

struct slice bundle_slot_heap_file_b(const struct slot_context *c)
{
    return profile_file(c, "heap", 1);
}

struct slice bundle_slot_allocs_file(const struct slot_context *c)
{
    return profile_file(c, "allocs", model_last(c->subject->model));
}

struct slice bundle_slot_cpu_file(const struct slot_context *c)
{
    return profile_file(c, "cpu", model_last(c->subject->model));
}
