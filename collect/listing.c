#include "listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choice.h"
#include "cleanup.h"
#include "discover.h"
#include "endpoints.h"
#include "http.h"
#include "platform.h"
#include "units.h"

enum { READS_MAX = 200 };

static const char *const cost_names[] = {
    [COST_NOTHING] = "counters",  [COST_LOCKS] = "locks",     [COST_PROGRAM] = "program",
    [COST_SUSPEND] = "suspends",  [COST_REQUEST] = "request", [COST_STOPS] = "stops",
    [COST_PROFILES] = "profiles",
};

static const struct option_pair cost_words[] = {
    {"counters", "the kernel answers by itself; the target does not notice"},
    {"locks", "holds the target's memory map for a moment"},
    {"program", "runs a small tool beside it"},
    {"suspends", "runs a tool that stops the target many times, for a moment each"},
    {"request", "one HTTP request that the target answers"},
    {"stops", "the target's runtime stops it for a moment"},
    {"profiles", "the target is profiled for as long as it was asked to be"},
    {NULL, NULL},
};

/* Who may read what. The longest beginning of an id decides. */
static const struct {
    const char *begins, *who;
} privileges[] = {
    {"host.", "anyone"},
    {"process.status", "anyone"},
    {"process.stat", "anyone"},
    {"process.limits", "anyone"},
    {"process.cgroup", "anyone"},
    {"process.argv", "anyone"},
    {"process.ps", "anyone"},
    {"memory.statm", "anyone"},
    {"process.threads", "anyone+"},
    {"samples", "anyone+"},
    {"go.", "server"},
    {"go.buildinfo", "owner"},
    {"go.live.", "owner*"},
    {"", "owner"},
};

static const struct option_pair privilege_words[] = {
    {"anyone", "every user of the machine, unless /proc hides the process (hidepid)"},
    {"owner", "the user whose process it is; sudo collect (CAP_SYS_PTRACE) for any other"},
    {"owner*", "the same, where Yama (kernel.yama.ptrace_scope) is 0 or absent; above that root"},
    {"anyone+", "the main part anyone; all columns only the owner, or sudo"},
    {"server", "whoever the pprof server answers, see --user and --header"},
    {NULL, NULL},
};

static const char *who_may(const char *id)
{
    const char *who = "owner";
    size_t longest = 0;
    for (size_t i = 0; i < sizeof privileges / sizeof privileges[0]; i++) {
        size_t n = strlen(privileges[i].begins);
        if (n >= longest && strncmp(id, privileges[i].begins, n) == 0) {
            longest = n;
            who = privileges[i].who;
        }
    }
    return who;
}

/* Rows that read more than the file that their source is named by; @ is the folder of the process.
 */
static const struct {
    const char *id, *reads;
} fuller[] = {
    {"go.live.goroutines", "@/{exe,maps,mem,pagemap,stat,statm}"},
    {"samples", "@/{stat,status,fd,smaps_rollup,exe,maps,mem}"},
    {"process.family", "/proc/*/stat, /proc/uptime"},
    {"process.threads", "@/task/*/{stat,schedstat,wchan,syscall}"},
    {"process.stacks", "@/task/*/{stat,stack}"},
    {"process.cgroup-files", "@/cgroup, /proc/self/mountinfo, /sys/fs/cgroup"},
    {"process.namespaces", "@/ns/*, /proc/self/ns/*"},
    {"memory.smaps", "@/{statm,maps,smaps}"},
    {"files.fd", "@/{fd,fdinfo}/*"},
    {"files.fdinfo", "@/{fd,fdinfo}/*"},
    {"files.locks", "@/{fd,fdinfo}/*, /proc/locks, /proc/*/{stat,comm}"},
    {"files.pipes", "@/{fd,fdinfo}/*, /proc/*/{stat,comm,fd,fdinfo}"},
    {"files.sockets", "@/fd/*, @/net/{tcp,tcp6,udp,udp6,unix}"},
    {"host.pressure", "/proc/pressure/{cpu,io,memory}"},
    {"host.clock", "adjtimex, /sys/devices/system/clocksource"},
    {"host.cpu", "/sys/devices/system/cpu, /proc/cpuinfo, /proc/stat"},
};

static bool reads_fuller(const char *id, const char *pid, char *text)
{
    AUTO_SBUF struct sbuf out;
    sbuf_init(&out, READS_MAX - 1);
    for (size_t i = 0; platform_proc && i < sizeof fuller / sizeof fuller[0]; i++)
        for (const char *c = fuller[i].reads; strcmp(id, fuller[i].id) == 0 && *c; c++) {
            if (*c == '@')
                sbuf_addf(&out, "%s/%s", platform_proc, pid);
            else
                sbuf_addc(&out, *c);
        }
    snprintf(text, READS_MAX, "%s", sbuf_text(&out));
    return out.len > 0;
}

/* pid: "PID" or a number. */
static void reads_of(const struct source *s, const char *pid, char *text)
{
    if (reads_fuller(s->id, pid, text))
        return;
    if (s->read == source_absent)
        snprintf(text, READS_MAX, "nothing here: %s", s->from);
    else if (s->cost == COST_PROGRAM || s->cost == COST_SUSPEND)
        snprintf(text, READS_MAX, "runs %s", s->from);
    else if (strncmp(s->from, "runtime.", strlen("runtime.")) == 0 && platform_proc)
        snprintf(text, READS_MAX, "%s/%s/mem: %s", platform_proc, pid, s->from);
    else if (strncmp(s->id, "host.", 5) != 0 && platform_proc)
        snprintf(text, READS_MAX, "%s/%s/%s", platform_proc, pid, s->from);
    else if (strncmp(s->id, "host.", 5) != 0)
        snprintf(text, READS_MAX, "%s, %s", s->from, pid);
    else
        snprintf(text, READS_MAX, "%s%s", strchr(s->from, '/') ? "/" : "", s->from);
}

static void add_row(struct sbuf *out, const char *id, enum source_cost cost, double deadline,
                    uint64_t ceiling, const char *reads)
{
    char within[24] = "whole run";
    const struct bundle_entry *entry = bundle_entry_by_id(id);
    if (deadline < 3600)
        snprintf(within, sizeof within, "%g s", deadline);
    sbuf_addf(out, "%-20s  %-8s  %9s  %10s  %-7s  %-38s  %s\n", id, cost_names[cost], within,
              units_bytes((double)ceiling).s, who_may(id), reads, entry ? entry->what : "");
}

static void add_head(struct sbuf *out)
{
    sbuf_addf(out, "%-20s  %-8s  %9s  %10s  %-7s  %-38s  %s\n", "ID", "COST", "WITHIN", "AT MOST",
              "WHO MAY", "READS", "WHAT");
}

static void add_words(struct sbuf *out, const char *heading, const struct option_pair *words)
{
    sbuf_addf(out, "\n%s\n", heading);
    for (const struct option_pair *w = words; w->name; w++)
        sbuf_addf(out, "  %-9s %s\n", w->name, w->help);
}

void listing_all(const struct collect_options *o, struct sbuf *out)
{
    char reads[READS_MAX], query[160];
    add_head(out);
    for (size_t i = 0; i < sources_count; i++) {
        const struct source *s = &sources[i];
        if (choice_left_out(o, s->id))
            continue;
        reads_of(s, "PID", reads);
        add_row(out, s->id, s->cost, s->deadline, s->ceiling, reads);
    }
    for (size_t i = 0; i < endpoints_count; i++) {
        const struct endpoint *e = &endpoints[i];
        if (choice_left_out(o, e->id))
            continue;
        endpoints_query(e, o, endpoints_seconds(e, o), query, sizeof query);
        snprintf(reads, sizeof reads, "GET ...%s%s", query[0] == '/' ? "" : "/debug/pprof/", query);
        add_row(out, e->id, e->cost, e->deadline + endpoints_seconds(e, o), e->ceiling, reads);
    }
    sbuf_adds(out, "go.NAME               every other profile that the server's index lists\n");
    add_words(out, "COST, of one reading:", cost_words);
    add_words(out, "WHO MAY read it:", privilege_words);
}

static void plan_reads(const struct run *r, struct sbuf *out)
{
    char reads[READS_MAX], pid[24] = "PID";
    if (r->target->pid)
        snprintf(pid, sizeof pid, "%ld", (long)r->target->pid);
    sbuf_adds(out, "Would read:\n");
    for (size_t i = 0; i < sources_count; i++) {
        const struct source *s = &sources[i];
        bool of_machine = strncmp(s->id, "host.", 5) == 0;
        if (choice_left_out(r->options, s->id) || (!of_machine && r->target->procfd < 0) ||
            s->read == source_absent)
            continue;
        reads_of(s, pid, reads);
        sbuf_addf(out, "  %-22s %s\n", s->id, reads);
    }
}

struct candidates {
    struct sbuf *out;
    size_t count;
    char *first; /* owned */
};

static void add_candidate(void *arg, const char *url, const char *unix_path)
{
    struct candidates *c = arg;
    AUTO_FREE char *public = http_url_public(url);
    sbuf_addf(c->out, "  %-22s GET %s%s%s\n", "go.index", public ? public : "",
              unix_path ? " through " : "", unix_path ? unix_path : "");
    if (c->count++ == 0)
        c->first = public ? strdup(public) : NULL;
}

/* An address that stands alone is where everything is asked; of several only one can be. */
static void plan_requests(const struct run *r, struct sbuf *out)
{
    const struct collect_options *o = r->options;
    struct discover_view view;
    struct candidates c = {.out = out};
    if (!choice_needs_server(o))
        return;
    sbuf_adds(out, "Would ask, to find the pprof server:\n");
    discover_candidates(r, add_candidate, &c, &view);
    if (c.count && !choice_left_out(o, "samples") && r->target->procfd >= 0)
        sbuf_adds(out, "  samples                the same page again each second, where goroutines "
                       "cannot be counted from outside\n");
    if (c.count == 0)
        sbuf_adds(out, view.foreign
                           ? "  nothing: the process is in another network namespace (sudo)\n"
                       : view.blind ? "  nothing: its listening sockets may not be seen (sudo)\n"
                                    : "  nothing: the process listens nowhere\n");
    else
        sbuf_adds(out, "and then there, one stage after the other:\n");
    for (size_t i = 0; c.count && i < endpoints_count; i++) {
        const struct endpoint *e = &endpoints[i];
        char query[160];
        if (e->stage == STAGE_INDEX || choice_left_out(o, e->id))
            continue;
        endpoints_query(e, o, endpoints_seconds(e, o), query, sizeof query);
        AUTO_FREE char *url = c.count == 1 && c.first ? endpoints_url(c.first, query) : NULL;
        sbuf_addf(out, "  %-22s GET %s%s\n", e->id,
                  url               ? url
                  : query[0] == '/' ? "..."
                                    : ".../debug/pprof/",
                  url ? "" : query);
        if (e->only_if_listed)
            sbuf_adds(out, "                         (when its index lists it)\n");
    }
    if (c.count && !choice_left_out(o, "go.other"))
        sbuf_adds(out, "  go.NAME                every other profile that its index lists\n");
    free(c.first);
}

static void plan_left_out(const struct run *r, struct sbuf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < sources_count + endpoints_count; i++) {
        const char *id = i < sources_count ? sources[i].id : endpoints[i - sources_count].id;
        const char *why = choice_left_out(r->options, id);
        if (why)
            sbuf_addf(out, "%s  %-22s %s\n", n++ ? "" : "Left out:\n", id, why);
    }
}

void listing_plan(const struct run *r, const char *output, struct sbuf *out)
{
    const struct target *t = r->target;
    if (t->pid)
        sbuf_addf(out, "Process %ld (%s), user %u, since %s\n", (long)t->pid, t->name, t->uid,
                  t->started_utc_ns ? units_utc(t->started_utc_ns).s : "an unknown time");
    else
        sbuf_adds(out, "No process of this machine is behind this address, or none that may be "
                       "seen.\n");
    if (platform_proc)
        sbuf_addf(out,
                  "To know what must be hidden it has read, and would read again: %s/%ld/cmdline, "
                  "/etc/passwd, /etc/hostname, /etc/machine-id\n",
                  platform_proc, (long)t->pid);
    if (platform_proc && !r->options->ignore_memory_limit)
        sbuf_adds(out, "Would look, at first and before each stage, what the limits of control "
                       "groups leave: cgroup of both, /proc/self/mountinfo, /sys/fs/cgroup\n");
    plan_reads(r, out);
    plan_requests(r, out);
    plan_left_out(r, out);
    sbuf_addf(out,
              "Would end after %g s at the latest and write %s\n"
              "Nothing of this was done; only the name of the process and its listening sockets "
              "were looked up.\n",
              r->options->deadline, output ? output : "to standard output");
}
