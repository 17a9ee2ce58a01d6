#include "tool_records.h"

#include "table.h"

static const char taskinfo[] = "10-process/taskinfo.tsv", sysctls[] = "50-host/sysctl.tsv",
                  regions[] = "20-memory/regions.tsv", vmmap[] = "20-memory/vmmap.txt",
                  footprint[] = "20-memory/footprint.json", lsof[] = "30-files/lsof.txt",
                  ps[] = "10-process/ps.txt", sample[] = "10-process/sample.txt";

/* A table of keys and values as pairs. */
static void read_keys(struct input *in, const char *member, struct proc_pairs *ret)
{
    struct proc_pair *items = NULL;
    struct table t;
    size_t cap = 0;

    if (!input_table(in, member, &t))
        return;
    const size_t key = table_find(&t, "key"), value = table_find(&t, "value");
    while (table_next(&t)) {
        struct proc_pair *p = ARENA_PUSH(in->arena, items, ret->count, cap);
        *p = (struct proc_pair){.key = table_cell(&t, key), .text = table_cell(&t, value)};
        p->number = known_u64(p->text);
    }
    input_damage(in, member, t.skipped, "rows");
    ret->items = items;
}

static uint64_t add(uint64_t x, struct known_u64 y)
{
    uint64_t sum;
    return __builtin_add_overflow(x, y.value, &sum) ? UINT64_MAX : sum;
}

static const struct region_totals *read_regions(struct input *in)
{
    struct table t;

    if (!input_table(in, regions, &t))
        return NULL;
    const size_t tag = table_find(&t, "tag_name"), path = table_find(&t, "path");
    const size_t dirtied = table_find(&t, "dirtied"), swapped = table_find(&t, "swapped");
    const size_t prot = table_find(&t, "prot");
    struct region_totals *r = ARENA_NEW(in->arena, struct region_totals);
    while (table_next(&t)) {
        enum vmmap_kind kind = vmmap_kind_of(table_cell(&t, tag));
        if (table_cell(&t, path).len > 0)
            kind = VMMAP_FILE;
        else if (kind == VMMAP_ALLOCATE && slice_is(table_cell(&t, prot), "---"))
            kind = VMMAP_GUARD; /* address space that Go or a library keeps for later */
        r->regions[kind]++;
        r->charged[kind] = add(r->charged[kind], table_cell_number(&t, dirtied));
        r->charged[kind] = add(r->charged[kind], table_cell_number(&t, swapped));
    }
    input_damage(in, regions, t.skipped, "rows");
    return r;
}

static bool read_tool(struct input *in, const char *member, enum status status,
                      const struct error *err, uint64_t skipped, const char *what)
{
    if (status != STATUS_OK) {
        input_gap(in, slice_from(member), BUNDLE_FAILED, slice_from(err->msg));
        return false;
    }
    input_damage(in, member, skipped, what);
    return true;
}

static void read_vmmap(struct input *in, struct tool_records *t)
{
    struct slice text = input_member(in, vmmap);
    struct vmmap *v = ARENA_NEW(in->arena, struct vmmap);
    struct error err = {0};

    if (text.len == 0 ||
        !read_tool(in, vmmap, vmmap_parse(in->arena, text, v, &err), &err, v->skipped, "lines"))
        return;
    if (v->refusal.len > 0)
        input_gap(in, slice_from(vmmap), BUNDLE_DENIED, v->refusal);
    t->vmmap = v;
}

static void read_footprint(struct input *in, struct tool_records *t)
{
    struct slice text = input_member(in, footprint);
    struct footprint *f = ARENA_NEW(in->arena, struct footprint);
    struct error err = {0};
    uint64_t pid = in->manifest.target.pid.known ? (uint64_t)in->manifest.target.pid.value : 0;

    if (text.len > 0 && read_tool(in, footprint, footprint_parse(in->arena, text, pid, f, &err),
                                  &err, f->skipped, "categories"))
        t->footprint = f;
}

static void read_lsof(struct input *in, struct tool_records *t)
{
    struct slice text = input_member(in, lsof);
    struct lsof *l = ARENA_NEW(in->arena, struct lsof);
    struct error err = {0};

    if (text.len == 0 ||
        !read_tool(in, lsof, lsof_parse(in->arena, text, l, &err), &err, l->skipped, "rows"))
        return;
    if (l->denied)
        input_gap(in, slice_from(lsof), BUNDLE_DENIED,
                  SLICE("lsof was not allowed to look into the process"));
    t->lsof = l;
}

static void read_ps(struct input *in, struct tool_records *t)
{
    struct slice text = input_member(in, ps);
    struct ps *p = ARENA_NEW(in->arena, struct ps);
    struct error err = {0};
    const struct manifest_int *pid = &in->manifest.target.pid;

    if (text.len == 0 ||
        !read_tool(in, ps, ps_parse(in->arena, text, p, &err), &err, p->skipped, "lines"))
        return;
    if (p->commas)
        input_gap(in, slice_from(ps), BUNDLE_OK,
                  SLICE("its numbers have a decimal comma: it ran in another language"));
    t->ps = pid->known ? ps_find(p, (uint64_t)pid->value) : p->count == 1 ? &p->items[0] : NULL;
}

static void read_sample(struct input *in, struct tool_records *t)
{
    struct slice text = input_member(in, sample);
    struct sample_text *s = ARENA_NEW(in->arena, struct sample_text);
    struct error err = {0};

    if (text.len == 0 || !read_tool(in, sample, sample_text_parse(in->arena, text, s, &err), &err,
                                    s->skipped, "lines"))
        return;
    if (s->cut)
        input_gap(in, slice_from(sample), BUNDLE_TRUNCATED, SLICE("its call graph has no end"));
    t->sample = s;
}

/* Who it was about, where no manifest says so. */
static void take_identity(struct tool_records *t)
{
    const struct tool_header *h = t->vmmap    ? &t->vmmap->header
                                  : t->sample ? &t->sample->header
                                              : NULL;
    struct known_u64 pid = proc_pairs_number(&t->taskinfo, "pid");
    struct known_u64 start = proc_pairs_number(&t->taskinfo, "start_us");

    t->name = proc_pairs_text(&t->taskinfo, "name");
    if (!pid.known && h) {
        pid = h->pid;
        t->name = h->process;
    } else if (!pid.known && t->ps) {
        pid = t->ps->pid;
        t->name = t->ps->command;
    } else if (!pid.known && t->footprint) {
        pid = t->footprint->pid;
        t->name = t->footprint->name;
    } else if (!pid.known && t->lsof && t->lsof->processes == 1) {
        pid = t->lsof->files[0].pid;
        t->name = t->lsof->command;
    }
    if (pid.known)
        t->pid = (struct number){true, (double)pid.value};
    if (start.known)
        t->started_utc_ns = (struct number){true, (double)start.value * 1e3};
}

void tool_records_read(struct input *in)
{
    struct tool_records *t = ARENA_NEW(in->arena, struct tool_records);

    read_keys(in, taskinfo, &t->taskinfo);
    read_keys(in, sysctls, &t->sysctl);
    t->regions = read_regions(in);
    read_vmmap(in, t);
    read_footprint(in, t);
    read_lsof(in, t);
    read_ps(in, t);
    read_sample(in, t);
    take_identity(t);
    in->in.tools = t;
}

static uint64_t footprint_sum(const struct footprint *f, enum vmmap_kind kind, bool count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < f->count; i++)
        if (vmmap_kind_of(f->categories[i].name) == kind)
            sum = add(sum, count ? f->categories[i].regions : f->categories[i].dirty);
    return sum;
}

struct number tool_records_charged(const struct tool_records *t, enum vmmap_kind kind,
                                   const char **member)
{
    struct known_u64 dirty, swapped;

    if (t->footprint && t->footprint->count > 0) {
        *member = footprint;
        return (struct number){true, (double)footprint_sum(t->footprint, kind, false)};
    }
    if (t->vmmap && t->vmmap->count > 0 && t->vmmap->rows[0].bytes[VMMAP_DIRTY].known) {
        *member = vmmap;
        dirty = vmmap_sum(t->vmmap, kind, VMMAP_DIRTY);
        swapped = vmmap_sum(t->vmmap, kind, VMMAP_SWAPPED);
        return (struct number){true, (double)dirty.value + (double)swapped.value};
    }
    if (t->regions) {
        *member = regions;
        return (struct number){true, (double)t->regions->charged[kind]};
    }
    return (struct number){false, 0};
}

struct number tool_records_regions(const struct tool_records *t, enum vmmap_kind kind,
                                   const char **member)
{
    if (t->regions) {
        *member = regions;
        return (struct number){true, (double)t->regions->regions[kind]};
    }
    if (t->vmmap && t->vmmap->count > 0) {
        *member = vmmap;
        return (struct number){true, (double)vmmap_regions(t->vmmap, kind)};
    }
    if (t->footprint && t->footprint->count > 0) {
        *member = footprint;
        return (struct number){true, (double)footprint_sum(t->footprint, kind, true)};
    }
    return (struct number){false, 0};
}

enum { SAMPLED_MOST = 50 };

void sampled_build(struct arena *a, const struct input *in, struct model *m)
{
    const struct sample_text *s = in->in.tools->sample;
    double all = 0;

    for (size_t i = 0; s && i < s->nleaves; i++)
        all += (double)s->leaves[i].count;
    if (!s || all <= 0)
        return;
    m->nsampled = s->nleaves < SAMPLED_MOST ? s->nleaves : SAMPLED_MOST;
    struct sampled_leaf *out = ARENA_ARRAY(a, struct sampled_leaf, m->nsampled);
    for (size_t i = 0; i < m->nsampled; i++)
        out[i] = (struct sampled_leaf){s->leaves[i].function, s->leaves[i].module,
                                       (double)s->leaves[i].count / all};
    m->sampled = out;
}
