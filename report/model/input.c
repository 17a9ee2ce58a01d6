#include "input.h"

#include "bundle_format.h"
#include "table.h"

struct slice input_member(const struct input *in, const char *path)
{
    const struct bundle_member *m = bundle_find(in->bundle, path);

    return m ? m->data : SLICE("");
}

void input_gap(struct input *in, struct slice member, enum bundle_status status,
               struct slice reason)
{
    const char *path = (const char *)arena_copy(in->arena, member).ptr;
    const struct bundle_entry *entry = bundle_entry_by_path(path);
    struct gap *g = ARENA_PUSH(in->arena, in->gaps->items, in->gaps->count, in->gaps->cap);

    *g = (struct gap){.artifact = entry ? slice_from(entry->id) : member,
                      .member = member,
                      .status = status,
                      .reason = arena_copy(in->arena, reason),
                      .side = in->side};
}

void input_damage(struct input *in, const char *member, uint64_t count, const char *records)
{
    if (count > 0)
        input_gap(in, slice_from(member), BUNDLE_PARTIAL,
                  count == 1
                      ? arena_printf(in->arena, "one of the %s could not be read and is left out",
                                     records)
                      : arena_printf(in->arena, "%llu %s could not be read and are left out",
                                     (unsigned long long)count, records));
}

bool input_table(struct input *in, const char *path, struct table *ret)
{
    struct slice text = input_member(in, path);
    struct error err;

    if (text.len == 0)
        return false;
    if (table_open(in->arena, text, ret, &err) == STATUS_OK)
        return true;
    input_gap(in, slice_from(path), BUNDLE_FAILED, slice_from(err.msg));
    return false;
}
