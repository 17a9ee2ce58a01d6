/* section_process.c - what the process is: command, age, system, collector. */
#include "section.h"

struct field {
    const char *label;
    struct slice value[SIDES_MAX];
};

static void set(struct field *f, const char *label, int side, struct slice value)
{
    f->label = label;
    f->value[side] = value;
}

enum { FIELDS = 22 };

/* Where collect ran is where the reader of the report would look first. */
static struct slice namespaces_text(struct arena *a, const struct identity *id)
{
    struct slice own = text_line(a, id->own_namespaces, TEXT_NAME_MAX);
    if (!id->namespaces_known)
        return SLICE("");
    if (own.len == 0)
        return SLICE("those of collect: no container, or both are in it");
    return arena_printf(a,
                        "%.*s of its own, as in a container: what is said here of paths, addresses "
                        "and process ids holds inside of it",
                        SLICE_ARG(own));
}

/* Why collect --watch took it: "trigger: process.rss>2G" */
static struct slice occasion_text(struct arena *a, const struct identity *id)
{
    if (id->trigger.len == 0)
        return id->occasion;
    return arena_printf(a, "%.*s: %.*s", SLICE_ARG(id->occasion), SLICE_ARG(id->trigger));
}

static size_t fill(struct arena *a, struct field *f, const struct identity *id, int side)
{
    size_t n = 0;
    set(&f[n++], "Bundle", side, id->label);
    set(&f[n++], "Label", side, id->user_label);
    set(&f[n++], "Occasion", side, occasion_text(a, id));
    set(&f[n++], "Program", side, id->name);
    set(&f[n++], "PID", side, id->pid.known ? arena_printf(a, "%.0f", id->pid.value) : SLICE(""));
    set(&f[n++], "Executable", side, id->executable);
    set(&f[n++], "Arguments", side, id->arguments);
    set(&f[n++], "Package", side, id->package);
    set(&f[n++], "Version", side, id->module_version);
    set(&f[n++], "Revision", side, id->revision);
    set(&f[n++], "Build id", side, id->build_id);
    set(&f[n++], "Go version", side, id->go_version);
    set(&f[n++], "Started", side, time_text(a, id->started_utc_ns));
    set(&f[n++], "Up", side,
        id->uptime_s.known ? number_text(a, UNIT_SECONDS, id->uptime_s.value) : SLICE(""));
    set(&f[n++], "Collected", side, time_text(a, id->collected_utc_ns));
    set(&f[n++], "Collected until", side, time_text(a, id->collected_end_utc_ns));
    set(&f[n++], "Host", side, id->host);
    set(&f[n++], "System", side, id->system);
    set(&f[n++], "Kernel", side,
        arena_printf(a, "%.*s %.*s", SLICE_ARG(text_line(a, id->kernel, TEXT_NAME_MAX)),
                     SLICE_ARG(text_line(a, id->architecture, TEXT_NAME_MAX))));
    set(&f[n++], "Namespaces", side, namespaces_text(a, id));
    set(&f[n++], "Profiles from", side, id->url);
    set(&f[n++], "Collected by", side, id->tool);
    return n;
}

bool section_process(struct builder *b, const struct context *c)
{
    struct field fields[FIELDS] = {{NULL, {{NULL, 0}, {NULL, 0}}}};
    size_t n = 0;
    for (int side = 0; side < (int)c->m->nsides; side++)
        n = fill(b->arena, fields, &c->m->identity[side], side);
    struct table *t = build_table(b, "Process", "pairs");
    table_column(t, "Fact", COLUMN_TEXT);
    if (c->m->nsides == 2)
        table_column(t, "Before", COLUMN_TEXT);
    table_column(t, c->m->nsides == 2 ? "After" : "Value", COLUMN_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (slice_trim(fields[i].value[0]).len + slice_trim(fields[i].value[1]).len == 0)
            continue;
        table_row(b, t);
        table_text(b, t, slice_from(fields[i].label));
        for (size_t side = 0; side < c->m->nsides; side++)
            table_text(b, t, fields[i].value[side]);
    }
    build_family(b, c);
    return t->nrows > 0;
}
