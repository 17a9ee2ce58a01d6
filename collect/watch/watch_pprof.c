#include "watch_pprof.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "endpoints.h"
#include "fileio.h"
#include "http.h"
#include "limits_input.h"

enum { WAIT_MS = 50 };
static const double DEADLINE_S = 1.5, AFTER_FAILURE_S = 30;

static void put(struct sample *s, enum watch_column_id column, struct slice number)
{
    uint64_t value;
    if (slice_to_u64(slice_trim(number), &value))
        s->cell[column] = (struct sample_value){true, (double)value};
}

/* "<td>42</td><td><a href='goroutine?debug=1'>" */
void watch_pprof_read_index(struct slice text, struct sample *ret)
{
    uint64_t value;
    if (endpoints_listed_count(text, "goroutine", &value))
        ret->cell[WATCH_GOROUTINES] = (struct sample_value){true, (double)value};
}

/* "# HeapAlloc = 1234\n" */
void watch_pprof_read_heap(struct slice text, struct sample *ret)
{
    static const struct {
        const char *begin;
        enum watch_column_id column;
    } rows[] = {
        {"# HeapAlloc = ", WATCH_HEAP_ALLOC}, {"# HeapInuse = ", WATCH_HEAP_INUSE},
        {"# HeapIdle = ", WATCH_HEAP_IDLE},   {"# HeapReleased = ", WATCH_HEAP_RELEASED},
        {"# NumGC = ", WATCH_NUM_GC},
    };
    struct slice line;
    while (slice_next_line(&text, &line))
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            if (slice_skip(&line, slice_from(rows[i].begin)))
                put(ret, rows[i].column, line);
}

static const struct question {
    const char *path, *tail_from;
    uint64_t most; /* bytes of the answer */
    double every_s;
    void (*read)(struct slice text, struct sample *ret);
} questions[WATCH_QUESTIONS] = {
    {"", NULL, HTTP_TAIL, 1, watch_pprof_read_index},
    {"heap?debug=1", "# runtime.MemStats", 64 * MIB, 30, watch_pprof_read_heap},
};

void watch_pprof_done(struct watch_pprof *p)
{
    http_free(p->http);
    *p = (struct watch_pprof){.http = NULL};
}

static bool ask(struct watch_pprof *p, const struct run *r, const struct question *q, int fd)
{
    struct error err = {0};
    AUTO_FREE char *url = http_url_join(r->url, q->path);
    struct http_request request = {.url = url,
                                   .unix_path = r->unix_path,
                                   .fd = fd,
                                   .ceiling = q->most,
                                   .deadline = DEADLINE_S,
                                   .tail_from = q->tail_from,
                                   .owner = p};
    struct http_result result;
    if (!url || http_start(p->http, &request, &err) != STATUS_OK)
        return false;
    while (!http_take(p->http, &result))
        http_wait(p->http, NULL, 0, WAIT_MS);
    return result.status == BUNDLE_OK;
}

static bool open_http(struct watch_pprof *p, const struct run *r)
{
    struct error err = {0};
    if (!p->http)
        p->http = http_new();
    return p->http && (!r->access || http_set_access(p->http, r->access, &err) == STATUS_OK);
}

/* One question. False when there is no answer to it. */
static bool take(struct watch_pprof *p, const struct run *r, const struct question *q,
                 struct sample *ret)
{
    static unsigned char text[HTTP_TAIL];
    AUTO_FD int fd = fileio_anonymous(r->spool_dir);
    if (fd < 0 || !ask(p, r, q, fd))
        return false;
    ssize_t n = pread(fd, text, sizeof text, 0);
    q->read((struct slice){text, n > 0 ? (size_t)n : 0}, ret);
    return true;
}

void watch_pprof_take(struct watch_pprof *p, const struct run *r, struct sample *ret)
{
    double now = clock_seconds();
    if (!r->url || !open_http(p, r))
        return;
    for (size_t i = 0; i < WATCH_QUESTIONS; i++) {
        const struct question *q = &questions[i];
        if (now < p->next_at[i])
            continue;
        p->answers = take(p, r, q, ret);
        p->next_at[i] = now + (p->answers ? q->every_s : AFTER_FAILURE_S);
    }
}
