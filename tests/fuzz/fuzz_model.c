/* Any bytes as the members of one or two bundles, up to the findings. A line "=== PATH" starts a
 * member, "=== second" the second bundle. */
#include <stdlib.h>

#include "assemble.h"
#include "bundle_reader.h"
#include "evaluate.h"
#include "rules_load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct split {
    struct arena *arena;
    struct bundle bundle[SIDES_MAX];
    struct bundle_member *members[SIDES_MAX];
    size_t cap[SIDES_MAX];
    int side;
};

static void add(struct split *r, struct slice name, struct slice text)
{
    struct bundle *b = &r->bundle[r->side];
    struct bundle_member m = {.name = name, .data = text};
    *ARENA_PUSH(r->arena, r->members[r->side], b->count, r->cap[r->side]) = m;
    b->members = r->members[r->side];
}

static void read_members(struct split *r, struct slice text)
{
    struct slice name;
    while (slice_next_line(&text, &name)) {
        size_t end = slice_find(text, SLICE("\n=== "));
        struct slice body = slice_take(text, end);
        if (slice_is(name, "=== second"))
            r->side = 1;
        else if (slice_skip(&name, SLICE("=== ")))
            add(r, name, body);
        text = end == SIZE_MAX ? slice_drop(text, text.len) : slice_drop(text, end + 1);
    }
}

/* Once: to read the rules takes longer than most inputs. */
static const struct rule_pack *const *builtin(size_t *count)
{
    static struct arena keep = ARENA_INIT;
    static const struct rule_pack *packs[RULES_BUILTIN_MAX];
    static size_t npacks;
    struct error err = {0};
    if (npacks == 0 && rules_builtin(&keep, packs, &npacks, &err) != STATUS_OK)
        abort();
    *count = npacks;
    return packs;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = ARENA_INIT;
    struct split r = {.arena = &a};
    struct error err = {0};
    struct model m;
    struct findings f;
    size_t npacks = 0;
    const struct rule_pack *const *packs = builtin(&npacks);
    read_members(&r, (struct slice){data, size});
    const struct bundle *const side[SIDES_MAX] = {&r.bundle[0], r.side ? &r.bundle[1] : NULL};
    if (model_build(&a, side, &m, &err) == STATUS_OK)
        findings_evaluate(&a, &m, packs, npacks, &f);
    arena_done(&a);
    return 0;
}
