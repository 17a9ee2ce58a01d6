#include "identity.h"

#include "buildinfo_text.h"
#include "expvar_text.h"
#include "gaps.h"
#include "prometheus.h"
#include "table.h"
#include "tool_records.h"

static struct number from_int(struct manifest_int n)
{
    return n.known ? (struct number){true, (double)n.value} : (struct number){false, 0};
}

static struct slice join_arguments(struct arena *a, const struct manifest_target *t)
{
    struct slice all = {0};

    for (size_t i = 0; i < t->narguments && i < 200; i++)
        all = arena_printf(a, "%.*s%s%.*s", SLICE_ARG(all), i > 0 ? " " : "",
                           SLICE_ARG(t->arguments[i]));
    return all;
}

static struct slice first_known(struct slice s, struct slice otherwise)
{
    return s.len > 0 ? s : otherwise;
}

/* What the members of the bundle say themselves. */
static void fill_from_members(const struct input *in, struct identity *id)
{
    const struct proc_stat *stat = in->in.stat;
    struct slice name = proc_pairs_text(&in->in.pairs[PAIRS_STATUS], "Name");
    struct known_u64 pid = proc_pairs_number(&in->in.pairs[PAIRS_STATUS], "Pid");

    id->name = first_known(id->name, name);
    id->name = first_known(id->name, in->in.tools->name);
    if (!id->pid.known)
        id->pid = in->in.tools->pid;
    if (!id->pid.known && pid.known)
        id->pid = (struct number){true, (double)pid.value};
    if (!stat)
        return;
    id->name = first_known(id->name, stat->comm);
    if (!id->pid.known && stat->pid.known)
        id->pid = (struct number){true, (double)stat->pid.value};
    if (!id->start_ticks.known && stat->starttime.known)
        id->start_ticks = (struct number){true, (double)stat->starttime.value};
}

static void fill_modules(struct arena *a, const struct buildinfo_text *b, struct identity *id)
{
    struct linked_module *modules = ARENA_ARRAY(a, struct linked_module, b->ndeps + 1);

    for (size_t i = 0; i < b->ndeps; i++)
        modules[i] =
            (struct linked_module){b->deps[i].path, b->deps[i].version, b->deps[i].replaced};
    id->modules = modules;
    id->nmodules = b->ndeps;
}

static void fill_build(struct input *in, struct identity *id)
{
    struct buildinfo_text b;

    buildinfo_text_parse(in->arena, input_member(in, "40-go/buildinfo.txt"), &b);
    input_damage(in, "40-go/buildinfo.txt", b.skipped, "lines");
    id->go_version = b.go_version;
    if (id->go_version.len == 0 && in->in.prometheus)
        id->go_version = prometheus_label(in->in.prometheus, "go_info", "version");
    /* A library of Go may be in a program of C: it has goroutines, then. */
    id->not_go = slice_is(b.of_go, "no") && id->go_version.len == 0 &&
                 input_member(in, GOROUTINES_MEMBER).len == 0 &&
                 input_member(in, "40-go/goroutine.pb.gz").len == 0;
    id->package = b.path;
    id->module = b.main.path;
    id->module_version = b.main.version;
    id->build_id = b.build_id;
    fill_modules(in->arena, &b, id);
    id->revision = b.revision;
    if (b.revision.len > 0 && b.modified)
        id->revision = arena_printf(in->arena, "%.*s+", SLICE_ARG(b.revision));
}

static void fill_times(const struct input *in, struct identity *id)
{
    const struct manifest *m = &in->manifest;

    id->collected_utc_ns = from_int(m->clocks.utc_ns);
    id->collected_end_utc_ns = from_int(m->finished_utc_ns);
    if (!id->collected_end_utc_ns.known && id->collected_utc_ns.known && m->duration_s.known)
        id->collected_end_utc_ns =
            (struct number){true, id->collected_utc_ns.value + m->duration_s.value * 1e9};
    if (id->start_ticks.known && in->in.boottime_s.known) {
        double up = in->in.boottime_s.value - id->start_ticks.value / in->in.ticks_per_second;
        id->uptime_s = (struct number){up >= 0, up};
    }
    if (in->in.tools->started_utc_ns.known) { /* macOS: start_ticks are microseconds since 1970 */
        id->started_utc_ns = in->in.tools->started_utc_ns;
        double age = (id->collected_utc_ns.value - id->started_utc_ns.value) / 1e9;
        id->uptime_s = (struct number){id->collected_utc_ns.known && age >= 0, age};
        return;
    }
    if (id->uptime_s.known && id->collected_utc_ns.known)
        id->started_utc_ns =
            (struct number){true, id->collected_utc_ns.value - id->uptime_s.value * 1e9};
}

static void fill_files(struct arena *a, const struct bundle *b, struct identity *id)
{
    struct given_file *files = ARENA_ARRAY(a, struct given_file, b->count + 1);

    for (size_t i = 0; i < b->count; i++)
        if (b->members[i].file.len > 0)
            files[id->nfiles++] =
                (struct given_file){b->members[i].file, b->members[i].name, b->members[i].data.len};
    id->files = files;
}

/* In a container its paths, addresses and process ids are not those of the machine. */
static void read_namespaces(struct input *in, struct identity *id)
{
    static const char member[] = "10-process/namespaces.tsv";
    struct table t;
    if (!input_table(in, member, &t))
        return;
    const size_t kind = table_find(&t, "kind"), shared = table_find(&t, "shared");
    while (table_next(&t)) {
        struct slice same = table_cell(&t, shared), name = slice_take(table_cell(&t, kind), 32);
        id->namespaces_known = id->namespaces_known || same.len > 0;
        if (slice_is(same, "0") && id->own_namespaces.len < 256)
            id->own_namespaces =
                arena_printf(in->arena, "%.*s%s%.*s", SLICE_ARG(id->own_namespaces),
                             id->own_namespaces.len > 0 ? ", " : "", SLICE_ARG(name));
    }
    input_damage(in, member, t.skipped, "rows");
}

void identity_build(struct arena *a, struct input *in, struct identity *ret)
{
    const struct manifest *m = &in->manifest;
    struct identity id = {
        .label = in->bundle->top,
        .name = m->target.name,
        .executable = m->target.executable,
        .arguments = first_known(join_arguments(a, &m->target),
                                 slice_trim(input_member(in, "10-process/argv.txt"))),
        .user_label = m->label,
        .occasion = m->watch_occasion,
        .trigger = m->watch_trigger,
        .not_redacted = slice_is(m->redaction_policy, "none"),
        .pid = from_int(m->target.pid),
        .host = m->host.name,
        .system = first_known(m->host.distribution, m->host.system),
        .kernel = m->host.kernel,
        .architecture = m->host.architecture,
        .is_macos = slice_is(m->host.system, "Darwin") || in->in.tools->vmmap ||
                    in->in.tools->footprint || in->in.tools->taskinfo.count > 0,
        .url = m->target.url,
        .boot_id = m->clocks.boot_id,
        .start_ticks = from_int(m->target.start_ticks),
        .has_manifest = m->has_records,
        .loose = in->bundle->loose,
        .damage = in->bundle->damage,
    };

    if (m->tool_name.len > 0)
        id.tool = arena_printf(a, "%.*s %.*s", SLICE_ARG(m->tool_name), SLICE_ARG(m->tool_version));
    if (id.arguments.len == 0 && in->in.expvar)
        id.arguments = in->in.expvar->command;
    fill_from_members(in, &id);
    fill_times(in, &id);
    fill_build(in, &id);
    fill_files(a, in->bundle, &id);
    read_namespaces(in, &id);
    *ret = id;
}
