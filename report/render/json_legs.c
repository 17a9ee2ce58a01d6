/* json_legs.c - a night by way of a trigger in the JSON report. */
#include "json_values.h"
#include "legs.h"

static json_t *moment(const struct render_input *in, const struct identity *id)
{
    json_t *one = json_object();
    put(one, "collected", time_or_null(id->collected_utc_ns));
    put(one, "occasion", text_or_null(in, id->occasion));
    put(one, "trigger", text_or_null(in, id->trigger));
    return one;
}

/* The first frame of the application; of a metric, a path: itself. */
static struct slice name_of(const struct leg_row *r)
{
    const struct goroutine_group *g = r->group;
    if (!g)
        return r->name;
    size_t i = g->application < g->nframes ? g->application : 0;
    return g->nframes > 0 ? g->frames[i].function : SLICE("");
}

static json_t *row(const struct render_input *in, const struct leg_row *r)
{
    json_t *one = json_object(), *values = json_array(), *changes = json_array();
    for (size_t i = 0; i <= LEGS; i++)
        json_array_append_new(values, number(r->value[i]));
    for (enum leg leg = 0; leg < LEGS; leg++)
        json_array_append_new(changes, number(leg_change(r, leg)));
    put(one, "kind", word(leg_kind_names[r->kind]));
    put(one, "id", text_or_null(in, r->group ? r->group->id : SLICE("")));
    put(one, "name", text(in, name_of(r)));
    put(one, "type", text_or_null(in, r->type));
    put(one, "unit", word(unit_names[r->unit]));
    put(one, "values", values);
    put(one, "changes", changes);
    return one;
}

json_t *legs_json(const struct render_input *in)
{
    const struct legs *l = in->model->legs;
    if (!l)
        return json_null();
    json_t *one = json_object(), *rows = json_array(), *hours = json_array(), *at = json_array();
    json_t *left_out = json_object(), *unknown = json_array();
    json_array_append_new(at, moment(in, &l->leg[LEG_UP_TO]->identity[0]));
    for (size_t leg = 0; leg < LEGS; leg++) {
        json_array_append_new(at, moment(in, &l->leg[leg]->identity[1]));
        json_array_append_new(hours, real(l->leg[leg]->hours));
    }
    for (size_t i = 0; i < l->nrows; i++)
        json_array_append_new(rows, row(in, &l->rows[i]));
    for (size_t k = 0; k < LEG_KINDS; k++) {
        put(left_out, leg_kind_names[k], integer(l->left_out[k]));
        if (!l->known[k])
            json_array_append_new(unknown, word(leg_kind_names[k]));
    }
    put(one, "moments", at);
    put(one, "hours", hours);
    put(one, "triggers", integer(l->triggers));
    put(one, "rows", rows);
    put(one, "left_out", left_out);
    put(one, "not_known", unknown);
    return one;
}
