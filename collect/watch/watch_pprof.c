#include "watch_pprof.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "clocks.h"
#include "fileio.h"
#include "http.h"
#include "limits_input.h"

enum { WAIT_MS = 50 };
static const double EVERY_S = 30, DEADLINE_S = 1.5;

static void put(struct sample *s, enum watch_column_id column, struct slice number)
{
    uint64_t value;
    if (slice_to_u64(slice_trim(number), &value))
        s->cell[column] = (struct sample_value){true, (double)value};
}

/* "goroutine profile: total 42\n42 @ 0x..." */
void watch_pprof_read_goroutines(struct slice text, struct sample *ret)
{
    struct slice line;
    if (slice_next_line(&text, &line) && slice_skip(&line, SLICE("goroutine profile: total ")))
        put(ret, WATCH_GOROUTINES, line);
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
    void (*read)(struct slice text, struct sample *ret);
} questions[] = {
    {"goroutine?debug=1", NULL, 64 * KIB, watch_pprof_read_goroutines},
    {"heap?debug=1", "# runtime.MemStats", 64 * MIB, watch_pprof_read_heap},
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

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
    /* of the first one only the head is wanted */
    bool whole = result.status == BUNDLE_OK || (result.status == BUNDLE_TRUNCATED && !q->tail_from);
    return whole && !result.html;
}

static bool open_http(struct watch_pprof *p, const struct run *r)
{
    struct error err = {0};
    if (!p->http)
        p->http = http_new();
    return p->http && (!r->access || http_set_access(p->http, r->access, &err) == STATUS_OK);
}

bool watch_pprof_take(struct watch_pprof *p, const struct run *r, struct sample *ret)
{
    static unsigned char text[HTTP_TAIL];
    double now = clock_seconds();
    if (!r->url || now < p->next_at || !open_http(p, r))
        return false;
    p->next_at = now + EVERY_S;
    p->answers = false;
    for (size_t i = 0; i < QUESTIONS; i++) {
        AUTO_FD int fd = fileio_anonymous(r->spool_dir);
        if (fd < 0 || !ask(p, r, &questions[i], fd))
            break;
        ssize_t n = pread(fd, text, sizeof text, 0);
        questions[i].read((struct slice){text, n > 0 ? (size_t)n : 0}, ret);
        p->answers = true;
    }
    return p->answers;
}
