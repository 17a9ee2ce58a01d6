#include "discover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "choice.h"
#include "cleanup.h"
#include "limits_input.h"
#include "listeners.h"
#include "platform.h"
#include "relatives.h"

struct asking {
    struct discover *d;
    struct tasks *ts;
};

static void ask_candidate(void *arg, const char *url, const char *path)
{
    struct asking *asking = arg;
    struct discover *d = asking->d;
    if (d->count == CANDIDATES_MAX)
        return;
    struct artifact *a = &d->candidate[d->count];
    *a = (struct artifact){.kind = BUNDLE_KIND_TEXT, .fd = -1};
    snprintf(a->id, sizeof a->id, "go.index");
    if (d->view.inside)
        http_enter(asking->ts->http, asking->ts->run->target->procfd);
    struct task *t = tasks_add_request(asking->ts, &endpoints[0], a, url, path, 0);
    if (t) {
        d->count++;
        tasks_start(asking->ts, t);
    }
}

typedef void candidate_visitor(void *arg, const char *url, const char *unix_path);

/* A URL may be that of the index itself, or of the server. */
static void visit_given(const struct run *r, candidate_visitor *fn, void *arg)
{
    static const char suffix[] = "/debug/pprof";
    AUTO_FREE char *as_is = http_url_join(r->url, "");
    AUTO_FREE char *below = http_url_join(r->url, "debug/pprof/");
    if (below && !(as_is && strstr(as_is, suffix)))
        fn(arg, below, r->unix_path);
    if (as_is)
        fn(arg, as_is, r->unix_path);
}

static bool can_enter(int procfd)
{
    AUTO_FD int probe = platform_socket_inside(procfd, AF_INET, SOCK_STREAM, 0);
    return probe >= 0;
}

static void visit_listeners(const struct run *r, candidate_visitor *fn, void *arg,
                            struct discover_view *view)
{
    AUTO_FREE struct listener *found = calloc(LISTENERS_MAX, sizeof *found);
    size_t n = found ? listeners_of(r->target, found, &view->foreign, &view->blind) : 0;
    view->foreign = view->foreign && n; /* who listens nowhere has no server there either */
    view->inside = view->foreign && can_enter(r->target->procfd);
    view->foreign = view->foreign && !view->inside;
    for (size_t i = 0; i < n && !view->foreign; i++) {
        char url[128], path[160];
        snprintf(path, sizeof path, "/proc/%ld/root%s", (long)r->target->pid, found[i].path);
        if (found[i].path[0])
            snprintf(url, sizeof url, "http://localhost/debug/pprof/");
        else
            snprintf(url, sizeof url, "http://%s:%u/debug/pprof/", found[i].host, found[i].port);
        fn(arg, url, !found[i].path[0] ? NULL : view->inside ? path : found[i].path);
    }
}

void discover_candidates(const struct run *r, candidate_visitor *fn, void *arg,
                         struct discover_view *view)
{
    *view = (struct discover_view){.foreign = false};
    if (r->url)
        visit_given(r, fn, arg);
    else if (r->target->procfd >= 0)
        visit_listeners(r, fn, arg, view);
}

static void plan_skipped(struct run *r, const char *id, const char *path, enum bundle_kind kind,
                         const char *why)
{
    struct artifact *a = run_find(r, id) ? NULL : run_plan(r, id, path, kind);
    if (!a)
        return;
    a->status = BUNDLE_SKIPPED;
    snprintf(a->reason, sizeof a->reason, "%s", why);
}

/* Nobody is asked in the place of the process: neither a successor at the address of one that
 * ended, nor, in a watch, whoever has that address by now. */
static bool is_for_nobody(const struct run *r, struct artifact *index)
{
    char host[256];
    unsigned port = 0;
    bool hidden;
    if (run_target_ended(r)) {
        index->status = BUNDLE_FAILED;
        snprintf(index->reason, sizeof index->reason, RUN_ENDED);
        return true;
    }
    if (!r->watch || !r->url || !http_url_host(r->url, host, sizeof host, &port))
        return false;
    pid_t owner = listeners_owner(r->unix_path ? NULL : host, port, r->unix_path, &hidden);
    if (!owner || owner == r->target->pid)
        return false;
    index->status = BUNDLE_FAILED;
    snprintf(index->reason, sizeof index->reason,
             "its address belongs to process %ld, not to process %ld", (long)owner,
             (long)r->target->pid);
    return true;
}

void discover_begin(struct discover *d, struct tasks *ts)
{
    const struct bundle_entry *entry = bundle_entry_by_id("go.index");
    struct asking asking = {d, ts};
    bool needed = choice_needs_server(ts->run->options);
    for (size_t i = 0; i < endpoints_count; i++) {
        const char *why = choice_left_out(ts->run->options, endpoints[i].id);
        const struct bundle_entry *own = bundle_entry_by_id(endpoints[i].id);
        if (why && (endpoints[i].stage != STAGE_INDEX || !needed))
            plan_skipped(ts->run, own->id, own->path, own->kind, why);
    }
    d->index = needed ? run_plan(ts->run, entry->id, entry->path, entry->kind) : NULL;
    d->settled = !d->index || is_for_nobody(ts->run, d->index);
    if (!d->settled)
        discover_candidates(ts->run, ask_candidate, &asking, &d->view);
}

static void plan(struct tasks *ts, const struct endpoint *e, const char *path)
{
    const struct run *r = ts->run;
    char query[160];
    const struct bundle_entry *entry = bundle_entry_by_id(e->id);
    enum bundle_kind kind = entry ? entry->kind : BUNDLE_KIND_PPROF;
    const char *why = choice_left_out(r->options, e->id);
    if (run_find(r, e->id))
        return;
    if (why) {
        plan_skipped(ts->run, e->id, path, kind, why);
        return;
    }
    double seconds = endpoints_seconds(e, r->options);
    endpoints_query(e, r->options, seconds, query, sizeof query);
    struct artifact *a = run_plan(ts->run, e->id, path, kind);
    AUTO_FREE char *url = endpoints_url(r->url, query);
    if (a && !url) {
        a->status = BUNDLE_UNSUPPORTED;
        snprintf(a->reason, sizeof a->reason, "the index is not at .../debug/pprof/");
    }
    if (a && url)
        (void)tasks_add_request(ts, e, a, url, r->unix_path, seconds);
}

struct planner {
    struct discover *d;
    struct tasks *ts;
};

/* A profile that is only on this program's index, or one of ours that is asked for only when
 * listed. */
static void plan_listed(void *arg, struct slice name)
{
    struct planner *p = arg;
    struct discover *d = p->d;
    const struct endpoint *known = endpoints_by_profile(name);
    char safe[80], path[128], id[sizeof d->extra_id[0]];
    if (known) {
        const struct bundle_entry *entry = bundle_entry_by_id(known->id);
        if (known->only_if_listed)
            plan(p->ts, known, entry->path);
        return;
    }
    if (!endpoints_safe_name(name, safe, sizeof safe)) {
        d->nrefused++;
        return;
    }
    snprintf(id, sizeof id, "go.%s", safe);
    if (run_find(p->ts->run, id))
        return;
    if (d->nextra == EXTRA_PROFILES_MAX) {
        d->nbeyond += choice_left_out(p->ts->run->options, id) == NULL;
        return;
    }
    memcpy(d->extra_id[d->nextra], id, sizeof id);
    snprintf(d->extra_query[d->nextra], sizeof d->extra_query[0], "%.*s", SLICE_ARG(name));
    snprintf(path, sizeof path, BUNDLE_GO_DIR "%s.pb.gz", safe);
    d->extra[d->nextra] = (struct endpoint){.id = d->extra_id[d->nextra],
                                            .query = d->extra_query[d->nextra],
                                            .stage = STAGE_SNAPSHOT,
                                            .ceiling = LIMIT_HTTP_PROFILE,
                                            .deadline = 20,
                                            .cost = COST_REQUEST};
    plan(p->ts, &d->extra[d->nextra], path);
    d->nextra++;
}

/* Named by --only and on no index: its row says so. */
static void plan_unlisted(void *arg, struct slice id)
{
    struct run *r = arg;
    char name[96], path[128];
    snprintf(name, sizeof name, "%.*s", SLICE_ARG(id));
    snprintf(path, sizeof path, BUNDLE_GO_DIR "%s.pb.gz", name + strlen("go."));
    struct artifact *a = run_find(r, name) ? NULL : run_plan(r, name, path, BUNDLE_KIND_PPROF);
    if (!a)
        return;
    a->status = BUNDLE_UNSUPPORTED;
    snprintf(a->reason, sizeof a->reason, "the index of this server does not list it");
}

static void plan_profiles(struct discover *d, struct tasks *ts, struct slice page)
{
    const struct collect_options *o = ts->run->options;
    for (size_t i = 0; i < endpoints_count; i++) {
        const struct endpoint *e = &endpoints[i];
        if (e->stage == STAGE_INDEX || e->only_if_listed)
            continue;
        plan(ts, e, bundle_entry_by_id(e->id)->path);
    }
    struct planner p = {d, ts};
    endpoints_listed(page, plan_listed, &p);
    choice_unknown_profiles(o, plan_unlisted, ts->run);
    if (d->nbeyond) {
        d->index->status = BUNDLE_PARTIAL;
        snprintf(d->index->reason, sizeof d->index->reason,
                 "of the profiles that only this program has, the first %d are collected: it lists "
                 "%zu more",
                 EXTRA_PROFILES_MAX, d->nbeyond);
        run_log(ts->run, "go.index: %s", d->index->reason);
    }
    if (d->nrefused)
        run_log(ts->run, "go.index: %zu listed names are not usable as profile names", d->nrefused);
}

static const struct task *task_of(const struct tasks *ts, const struct artifact *a)
{
    for (size_t i = 0; i < ts->count; i++)
        if (ts->item[i].artifact == a)
            return &ts->item[i];
    return NULL;
}

static void adopt(struct discover *d, struct tasks *ts, struct artifact *found, struct slice page)
{
    const struct task *t = task_of(ts, found);
    struct artifact *index = d->index;
    char path[sizeof index->path];
    memcpy(path, index->path, sizeof path);
    *index = *found;
    memcpy(index->path, path, sizeof path);
    found->fd = -1;
    free(ts->run->url);
    free(ts->run->unix_path);
    ts->run->url = strdup(t->url);
    ts->run->unix_path = t->unix_path ? strdup(t->unix_path) : NULL;
    ts->run->url_is_inside = d->view.inside;
    d->settled = true;
    run_log(ts->run, "pprof found: %s", index->source);
    if (!ts->run->url)
        return;
    goroutine_count_tell(&ts->goroutines, ts, page, index->end_s - index->start_s);
    plan_profiles(d, ts, page);
}

/* What the candidates said, taken together. */
struct answers {
    const struct artifact *tell;   /* whose answer tells most */
    const struct artifact *silent; /* one that gave no answer in time */
    size_t nsilent;
};

static struct answers candidate_answers(const struct discover *d)
{
    struct answers ret = {0};
    for (size_t i = 0; i < d->count; i++) {
        const struct artifact *c = &d->candidate[i];
        if (!ret.tell || c->http_status > ret.tell->http_status)
            ret.tell = c;
        if (c->status == BUNDLE_TIMEOUT && c->http_status == 0) {
            ret.silent = c;
            ret.nsilent++;
        }
    }
    return ret;
}

/* An answer that is no index: what it may be instead. */
static const char *guess_page(const struct artifact *a)
{
    AUTO_SBUF struct sbuf page;
    sbuf_init(&page, LIMIT_HTTP_PAGE);
    tasks_read_spool(a->fd, &page);
    if (slice_find(sbuf_view(&page), SLICE("password")) != SIZE_MAX)
        return "the server answers with a login page: --header 'Cookie: NAME=VALUE' sends its "
               "cookie";
    return "the server answers, but not with a pprof index; if that is below a path, give it: "
           "http://HOST:PORT/PATH";
}

static void copy_answer(struct artifact *a, const struct artifact *from, enum bundle_status status)
{
    a->status = status;
    a->http_status = from->http_status;
    snprintf(a->reason, sizeof a->reason, "%s",
             from->http_status == 404
                 ? "HTTP 404: no pprof index there; if it is below a path, give that: "
                   "http://HOST:PORT/PATH"
             : from->reason[0] ? from->reason
                               : guess_page(from));
    snprintf(a->source, sizeof a->source, "%s", from->source);
}

/* The user named an address: not finding pprof there is a gap. */
static void explain_given(struct artifact *a, const struct artifact *tell)
{
    bool refused = tell->status != BUNDLE_OK && tell->status != BUNDLE_UNSUPPORTED;
    copy_answer(a, tell, refused ? tell->status : BUNDLE_FAILED);
}

static void explain_listeners(const struct discover *d, struct artifact *a)
{
    struct answers said = candidate_answers(d);
    const char *plural = d->count == 1 ? "" : "es";
    if (said.tell->http_status == 401 || said.tell->http_status == 403) {
        copy_answer(a, said.tell, BUNDLE_DENIED);
    } else if (said.nsilent) {
        /* no answer is not "no server": a program that hangs or is stopped looks like this */
        copy_answer(a, said.silent, BUNDLE_TIMEOUT);
        snprintf(a->reason, sizeof a->reason,
                 "it listens on %zu address%s: %zu gave no answer, no other one a pprof index",
                 d->count, plural, said.nsilent);
    } else if (d->count == CANDIDATES_MAX) {
        a->status = BUNDLE_FAILED; /* those that were not asked may be one */
        snprintf(a->reason, sizeof a->reason,
                 "it listens on very many addresses, and none of the first %zu is a pprof server; "
                 "--pprof URL names one",
                 d->count);
    } else {
        snprintf(a->reason, sizeof a->reason, "it listens on %zu address%s, none is a pprof server",
                 d->count, plural);
    }
}

static bool listens(const struct target *t)
{
    AUTO_FREE struct listener *found = calloc(LISTENERS_MAX, sizeof *found);
    bool foreign, blind;
    return found && listeners_of(t, found, &foreign, &blind) > 0;
}

/* Who was named by a script, a supervisor or sudo is not who does the work. */
static void name_listening_child(const struct run *r, struct artifact *a)
{
    enum { LOOKED_AT = 100 };
    AUTO_RELATIVES struct relatives all;
    size_t looked = 0, len = strlen(a->reason);
    bool found = false;
    if (relatives_find(r->target->rootfd, r->target->pid, &all) != 0)
        return;
    for (size_t i = 0; i < all.count && !found && looked < LOOKED_AT; i++) {
        enum relation is = all.item[i].relation;
        struct target child;
        struct error err = {0};
        if ((is != RELATION_CHILD && is != RELATION_DESCENDANT) || ++looked > LOOKED_AT ||
            target_open(&child, (pid_t)all.item[i].pid, &err) != STATUS_OK)
            continue;
        found = listens(&child);
        if (found)
            snprintf(a->reason + len, sizeof a->reason - len,
                     "; but %s, PID %ld, which it has started, listens: collect that one",
                     child.name, (long)child.pid);
        target_close(&child);
    }
    for (char *c = a->reason + len; *c; c++) /* a name may hold any byte */
        if (*c < ' ' || *c > '~')
            *c = '?';
}

static void explain_absence(struct discover *d, const struct run *r)
{
    struct artifact *a = d->index;
    a->status = BUNDLE_UNSUPPORTED;
    if (r->url && d->count) {
        explain_given(a, candidate_answers(d).tell);
    } else if (d->view.foreign) {
        a->status = BUNDLE_FAILED;
        snprintf(a->reason, sizeof a->reason,
                 "the process is in another network namespace: sudo collect goes there, or run it "
                 "inside");
    } else if (d->view.blind) {
        a->status = BUNDLE_DENIED;
        snprintf(
            a->reason, sizeof a->reason,
            "its descriptors may not be read, so its server is unknown; use sudo or --pprof URL");
    } else if (!d->count) {
        snprintf(a->reason, sizeof a->reason,
                 "the process listens nowhere, so it has no pprof server");
        if (r->target->pid)
            name_listening_child(r, a);
    } else {
        explain_listeners(d, a);
    }
}

void discover_step(struct discover *d, struct tasks *ts)
{
    bool waiting = false;
    for (size_t i = 0; i < d->count && !d->settled; i++) {
        struct artifact *a = &d->candidate[i];
        const struct task *t = task_of(ts, a);
        if (t->state != TASK_DONE) {
            waiting = true;
            continue;
        }
        AUTO_SBUF struct sbuf page;
        sbuf_init(&page, LIMIT_HTTP_PAGE);
        if (a->status == BUNDLE_OK || a->status == BUNDLE_TRUNCATED)
            tasks_read_spool(a->fd, &page);
        if (endpoints_is_index(sbuf_view(&page)))
            adopt(d, ts, a, sbuf_view(&page));
    }
    if (!d->settled && !waiting) {
        explain_absence(d, ts->run);
        run_log(ts->run, "go.index: %s", d->index->reason);
        d->settled = true;
    }
    for (size_t i = 0; i < d->count && d->settled; i++) {
        tasks_drop(ts, &d->candidate[i]);
        if (d->candidate[i].fd >= 0)
            close(d->candidate[i].fd);
        d->candidate[i].fd = -1;
    }
}
