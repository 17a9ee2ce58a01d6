#include "fallbacks.h"

#include <string.h>

#include "pmap.h"
#include "prometheus.h"
#include "samples.h"

static const char samples_member[] = "60-samples/samples.csv";
static const char prometheus_member[] = "40-go/metrics.prom";
static const double MIB_BYTES = 1024.0 * 1024;

/* Metrics that client_golang and others publish under the same names everywhere. */
static const struct {
    const char *metric, *name;
} published[] = {
    {"process.rss", "process_resident_memory_bytes"},
    {"process.virtual", "process_virtual_memory_bytes"},
    {"process.cpu_seconds", "process_cpu_seconds_total"},
    {"process.threads", "go_threads"},
    {"threads.total", "go_threads"},
    {"fds.total", "process_open_fds"},
    {"fds.limit", "process_max_fds"},
    {"go.goroutines", "go_goroutines"},
    {"go.memstats.heap_alloc", "go_memstats_heap_alloc_bytes"},
    {"go.memstats.heap_inuse", "go_memstats_heap_inuse_bytes"},
    {"go.memstats.heap_idle", "go_memstats_heap_idle_bytes"},
    {"go.memstats.heap_released", "go_memstats_heap_released_bytes"},
    {"go.memstats.heap_sys", "go_memstats_heap_sys_bytes"},
    {"go.memstats.heap_objects", "go_memstats_heap_objects"},
    {"go.memstats.stack_inuse", "go_memstats_stack_inuse_bytes"},
    {"go.memstats.stack_sys", "go_memstats_stack_sys_bytes"},
    {"go.memstats.mspan_sys", "go_memstats_mspan_sys_bytes"},
    {"go.memstats.mcache_sys", "go_memstats_mcache_sys_bytes"},
    {"go.memstats.buck_hash_sys", "go_memstats_buck_hash_sys_bytes"},
    {"go.memstats.gc_sys", "go_memstats_gc_sys_bytes"},
    {"go.memstats.other_sys", "go_memstats_other_sys_bytes"},
    {"go.memstats.sys", "go_memstats_sys_bytes"},
    {"go.memstats.total_alloc", "go_memstats_alloc_bytes_total"},
    {"go.memstats.mallocs", "go_memstats_mallocs_total"},
    {"go.memstats.frees", "go_memstats_frees_total"},
    {"go.memstats.next_gc", "go_memstats_next_gc_bytes"},
    {"go.memstats.num_gc", "go_gc_duration_seconds_count"},
    {"go.memstats.gc_cpu_fraction", "go_memstats_gc_cpu_fraction"},
};

/* Columns of a monitor's log: the last row that has a number there. */
static const struct {
    const char *metric, *column;
    double factor;
} logged[] = {
    {"process.rss", "rss_bytes", 1},
    {"process.rss", "rss_mb", MIB_BYTES},
    {"process.swap", "swap_bytes", 1},
    {"fds.total", "fds", 1},
    {"threads.total", "threads", 1},
    {"go.goroutines", "goroutines", 1},
    {"go.memstats.heap_alloc", "heap_alloc_bytes", 1},
    {"go.memstats.heap_inuse", "heap_inuse_bytes", 1},
};

static void take(const char *metric, struct known_real n, double factor, const char *member,
                 struct number *values, const char **members)
{
    size_t i = metric_index(slice_from(metric));

    if (!n.known || i == SIZE_MAX || values[i].known || n.value < 0)
        return;
    values[i] = (struct number){true, n.value * factor};
    members[i] = member;
}

static struct known_real last_cell(const struct samples *s, const char *name)
{
    size_t column = samples_column(s, name);

    for (size_t row = s->nrows; row > 0; row--) {
        struct known_real cell = samples_cell(s, row - 1, column);
        if (cell.known)
            return cell;
    }
    return (struct known_real){false, 0};
}

/* A share whose two numbers came from here. */
static void divide(const char *metric, const char *over, const char *under, struct number *values,
                   const char **members)
{
    size_t o = metric_index(slice_from(over)), u = metric_index(slice_from(under));
    struct known_real n = {false, 0};

    if (o == SIZE_MAX || u == SIZE_MAX)
        return;
    n.known = values[o].known && values[u].known && values[u].value > 0;
    if (n.known)
        n.value = values[o].value / values[u].value;
    take(metric, n, 1, members[o], values, members);
}

void fallbacks_fill(const struct metric_input *in, struct number *values, const char **members)
{
    for (size_t i = 0; in->prometheus && i < sizeof published / sizeof published[0]; i++)
        take(published[i].metric, prometheus_value(in->prometheus, published[i].name), 1,
             prometheus_member, values, members);
    if (in->pmap && in->pmap->rss.known)
        take("process.rss", (struct known_real){true, (double)in->pmap->rss.value}, 1,
             "20-memory/pmap.txt", values, members);
    for (size_t i = 0; in->samples && i < sizeof logged / sizeof logged[0]; i++)
        take(logged[i].metric, last_cell(in->samples, logged[i].column), logged[i].factor,
             samples_member, values, members);
    divide("memory.footprint_share", "process.footprint", "process.rss", values, members);
    divide("fds.limit_used", "fds.total", "fds.limit", values, members);
}
