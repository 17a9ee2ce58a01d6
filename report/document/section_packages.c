/* section_packages.c - the cost of a profile by package and by module. */
#include "section.h"

#include <stdlib.h>

#include "go_symbol.h"

struct share {
    struct slice name;
    int64_t flat[SIDES_MAX], owned[SIDES_MAX];
};

/* The first n parts of a path. */
static struct slice parts_of(struct slice path, size_t n)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '/' && --n == 0)
            return slice_take(path, i);
    return path;
}

/* As far as the import path tells: the main module by the build information, three parts of what
 * lies on a known host, two of others; a path whose first part has no dot is the standard library.
 */
static struct slice module_of(const struct model *m, struct slice package)
{
    struct slice main = m->identity[model_last(m)].module, host = parts_of(package, 1);
    if (package.len == 0)
        return SLICE("not Go");
    if (slice_is(package, "main") || (main.len > 0 && slice_has_prefix(package, main)))
        return main.len > 0 ? main : SLICE("main");
    if (slice_find(host, SLICE(".")) == SIZE_MAX)
        return SLICE("standard library");
    bool three = slice_is(host, "github.com") || slice_is(host, "gitlab.com") ||
                 slice_is(host, "bitbucket.org") || slice_is(host, "golang.org") ||
                 slice_is(host, "google.golang.org");
    return parts_of(package, three ? 3 : 2);
}

static int by_name(const void *left, const void *right)
{
    const struct share *x = left, *y = right;
    return slice_compare(x->name, y->name);
}

static double weight(const struct share *s, bool two)
{
    double a = (double)s->owned[0], b = (double)s->owned[1];
    double w = two ? b - a : a + b;
    return w < 0 ? -w : w;
}

static int by_change(const void *left, const void *right)
{
    double x = weight(left, true), y = weight(right, true);
    return x > y ? -1 : x < y ? 1 : by_name(left, right);
}

static int by_size(const void *left, const void *right)
{
    double x = weight(left, false), y = weight(right, false);
    return x > y ? -1 : x < y ? 1 : by_name(left, right);
}

static size_t merge(struct share *all, size_t count)
{
    size_t n = 0;
    qsort(all, count, sizeof *all, by_name);
    for (size_t i = 0; i < count; i++) {
        if (n > 0 && slice_equal(all[n - 1].name, all[i].name)) {
            for (size_t side = 0; side < SIDES_MAX; side++) {
                all[n - 1].flat[side] += all[i].flat[side];
                all[n - 1].owned[side] += all[i].owned[side];
            }
            continue;
        }
        all[n++] = all[i];
    }
    return n;
}

static struct share *take(struct builder *b, const struct model *m, const struct profile *p,
                          size_t type, bool modules)
{
    struct share *all = ARENA_ARRAY(b->arena, struct share, p->nfunctions + 1);
    for (size_t i = 0; i < p->nfunctions; i++) {
        const struct profile_function *f = &p->functions[i];
        struct slice package = go_symbol_package(f->name);
        all[i].name = modules ? module_of(m, package) : package.len > 0 ? package : SLICE("not Go");
        for (size_t side = 0; side < SIDES_MAX; side++) {
            all[i].flat[side] = f->flat[side * p->ntypes + type];
            all[i].owned[side] = f->owned[side * p->ntypes + type];
        }
    }
    return all;
}

static void numbers(struct number ret[SIDES_MAX], const struct model *m, const struct profile *p,
                    const int64_t *values, double scale)
{
    for (size_t side = 0; side < SIDES_MAX; side++)
        ret[side] =
            (struct number){side < m->nsides && p->present[side], (double)values[side] * scale};
}

static void one_table(struct builder *b, const struct context *c, const struct profile *p,
                      size_t type, bool modules)
{
    const struct model *m = c->m;
    struct share *all = take(b, m, p, type, modules);
    size_t n = merge(all, p->nfunctions);
    bool time = slice_is(p->types[type].unit, "nanoseconds");
    enum unit unit = slice_is(p->types[type].unit, "bytes") ? UNIT_BYTES
                     : time                                 ? UNIT_SECONDS
                                                            : UNIT_COUNT;
    struct number flat[SIDES_MAX], owned[SIDES_MAX];
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "By %s: %zu", modules ? "module" : "package", n);
    struct table *t = build_table(&in, modules ? "By module" : "By package", "profile");
    table_column(t, modules ? "Module" : "Package", COLUMN_CODE);
    columns_sides(t, m, "On its behalf");
    table_column(t, "Of its own code", COLUMN_NUMBER);
    qsort(all, n, sizeof *all, m->nsides == 2 ? by_change : by_size);
    for (size_t i = 0; i < n && i < c->options->top; i++) {
        numbers(owned, m, p, all[i].owned, time ? 1e-9 : 1);
        numbers(flat, m, p, all[i].flat, time ? 1e-9 : 1);
        struct number last = flat[model_last(m)];
        table_row(&in, t);
        table_text(&in, t, all[i].name);
        cells_sides(&in, t, m, unit, owned);
        if (last.known)
            table_number(&in, t, number_text(b->arena, unit, last.value), last.value);
        else
            table_unknown(&in, t);
    }
    build_left_out(&in, t, n, modules ? "modules" : "packages");
}

void build_packages(struct builder *b, const struct context *c, const struct profile *p)
{
    if (p->nfunctions == 0 || p->ntypes == 0)
        return;
    one_table(b, c, p, p->default_type, false);
    one_table(b, c, p, p->default_type, true);
}
