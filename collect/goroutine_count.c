#include "goroutine_count.h"

#include <sys/mman.h>
#include <unistd.h>

#include "clocks.h"
#include "endpoints.h"
#include "fileio.h"
#include "limits_input.h"
#include "platform.h"
#include "tasks.h"

static const double PERIOD_S = 1, SHARE = 0.05, DEADLINE_S = 2;
static const int64_t AGE_MOST_NS = 2000000000;

void goroutine_count_begin(struct goroutine_count *c)
{
    *c = (struct goroutine_count){.shared = platform_shared(sizeof *c->shared), .fd = -1};
}

void goroutine_count_done(struct goroutine_count *c)
{
    if (c->shared)
        munmap(c->shared, sizeof *c->shared);
    if (c->fd >= 0)
        close(c->fd);
    *c = (struct goroutine_count){.fd = -1};
}

void goroutine_count_tell(struct goroutine_count *c, const struct tasks *ts, struct slice page,
                          double seconds)
{
    uint64_t value;
    c->found = c->shared && endpoints_listed_count(page, "goroutine", &value);
    if (!c->found)
        return;
    c->shared->value = value;
    c->shared->at_ns = clock_ns(CLOCK_MONOTONIC);
    double pause = seconds / SHARE;
    c->next_at = run_seconds(ts->run) + (pause > PERIOD_S ? pause : PERIOD_S) - seconds;
}

static bool ask(struct goroutine_count *c, struct tasks *ts)
{
    const struct run *r = ts->run;
    struct error err = {0};
    if (c->fd < 0)
        c->fd = fileio_anonymous(r->spool_dir);
    if (c->fd < 0 || ftruncate(c->fd, 0) != 0 || lseek(c->fd, 0, SEEK_SET) != 0)
        return false;
    struct http_request q = {.url = r->url,
                             .unix_path = r->unix_path,
                             .fd = c->fd,
                             .ceiling = LIMIT_HTTP_PAGE,
                             .deadline = DEADLINE_S,
                             .owner = c};
    return http_start(ts->http, &q, &err) == STATUS_OK;
}

void goroutine_count_step(struct goroutine_count *c, struct tasks *ts)
{
    double now = run_seconds(ts->run);
    if (!c->found || !c->shared->wanted || c->asking || now < c->next_at)
        return;
    c->asked_at = now;
    c->found = !run_target_ended(ts->run) && ask(c, ts);
    c->asking = c->found;
}

void goroutine_count_take(struct goroutine_count *c, const struct tasks *ts,
                          const struct http_result *r)
{
    AUTO_SBUF struct sbuf page;
    sbuf_init(&page, LIMIT_HTTP_PAGE);
    if (r->status == BUNDLE_OK)
        tasks_read_spool(c->fd, &page);
    c->asking = false;
    goroutine_count_tell(c, ts, sbuf_view(&page), run_seconds(ts->run) - c->asked_at);
}

bool goroutine_number_get(const struct goroutine_number *n, uint64_t *value)
{
    int64_t at = n ? n->at_ns : 0;
    if (at == 0 || clock_ns(CLOCK_MONOTONIC) - at > AGE_MOST_NS)
        return false;
    *value = n->value;
    return true;
}
