#include "gaps.h"

#include "member_index.h"
#include "units.h"

static void add_artifact(struct artifact *out, const struct manifest_record *r)
{
    *out = (struct artifact){.id = r->id,
                             .member = r->path,
                             .status = r->status_known ? r->status : BUNDLE_FAILED,
                             .start_s = r->start_s.known ? r->start_s.value : 0,
                             .end_s = r->end_s.known ? r->end_s.value : 0};
    if (out->end_s < out->start_s)
        out->end_s = out->start_s;
    if (r->bytes.known && r->bytes.value > 0)
        out->bytes = (uint64_t)r->bytes.value;
}

/* A gap under the manifest's own names, which may be of a newer version than ours. */
static void add_gap(struct input *in, struct slice id, struct slice path, enum bundle_status status,
                    struct slice reason)
{
    input_gap(in, path, status, reason);
    in->gaps->items[in->gaps->count - 1].artifact = id;
}

static void check_record(struct input *in, const struct member_index *index,
                         const struct manifest_record *r)
{
    if (!r->status_known)
        add_gap(in, r->id, r->path, BUNDLE_FAILED,
                arena_printf(in->arena, "unknown status \"%.*s\" %.*s", SLICE_ARG(r->status_text),
                             SLICE_ARG(r->reason)));
    else if (r->status != BUNDLE_OK)
        add_gap(in, r->id, r->path, r->status, r->reason);
    else if (r->path.len > 0 && !slice_is(r->path, BUNDLE_MANIFEST) &&
             member_index_find(index, r->path) == MEMBER_NONE)
        add_gap(in, r->id, r->path, BUNDLE_FAILED,
                SLICE("the manifest lists it, but the archive does not hold it"));
}

/* Nobody wrote it so: it was changed after collect, and what is missing of it may mislead. */
static void check_size(struct input *in, const struct member_index *index,
                       const struct manifest_record *r)
{
    size_t at = member_index_find(index, r->path);

    if (!r->bytes.known || r->bytes.value < 0 || at == MEMBER_NONE ||
        slice_is(r->path, BUNDLE_MANIFEST) || in->bundle->members[at].cut ||
        (uint64_t)r->bytes.value == in->bundle->members[at].data.len)
        return;
    add_gap(in, r->id, r->path, BUNDLE_FAILED,
            arena_printf(in->arena, "altered: %s bytes of %s that the manifest has",
                         units_count((double)in->bundle->members[at].data.len).s,
                         units_count((double)r->bytes.value).s));
}

/* Number of the entry with this id, or bundle_entries_count. */
static size_t entry_of(struct slice id)
{
    size_t i = 0;
    while (i < bundle_entries_count && !slice_is(id, bundle_entries[i].id))
        i++;
    return i;
}

/* Planned, but the bundle ended before it could say what became of it. The plan and the records may
 * both be very long: each is gone through once. */
static void check_plan(struct input *in, const struct member_index *index)
{
    const struct manifest *m = &in->manifest;
    bool *told = ARENA_ARRAY(in->arena, bool, bundle_entries_count + 1);
    told[bundle_entries_count] = true;
    told[entry_of(SLICE("manifest"))] = true;
    for (size_t i = 0; m->has_records && i < m->nrecords; i++)
        told[entry_of(m->records[i].id)] = true;
    for (size_t i = 0; i < m->nplan; i++) {
        size_t entry = entry_of(m->plan[i]);
        if (told[entry])
            continue;
        told[entry] = true;
        struct slice path = slice_from(bundle_entries[entry].path);
        if (member_index_find(index, path) != MEMBER_NONE)
            continue;
        add_gap(in, m->plan[i], path, BUNDLE_TRUNCATED,
                m->has_records
                    ? SLICE("it was planned, but the manifest does not say what became of it")
                    : SLICE("the bundle ends before it"));
    }
}

/* What no single artifact can tell. */
static void check_process(struct input *in)
{
    if (in->manifest.identity_unchanged == MANIFEST_NO)
        add_gap(in, SLICE("process"), (struct slice){0}, BUNDLE_PARTIAL,
                SLICE("another process took the PID while this one was examined: what was read "
                      "last may be of that one"));
    else if (in->manifest.target_alive == MANIFEST_NO)
        add_gap(in, SLICE("process"), (struct slice){0}, BUNDLE_PARTIAL,
                SLICE("the process ended while it was examined"));
}

static void check_leftovers(struct input *in)
{
    for (size_t i = 0; i < in->bundle->nleftovers; i++) {
        const struct bundle_leftover *l = &in->bundle->leftovers[i];
        add_gap(in, l->file, (struct slice){0}, BUNDLE_FAILED, l->why);
    }
}

static void check_archive(struct input *in)
{
    check_leftovers(in);
    for (size_t i = 0; i < in->bundle->count; i++)
        if (in->bundle->members[i].cut)
            input_gap(in, in->bundle->members[i].name, BUNDLE_TRUNCATED,
                      in->bundle->loose ? SLICE("the file ends in the middle")
                                        : SLICE("the archive ends in the middle of it"));
    if (in->bundle->behind)
        add_gap(in, SLICE("archive"), (struct slice){0}, BUNDLE_PARTIAL,
                arena_printf(in->arena, "%llu bytes behind the end of the archive were not read",
                             (unsigned long long)in->bundle->behind));
    if (in->bundle->cut)
        input_gap(in, SLICE(BUNDLE_MANIFEST), BUNDLE_TRUNCATED, in->bundle->damage);
    else if (!in->manifest.has_records && !in->bundle->loose)
        input_gap(in, SLICE(BUNDLE_MANIFEST), BUNDLE_TRUNCATED,
                  in->manifest.problem.len > 0
                      ? in->manifest.problem
                      : SLICE("there is no manifest: the bundle is cut, or was not made by "
                              "collect"));
    input_damage(in, BUNDLE_MANIFEST, in->manifest.skipped, "entries");
}

void gaps_build(struct arena *a, struct input *in, struct model *m)
{
    const struct manifest *manifest = &in->manifest;
    struct artifact *artifacts = ARENA_ARRAY(a, struct artifact, manifest->nrecords + 1);

    struct member_index index = member_index_build(a, in->bundle);
    check_archive(in);
    for (size_t i = 0; i < manifest->nrecords; i++) {
        add_artifact(&artifacts[i], &manifest->records[i]);
        check_record(in, &index, &manifest->records[i]);
        check_size(in, &index, &manifest->records[i]);
    }
    check_plan(in, &index);
    check_process(in);
    m->artifacts[in->side] = artifacts;
    m->nartifacts[in->side] = manifest->nrecords;
}

bool gaps_complete(const struct input *in)
{
    if (in->manifest.nrecords == 0 || in->bundle->cut)
        return false;
    for (size_t i = 0; i < in->gaps->count; i++) {
        const struct gap *g = &in->gaps->items[i];
        if (g->side == in->side && g->status != BUNDLE_SKIPPED && g->status != BUNDLE_UNSUPPORTED)
            return false;
    }
    return true;
}
