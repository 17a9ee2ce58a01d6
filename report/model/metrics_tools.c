/* metrics_tools.c - numbers of macOS, and of what tools print, for the registry. */
#include "tool_records.h"

#include <string.h>

#include "memory_footprint.h"
#include "metric_counters.h"

#define TASKINFO  "10-process/taskinfo.tsv"
#define SYSCTL    "50-host/sysctl.tsv"
#define VMSTAT    "50-host/vmstat"
#define VMMAP     "20-memory/vmmap.txt"
#define FOOTPRINT "20-memory/footprint.json"
#define SAMPLE    "10-process/sample.txt"
#define PS        "10-process/ps.txt"
#define FDS       "30-files/fd.tsv"
#define SOCKETS   "30-files/sockets.tsv"

enum { NANO = 1000000000 };

/* One source of one number. key is what the getter wants. */
struct source_row {
    const char *metric, *member;
    struct number (*get)(const struct metric_input *in, const char *key);
    const char *key;
};

static struct number get_task(const struct metric_input *in, const char *key)
{
    return from_u64(proc_pairs_number(&in->tools->taskinfo, key));
}

static struct number get_sysctl(const struct metric_input *in, const char *key)
{
    return from_u64(proc_pairs_number(&in->tools->sysctl, key));
}

/* "user": its own time, "children": of those that it has waited for; in nanoseconds there. */
static struct number get_task_cpu(const struct metric_input *in, const char *key)
{
    bool own = strcmp(key, "user") == 0;
    struct number user = get_task(in, own ? "user_ns" : "children_user_ns");
    struct number system = get_task(in, own ? "system_ns" : "children_system_ns");

    return user.known && system.known ? known((user.value + system.value) / NANO) : unknown();
}

static struct number get_age(const struct metric_input *in, const char *key)
{
    struct number start = in->tools->started_utc_ns, now = in->utc_ns;

    (void)key;
    return start.known && now.known && now.value >= start.value
               ? known((now.value - start.value) / NANO)
               : unknown();
}

static struct number get_life_cpu(const struct metric_input *in, const char *key)
{
    struct number cpu = get_task_cpu(in, "user"), age = get_age(in, key);

    return cpu.known && age.known && age.value > 0 ? known(cpu.value / age.value) : unknown();
}

static struct number get_ps(const struct metric_input *in, const char *key)
{
    const struct ps_process *p = in->tools->ps;

    if (!p)
        return unknown();
    switch (key[0]) {
    case 'r':
        return from_u64(p->rss);
    case 'v':
        return from_u64(p->virtual_bytes);
    case 't':
        return from_u64(p->threads);
    case 'c':
        return from_real(p->cpu_s);
    default:
        return from_real(p->elapsed_s);
    }
}

static struct number get_vmmap(const struct metric_input *in, const char *key)
{
    const struct vmmap *v = in->tools->vmmap;

    if (!v)
        return unknown();
    if (key[0] == 'f')
        return from_u64(v->header.footprint);
    if (key[0] == 'p')
        return from_u64(v->header.footprint_peak);
    return from_u64(v->total.bytes[key[0] == 's' ? VMMAP_SWAPPED : VMMAP_RESIDENT]);
}

static struct number get_sample(const struct metric_input *in, const char *key)
{
    const struct sample_text *s = in->tools->sample;

    if (!s)
        return unknown();
    if (key[0] == 't')
        return s->cut ? unknown() : known((double)s->nthreads);
    return from_u64(key[0] == 'f' ? s->header.footprint : s->header.footprint_peak);
}

static struct number get_footprint(const struct metric_input *in, const char *key)
{
    const struct footprint *f = in->tools->footprint;
    double sum = 0;

    if (!f)
        return unknown();
    if (key[0] != 's')
        return from_u64(key[0] == 'f' ? f->phys_footprint : f->peak);
    for (size_t i = 0; i < f->count; i++) {
        if (!f->categories[i].swapped.known)
            return unknown();
        sum += (double)f->categories[i].swapped.value;
    }
    return f->count ? known(sum) : unknown();
}

/* Pages of the machine, in bytes: "free", or "free+inactive". */
static struct number get_pages(const struct metric_input *in, const char *key)
{
    struct slice rest = slice_from(key), name;
    struct number page = get_sysctl(in, "hw.pagesize");
    double sum = 0;

    while (in->vmstat && slice_next(&rest, '+', &name)) {
        size_t i = 0;
        while (i < in->vmstat->count && !slice_equal(in->vmstat->items[i].key, name))
            i++;
        if (i == in->vmstat->count || !in->vmstat->items[i].number.known)
            return unknown();
        sum += (double)in->vmstat->items[i].number.value;
    }
    return in->vmstat && page.known ? known(sum * page.value) : unknown();
}

static struct number get_swap_free(const struct metric_input *in, const char *key)
{
    struct number total = get_sysctl(in, "vm.swapusage.total_bytes");
    struct number used = get_sysctl(in, "vm.swapusage.used_bytes");

    (void)key;
    return total.known && used.known && total.value >= used.value ? known(total.value - used.value)
                                                                  : unknown();
}

/* "2.03 1.75 1.60" */
static struct number get_load(const struct metric_input *in, const char *key)
{
    struct slice text = proc_pairs_text(&in->tools->sysctl, key), word;
    double load;

    return slice_next_word(&text, &word) && slice_to_double(word, &load) ? known(load) : unknown();
}

/* Since when, in seconds since 1970. */
static struct number get_up(const struct metric_input *in, const char *key)
{
    struct number boot = get_sysctl(in, key), now = in->utc_ns;

    return boot.known && now.known && now.value / NANO >= boot.value
               ? known(now.value / NANO - boot.value)
               : unknown();
}

/* Kinds of regions. */
static bool kind_by_name(const char *key, enum vmmap_kind *kind)
{
    static const struct {
        const char *name;
        enum vmmap_kind kind;
    } kinds[] = {{"allocate", VMMAP_ALLOCATE},
                 {"malloc", VMMAP_MALLOC},
                 {"stack", VMMAP_STACK},
                 {"file", VMMAP_FILE},
                 {"shared", VMMAP_SHARED}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, key) == 0) {
            *kind = kinds[i].kind;
            return true;
        }
    return false;
}

/* "all": of every kind. */
static struct number get_regions(const struct metric_input *in, const char *key)
{
    enum vmmap_kind kind;
    const char *unused = NULL;
    double sum = 0;

    if (kind_by_name(key, &kind))
        return tool_records_regions(in->tools, kind, &unused);
    for (int i = 0; i < VMMAP_KIND_COUNT; i++) {
        struct number n = tool_records_regions(in->tools, (enum vmmap_kind)i, &unused);
        if (!n.known)
            return n;
        sum += n.value;
    }
    return known(sum);
}

static struct number get_charged(const struct metric_input *in, const char *key)
{
    enum vmmap_kind kind;
    const char *unused = NULL;

    return kind_by_name(key, &kind) ? tool_records_charged(in->tools, kind, &unused) : unknown();
}

/* In the order in which they are tried: the kernel's own words, then a tool's. */
static const struct source_row rows[] = {
    {"process.footprint", TASKINFO, get_task, "footprint_bytes"},
    {"process.footprint", FOOTPRINT, get_footprint, "f"},
    {"process.footprint", VMMAP, get_vmmap, "f"},
    {"process.footprint", SAMPLE, get_sample, "f"},
    {"process.footprint_peak", TASKINFO, get_task, "footprint_peak_bytes"},
    {"process.footprint_peak", FOOTPRINT, get_footprint, "peak"},
    {"process.footprint_peak", VMMAP, get_vmmap, "peak"},
    {"process.footprint_peak", SAMPLE, get_sample, "peak"},
    {"process.compressed", FOOTPRINT, get_footprint, "swapped"},
    {"process.compressed", VMMAP, get_vmmap, "swapped"},
    {"process.rss", TASKINFO, get_task, "rss_bytes"},
    {"process.rss", PS, get_ps, "rss"},
    {"process.rss", VMMAP, get_vmmap, "resident"},
    {"process.virtual", TASKINFO, get_task, "virtual_bytes"},
    {"process.virtual", PS, get_ps, "virtual"},
    {"process.threads", TASKINFO, get_task, "threads"},
    {"process.threads", PS, get_ps, "threads"},
    {"process.threads", SAMPLE, get_sample, "threads"},
    {"threads.total", TASKINFO, get_task, "threads"},
    {"threads.total", PS, get_ps, "threads"},
    {"threads.total", SAMPLE, get_sample, "threads"},
    {"process.uptime", TASKINFO, get_age, ""},
    {"process.uptime", PS, get_ps, "elapsed"},
    {"process.cpu_seconds", TASKINFO, get_task_cpu, "user"},
    {"process.cpu_seconds", PS, get_ps, "cpu"},
    {"process.cpu_percent", TASKINFO, get_life_cpu, ""},
    {"children.cpu_seconds", TASKINFO, get_task_cpu, "children"},
    {"process.major_faults", TASKINFO, get_task, "pageins"},
    {"process.io_read", TASKINFO, get_task, "disk_read_bytes"},
    {"process.io_written", TASKINFO, get_task, "disk_written_bytes"},
    {"maps.count", "20-memory/regions.tsv", get_regions, "all"},
    {"maps.anonymous", "20-memory/regions.tsv", get_regions, "allocate"},
    {"maps.shared_anonymous", "20-memory/regions.tsv", get_regions, "shared"},
    {"maps.file", "20-memory/regions.tsv", get_regions, "file"},
    {"maps.stacks", "20-memory/regions.tsv", get_regions, "stack"},
    {"maps.malloc", "20-memory/regions.tsv", get_regions, "malloc"},
    {"memory.vm_allocate", FOOTPRINT, get_charged, "allocate"},
    {"memory.malloc", FOOTPRINT, get_charged, "malloc"},
    {"memory.thread_stacks", FOOTPRINT, get_charged, "stack"},
    {"memory.outside_go", FOOTPRINT, memory_footprint_metric, "outside go"},
    {"memory.unexplained", FOOTPRINT, memory_footprint_metric, "unexplained"},
    {"memory.explained", FOOTPRINT, memory_footprint_metric, "explained"},
    {"host.memory_total", SYSCTL, get_sysctl, "hw.memsize"},
    {"host.memory_available", VMSTAT, get_pages, "free+inactive"},
    {"host.memory_compressor", VMSTAT, get_pages, "compressor"},
    {"host.memory_pressure", SYSCTL, get_sysctl, "kern.memorystatus_vm_pressure_level"},
    {"host.fds_limit", SYSCTL, get_sysctl, "kern.maxfilesperproc"},
    {"host.swap_total", SYSCTL, get_sysctl, "vm.swapusage.total_bytes"},
    {"host.swap_free", SYSCTL, get_swap_free, ""},
    {"host.load1", SYSCTL, get_load, "vm.loadavg"},
    {"host.uptime", SYSCTL, get_up, "kern.boottime"},
};

/* The member that tool_records_*() took the number from. */
static const char *member_of(const struct metric_input *in, const struct source_row *r)
{
    enum vmmap_kind kind = VMMAP_OTHER;
    const char *member = r->member;

    if (r->get == get_regions) {
        kind_by_name(r->key, &kind);
        (void)tool_records_regions(in->tools, kind, &member);
    } else if (r->get == get_charged && kind_by_name(r->key, &kind))
        (void)tool_records_charged(in->tools, kind, &member);
    return member;
}

/* Descriptors and sockets are counted from lsof.txt, each where our own table is missing. */
static bool is_counted_by_lsof(const struct metric_input *in, const char *member)
{
    return in->tools && ((in->tools->lsof_descriptors && strcmp(member, FDS) == 0) ||
                         (in->tools->lsof_sockets && strcmp(member, SOCKETS) == 0));
}

const char *metric_member(const struct metric_input *in, const char *member)
{
    return is_counted_by_lsof(in, member) ? "30-files/lsof.txt" : member;
}

struct number metric_otherwise(const struct metric_input *in, const char *metric,
                               const char **member)
{
    for (size_t i = 0; in->tools && i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].metric, metric) != 0)
            continue;
        struct number n = rows[i].get(in, rows[i].key);
        if (n.known) {
            *member = member_of(in, &rows[i]);
            return n;
        }
    }
    return unknown();
}

/* Nothing by itself: every number of these rows stands above. */
struct number metric_tools(const struct metric_input *in, const char *key)
{
    (void)in;
    (void)key;
    return unknown();
}
