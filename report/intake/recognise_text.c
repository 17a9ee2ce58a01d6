#include "recognise.h"

#include "bundle_format.h"
#include "goroutine_header.h"
#include "proc_maps.h"

enum { LOOK = 64 * 1024 }; /* bytes that are searched for a mark */

struct look {
    struct slice name, text; /* the whole of it */
    struct slice head;       /* its first LOOK bytes */
    struct slice line, next; /* its first two lines, trimmed */
};

static bool inside(const struct look *l, const char *mark)
{
    return slice_find(l->head, slice_from(mark)) != SIZE_MAX;
}

static bool is_number(struct slice s)
{
    double n;
    return slice_to_double(s, &n);
}

/* How many words of the line there are when all of them are numbers; else 0. */
static size_t numbers_in(struct slice line)
{
    struct slice word;
    size_t n = 0;
    while (slice_next_word(&line, &word)) {
        if (!is_number(word))
            return 0;
        n++;
    }
    return n;
}

/* ---- kinds that a mark does not tell -----------------------------------------------------------
 */

static bool is_trace(const struct look *l) /* "go 1.26 trace\0\0\0" */
{
    return slice_has_prefix(l->text, SLICE("go 1.")) &&
           slice_find(slice_take(l->text, 16), SLICE(" trace\0")) != SIZE_MAX;
}

static bool is_allocs(const struct look *l)
{
    return slice_has_prefix(l->line, SLICE("heap profile: ")) && recognise_hint(l->name, "allocs");
}

static bool is_region(const struct look *l)
{
    struct map_region unused;
    return map_region_parse(l->line, &unused);
}

static bool is_smaps(const struct look *l)
{
    return is_region(l) && slice_has_prefix(l->next, SLICE("Size:"));
}

static bool is_rollup(const struct look *l)
{
    return slice_has_suffix(l->line, SLICE("[rollup]")) && inside(l, "\nRss:");
}

static bool is_buildinfo(const struct look *l) /* "/usr/bin/x: go1.26.1", then "path\t..." */
{
    return slice_find(l->line, SLICE(": go1.")) != SIZE_MAX &&
           slice_has_prefix(l->next, SLICE("path\t"));
}

static bool is_cgroup(const struct look *l) /* "0::/user.slice" */
{
    struct slice rest = l->line, word;
    uint64_t unused;
    return slice_next(&rest, ':', &word) && slice_to_u64(word, &unused) &&
           slice_find(rest, SLICE(":/")) != SIZE_MAX;
}

static bool is_stat(const struct look *l) /* "4711 (name) S 1 ..." */
{
    struct slice rest = l->line, word;
    uint64_t unused;
    return slice_next_word(&rest, &word) && slice_to_u64(word, &unused) &&
           slice_has_prefix(slice_trim(rest), SLICE("(")) &&
           slice_find(rest, SLICE(") ")) != SIZE_MAX;
}

static bool is_statm(const struct look *l)
{
    return recognise_hint(l->name, "statm") && numbers_in(l->line) == 7;
}

static bool is_uptime(const struct look *l)
{
    return recognise_hint(l->name, "uptime") && numbers_in(l->line) == 2;
}

static bool is_loadavg(const struct look *l) /* "0.31 0.20 0.15 2/512 4711" */
{
    struct slice rest = l->line, word;
    for (int i = 0; i < 3; i++)
        if (!slice_next_word(&rest, &word) || !is_number(word))
            return false;
    return slice_next_word(&rest, &word) && slice_find(word, SLICE("/")) != SIZE_MAX;
}

static bool is_lsof_fields(const struct look *l) /* "p4711", then "cname", "fcwd", ... */
{
    struct slice pid = l->line;
    uint64_t unused;
    return slice_skip(&pid, SLICE("p")) && slice_to_u64(pid, &unused) && l->next.len > 1 &&
           slice_find(SLICE("cfgRuLn"), slice_take(l->next, 1)) != SIZE_MAX;
}

static bool is_ps(const struct look *l)
{
    static const char *const others[] = {"RSS", "%CPU", "VSZ", "CMD", "COMMAND", "STAT", "TIME"};
    struct slice rest = l->line, word;
    bool pid = false, other = false;
    while (slice_next_word(&rest, &word)) {
        pid |= slice_is(word, "PID");
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
            other |= slice_is(word, others[i]);
    }
    return pid && other;
}

static bool is_samples(const struct look *l)
{
    return (slice_has_prefix(l->line, SLICE("time,")) ||
            slice_has_prefix(l->line, SLICE("\"time\","))) &&
           (slice_find(l->line, SLICE("rss")) != SIZE_MAX ||
            slice_find(l->line, SLICE("goroutines")) != SIZE_MAX);
}

/* Of a watch, or of somebody's script: what collect takes during one collection has these columns
 * and no more. */
static bool is_watch_log(const struct look *l)
{
    return is_samples(l) && !slice_is(l->line, BUNDLE_COLUMNS_SAMPLES);
}

static bool is_expvar(const struct look *l)
{
    return slice_has_prefix(l->line, SLICE("{")) &&
           (slice_find(l->text, SLICE("\"memstats\"")) != SIZE_MAX || inside(l, "\"cmdline\""));
}

static bool is_footprint(const struct look *l)
{
    return slice_has_prefix(l->line, SLICE("{")) && inside(l, "\"processes\"") &&
           inside(l, "footprint");
}

static bool is_prometheus(const struct look *l)
{
    return slice_has_prefix(l->line, SLICE("# HELP ")) ||
           slice_has_prefix(l->line, SLICE("# TYPE ")) ||
           ((inside(l, "\ngo_") || inside(l, "\nprocess_")) && inside(l, "_bytes "));
}

static bool is_memstats(const struct look *l)
{
    return slice_find(l->text, SLICE("# runtime.MemStats\n")) != SIZE_MAX ||
           slice_find(l->text, SLICE("# runtime.MemStats\r\n")) != SIZE_MAX;
}

/* Anywhere in it: people send the log in which the program died. */
static bool is_dump(const struct look *l)
{
    struct slice rest = l->text, line;
    struct goroutine_header unused;
    size_t at;
    while ((at = slice_find(rest, SLICE("goroutine "))) != SIZE_MAX) {
        rest = slice_drop(rest, at);
        struct slice copy = rest;
        if (slice_next_line(&copy, &line) && goroutine_header_parse(line, &unused))
            return true;
        rest = slice_drop(rest, 1);
    }
    return false;
}

/* ---- the table ---------------------------------------------------------------------------------
 */

/* First match wins. All that is given must hold: what the first line begins with, what its first
 * bytes hold somewhere, and a function. member NULL: it is known, and of no use. */
static const struct kind {
    const char *member, *what;
    const char *begins, *holds;
    bool (*is)(const struct look *l);
} kinds[] = {
    {BUNDLE_HEADER, "header of a bundle", "{", "\"" BUNDLE_FORMAT_NAME "/", NULL},
    {"40-go/trace.out", "execution trace", NULL, NULL, is_trace},
    {"40-go/goroutine-debug1.txt", "goroutines, counted (debug=1)", "goroutine profile: total ",
     NULL, NULL},
    {"40-go/threadcreate-debug1.txt", "threads, counted (debug=1)", "threadcreate profile: total ",
     NULL, NULL},
    {"40-go/goroutineleak-debug1.txt", "leaked goroutines, counted (debug=1)",
     "goroutineleak profile: total ", NULL, NULL},
    {"40-go/allocs-debug1.txt", "profile of allocations (debug=1)", NULL, NULL, is_allocs},
    {"40-go/heap-debug1.txt", "heap profile (debug=1)", "heap profile: ", NULL, NULL},
    {"40-go/mutex-debug1.txt", "mutex profile (debug=1)", "--- mutex:", NULL, NULL},
    {"40-go/block-debug1.txt", "blocking profile (debug=1)", "--- contention:", NULL, NULL},
    {"40-go/buildinfo.txt", "build information", "go\tgo", NULL, NULL},
    {"40-go/buildinfo.txt", "build information", NULL, NULL, is_buildinfo},
    {"40-go/index.html", "index of pprof", NULL, "<title>/debug/pprof/</title>", NULL},
    {"40-go/live-channels.tsv", "channels that goroutines wait on", "goroutine\tchannel\t", NULL,
     NULL},
    {"40-go/live-memstats.json", "MemStats read from memory", NULL, "\"exhibit-live-memstats/1\"",
     NULL},
    {"30-files/fd.tsv", "descriptors", "fd\ttype\tmode\t", NULL, NULL},
    {"30-files/fdinfo.tsv", "what is behind descriptors", "fd\ttype\tcount\t", NULL, NULL},
    {"30-files/sockets.tsv", "sockets", "inode\tproto\t", NULL, NULL},
    {"30-files/pipes.tsv", "pipes", "inode\tpid\t", NULL, NULL},
    {"30-files/locks.tsv", "locks", "id\twaits\t", NULL, NULL},
    {"10-process/threads.tsv", "threads", "tid\tname\t", NULL, NULL},
    {"10-process/family.tsv", "parent and children", "pid\trelation\t", NULL, NULL},
    {"10-process/namespaces.tsv", "namespaces", "kind\tinode\t", NULL, NULL},
    {"60-samples/watch.csv", "log of a watch", NULL, NULL, is_watch_log},
    {"60-samples/events.tsv", "events of a watch", BUNDLE_COLUMNS_EVENTS, NULL, NULL},
    {"60-samples/samples.csv", "samples", NULL, NULL, is_samples},
    {"10-process/status", "/proc/PID/status", "Name:", "\nState:", NULL},
    {"10-process/limits", "/proc/PID/limits", "Limit ", "Soft Limit", NULL},
    {"10-process/io", "/proc/PID/io", "rchar: ", NULL, NULL},
    {"20-memory/smaps_rollup", "/proc/PID/smaps_rollup", NULL, NULL, is_rollup},
    {"20-memory/smaps", "/proc/PID/smaps", NULL, NULL, is_smaps},
    {"20-memory/maps", "/proc/PID/maps", NULL, NULL, is_region},
    {"20-memory/pmap.txt", "pmap -x", NULL, "Kbytes     RSS   Dirty Mode", NULL},
    {"20-memory/regions.tsv", "memory regions", "address\tsize\t", NULL, NULL},
    {"10-process/taskinfo.tsv", "counters of the task", "key\tvalue", "\nstart_us\t", NULL},
    {"50-host/sysctl.tsv", "facts of the machine", "key\tvalue", "\nkern.", NULL},
    {"10-process/sample.txt", "sample", NULL, "\nCall graph:", NULL},
    {"20-memory/vmmap.txt", "vmmap", "Process:", "REGION TYPE", NULL},
    {"20-memory/vmmap.txt", "vmmap", "Process:", "Virtual Memory Map of process", NULL},
    {"20-memory/footprint.json", "footprint -j", NULL, NULL, is_footprint},
    {"30-files/lsof.txt", "lsof", "COMMAND", " FD ", NULL},
    {"30-files/lsof.txt", "lsof -F", NULL, NULL, is_lsof_fields},
    {"10-process/ps.txt", "ps", NULL, NULL, is_ps},
    {"50-host/meminfo", "/proc/meminfo", "MemTotal:", NULL, NULL},
    {"50-host/vmstat", "/proc/vmstat", "nr_free_pages ", NULL, NULL},
    {"50-host/os-release", "os-release", NULL, "PRETTY_NAME=", NULL},
    {"50-host/uname", "uname -a", "Linux ", " GNU/Linux", NULL},
    {"50-host/loadavg", "/proc/loadavg", NULL, NULL, is_loadavg},
    {"50-host/uptime", "/proc/uptime", NULL, NULL, is_uptime},
    {"50-host/pressure.txt", "/proc/pressure", "== cpu", "some avg10=", NULL},
    {"10-process/cgroup-files.txt", "control group", "== v2 ", NULL, NULL},
    {"10-process/cgroup-files.txt", "control group", "== v1 ", NULL, NULL},
    {"10-process/stacks.txt", "kernel stacks of threads", "== ", "[<0>] ", NULL},
    {"10-process/cgroup", "/proc/PID/cgroup", NULL, NULL, is_cgroup},
    {"10-process/stat", "/proc/PID/stat", NULL, NULL, is_stat},
    {"20-memory/statm", "/proc/PID/statm", NULL, NULL, is_statm},
    {"40-go/expvar.json", "expvar", NULL, NULL, is_expvar},
    {"40-go/metrics.prom", "Prometheus metrics", NULL, NULL, is_prometheus},
    {NULL, "the answer of a web server that has no such page", "404 page not found", NULL, NULL},
    {NULL, "the answer of a pprof server that has no such profile", "Unknown profile", NULL, NULL},
    {"40-go/goroutine-debug2.txt", "every goroutine (debug=2, SIGQUIT or panic)", NULL, NULL,
     is_dump},
    {"40-go/heap-debug1.txt", "MemStats", NULL, NULL, is_memstats},
    {NULL, "what go tool pprof prints; send the profile that it was made from (.pb.gz)", NULL,
     "Showing nodes accounting for ", NULL},
    {NULL, "what go tool pprof -raw prints; send the profile that it was made from (.pb.gz)",
     "PeriodType: ", NULL, NULL},
    {NULL, "what top prints; collect PID, or ps -o pid,rss,vsz,time,nlwp,args -p PID, says more",
     "top - ", NULL, NULL},
    {NULL, "a picture; send the file or the text that it shows", "\x89PNG", NULL, NULL},
    {NULL, "a picture; send the file or the text that it shows", "\xff\xd8\xff", NULL, NULL},
    {NULL, "a picture; send the profile that it was made from (.pb.gz)", NULL, "<svg ", NULL},
    {NULL, "a database of SQLite", "SQLite format 3", NULL, NULL},
    {NULL, "a recording of perf, which needs perf and the program to be read", "PERFILE2", NULL,
     NULL},
    {NULL, "a program or a core dump, and no profile",
     "\x7f"
     "ELF",
     NULL, NULL},
    {NULL, "a web page", NULL, "<html", NULL},
    {NULL, "a web page", NULL, "<!DOCTYPE html", NULL},
    {NULL, "a web page", NULL, "<!doctype html", NULL},
};

static bool matches(const struct kind *k, const struct look *l)
{
    return (!k->begins || slice_has_prefix(l->line, slice_from(k->begins))) &&
           (!k->holds || inside(l, k->holds)) && (!k->is || k->is(l));
}

bool recognise_text(struct slice name, struct slice text, struct recognition *ret)
{
    struct look l = {.name = name, .text = text, .head = slice_take(text, LOOK)};
    struct slice rest = l.head;
    while (l.line.len == 0 && slice_next_line(&rest, &l.line))
        l.line = slice_trim(l.line);
    slice_next_line(&rest, &l.next);
    l.next = slice_trim(l.next);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!matches(&kinds[i], &l))
            continue;
        *ret = (struct recognition){.member = slice_from(kinds[i].member), .what = kinds[i].what};
        return true;
    }
    return false;
}
