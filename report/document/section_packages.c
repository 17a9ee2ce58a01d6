/* section_packages.c - the cost of a profile by package and by module. */
#include "section.h"

#include "profile_groups.h"

static const struct {
    const char *caption, *column, *noun, *nouns;
} groupings[PROFILE_GROUPINGS] = {
    [PROFILE_BY_PACKAGE] = {"By package", "Package", "package", "packages"},
    [PROFILE_BY_MODULE] = {"By module", "Module", "module", "modules"},
};

static void numbers(struct number ret[SIDES_MAX], const struct model *m, const struct profile *p,
                    const int64_t *values, size_t type, double scale)
{
    for (size_t side = 0; side < SIDES_MAX; side++)
        ret[side] = (struct number){side < m->nsides && p->present[side],
                                    (double)values[side * p->ntypes + type] * scale};
}

static void one_table(struct builder *b, const struct context *c, const struct profile *p,
                      enum profile_grouping by)
{
    const struct model *m = c->m;
    size_t type = p->default_type;
    const struct profile_group *all;
    size_t n = profile_groups(b->arena, p, by, m->identity[model_last(m)].module, type, &all);
    double scale;
    enum unit unit = profile_type_unit(&p->types[type], &scale);
    struct number flat[SIDES_MAX], owned[SIDES_MAX];
    struct line *summary;
    struct builder in = build_details(b, NULL, SLICE(""), &summary);
    line_textf(&in, summary, "By %s: %zu", groupings[by].noun, n);
    struct table *t = build_table(&in, groupings[by].caption, "profile");
    table_column(t, groupings[by].column, COLUMN_CODE);
    columns_sides(t, m, "On its behalf");
    table_column(t, "Of its own code", COLUMN_NUMBER);
    for (size_t i = 0; i < n && i < c->options->top; i++) {
        numbers(owned, m, p, all[i].owned, type, scale);
        numbers(flat, m, p, all[i].flat, type, scale);
        struct number last = flat[model_last(m)];
        table_row(&in, t);
        table_text(&in, t, all[i].name);
        cells_sides(&in, t, m, unit, owned);
        if (last.known)
            table_number(&in, t, number_text(b->arena, unit, last.value), last.value);
        else
            table_unknown(&in, t);
    }
    build_left_out(&in, t, n, groupings[by].nouns);
}

void build_packages(struct builder *b, const struct context *c, const struct profile *p)
{
    if (p->nfunctions == 0 || p->ntypes == 0)
        return;
    for (int by = 0; by < PROFILE_GROUPINGS; by++)
        one_table(b, c, p, (enum profile_grouping)by);
}
