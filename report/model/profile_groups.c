#include "profile_groups.h"

#include <stdlib.h>

#include "go_symbol.h"

/* The first n parts of a path. */
static struct slice parts_of(struct slice path, size_t n)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '/' && --n == 0)
            return slice_take(path, i);
    return path;
}

/* "a.b/c" is in the module "a.b/c", and so is "a.b/c/d", but not "a.b/cd". */
static bool is_within(struct slice package, struct slice module)
{
    return module.len > 0 && slice_has_prefix(package, module) &&
           (package.len == module.len || package.ptr[module.len] == '/');
}

/* As far as the import path tells: the main module by the build information, three parts of what
 * lies on a known host, two of others; a path whose first part has no dot is the standard library.
 */
static struct slice module_of(struct slice package, struct slice main)
{
    struct slice host = parts_of(package, 1);
    if (package.len == 0)
        return SLICE("not Go");
    if (slice_is(package, "main") || is_within(package, main))
        return main.len > 0 ? main : SLICE("main");
    if (slice_find(host, SLICE(".")) == SIZE_MAX)
        return SLICE("standard library");
    bool three = slice_is(host, "github.com") || slice_is(host, "gitlab.com") ||
                 slice_is(host, "bitbucket.org") || slice_is(host, "golang.org") ||
                 slice_is(host, "google.golang.org");
    return parts_of(package, three ? 3 : 2);
}

struct member {
    struct slice name;
    size_t function;
};

static int by_name(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    int order = slice_compare(a->name, b->name);
    if (order)
        return order;
    return a->function < b->function ? -1 : a->function > b->function;
}

struct ordered {
    uint64_t size;
    struct profile_group g;
};

static int by_size(const void *x, const void *y)
{
    const struct ordered *a = x, *b = y;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return slice_compare(a->g.name, b->g.name);
}

static uint64_t size_of(const struct profile *p, const struct profile_group *g, size_t type)
{
    bool both = p->present[0] && p->present[1];
    int side = both ? PROFILE_DIFF : p->present[1] ? 1 : 0;
    int64_t v = profile_value(p, g->owned, side, type);
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static struct profile_group add_up(struct arena *a, const struct profile *p,
                                   const struct member *from, const struct member *end)
{
    int64_t *flat = ARENA_ARRAY(a, int64_t, 2 * p->ntypes);
    int64_t *owned = ARENA_ARRAY(a, int64_t, 2 * p->ntypes);
    struct profile_group g = {from->name, flat, owned};
    for (; from < end; from++)
        for (size_t k = 0; k < 2 * p->ntypes; k++) {
            flat[k] += p->functions[from->function].flat[k];
            owned[k] += p->functions[from->function].owned[k];
        }
    return g;
}

size_t profile_groups(struct arena *a, const struct profile *p, enum profile_grouping by,
                      struct slice main_module, size_t type, const struct profile_group **ret)
{
    struct member *members = ARENA_ARRAY(a, struct member, p->nfunctions + 1);
    struct ordered *all = ARENA_ARRAY(a, struct ordered, p->nfunctions + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->nfunctions; i++) {
        struct slice package = go_symbol_package(p->functions[i].name);
        struct slice name = by == PROFILE_BY_MODULE ? module_of(package, main_module)
                            : package.len > 0       ? package
                                                    : SLICE("not Go");
        members[i] = (struct member){name, i};
    }
    qsort(members, p->nfunctions, sizeof *members, by_name);
    for (size_t i = 0, end; i < p->nfunctions; i = end) {
        for (end = i + 1; end < p->nfunctions && slice_equal(members[end].name, members[i].name);)
            end++;
        struct profile_group g = add_up(a, p, members + i, members + end);
        all[n++] = (struct ordered){size_of(p, &g, type), g};
    }
    qsort(all, n, sizeof *all, by_size);
    struct profile_group *groups = ARENA_ARRAY(a, struct profile_group, n + 1);
    for (size_t i = 0; i < n; i++)
        groups[i] = all[i].g;
    *ret = groups;
    return n;
}
