#include "headroom.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "cleanup.h"
#include "limits_input.h"
#include "platform.h"

enum { PATIENCE_MS = 1000 };

/* What an artifact needs at most: of the target, which makes the answer, and of collect, which
 * reads it. Measured on programs with 10,000 goroutines, and doubled. The longest beginning of an
 * id decides. */
static const struct need {
    const char *begins;
    uint64_t target, own;
} needs[] = {
    {"go.goroutine", 8 * MIB, 4 * MIB},
    {"go.goroutine.debug2", 4 * MIB, 4 * MIB}, /* and more for each goroutine */
    {"go.heap", 16 * MIB, 4 * MIB},
    {"go.allocs", 16 * MIB, 4 * MIB},
    {"go.block", 8 * MIB, 4 * MIB},
    {"go.mutex", 8 * MIB, 4 * MIB},
    {"go.threadcreate", 4 * MIB, 4 * MIB},
    {"go.goroutineleak", 16 * MIB, 4 * MIB},
    {"go.cpu", 8 * MIB, 4 * MIB},
    {"go.trace", 32 * MIB, 4 * MIB},
    {"go.live.", 0, 32 * MIB},
    {"go.buildinfo", 0, 0},
    {"go.index", 0, 0},
    {"go.", 8 * MIB, 4 * MIB},
    {"memory.smaps", 0, 8 * MIB},
    {"memory.smaps_rollup", 0, 0},
    {"memory.pmap", 0, 16 * MIB},
    {"files.lsof", 0, 16 * MIB},
};
static const uint64_t STACK_TEXT = 1024; /* of one goroutine, where the target writes it */

static enum bundle_status look(const struct source *self, const struct source_context *ctx,
                               struct source_output *out)
{
    struct headrooms h;
    (void)self;
    headrooms_read(ctx->procfd, ctx->rootfd, &h);
    source_write(out, (struct slice){(unsigned char *)&h, sizeof h});
    return BUNDLE_OK;
}

void headrooms_look(int procfd, int rootfd, struct headrooms *ret)
{
    static const struct source s = {"headroom", look, "", sizeof *ret, 1, COST_NOTHING, false};
    const struct source_context ctx = {.procfd = procfd, .rootfd = rootfd};
    struct child_verdict verdict[SOURCE_OUTPUTS_MAX];
    struct error err = {0};
    struct child c;
    int ends[2];
    *ret = (struct headrooms){.shared = false};
    if (platform_pipe(ends) != 0)
        return;
    AUTO_FD int from = ends[0], to = ends[1];
    if (child_start(&c, &s, &ctx, &to, 1, &err) != STATUS_OK)
        return;
    struct pollfd over = {.fd = c.pipe, .events = POLLIN};
    if (poll(&over, 1, PATIENCE_MS) <= 0 || !child_finish(&c, verdict))
        child_kill(&c);
    else if (verdict[0].written != sizeof *ret || read(from, ret, sizeof *ret) != sizeof *ret)
        *ret = (struct headrooms){.shared = false};
}

static const struct need *need_of(const char *id)
{
    const struct need *best = NULL;
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        size_t n = strlen(needs[i].begins);
        if (strncmp(id, needs[i].begins, n) == 0 && (!best || n > strlen(best->begins)))
            best = &needs[i];
    }
    return best;
}

static bool fits(const struct headroom *h, uint64_t need, const char *whose, char *reason,
                 size_t size)
{
    if (!h->limited || need <= h->left)
        return true;
    snprintf(reason, size,
             "may need %llu MiB, and the control group of %s has %llu MiB left of %llu; "
             "--ignore-memory-limit asks all the same",
             (unsigned long long)(need / MIB), whose, (unsigned long long)(h->left / MIB),
             (unsigned long long)(h->limit / MIB));
    return false;
}

bool headrooms_allow(const struct headrooms *h, const char *id, uint64_t goroutines, char *reason,
                     size_t size)
{
    const struct need *need = need_of(id);
    if (!need)
        return true;
    uint64_t target = need->target, own = need->own;
    if (strcmp(id, "go.goroutine.debug2") == 0 && goroutines < LIMIT_HTTP_DUMP / STACK_TEXT)
        target += goroutines * STACK_TEXT;
    else if (strcmp(id, "go.goroutine.debug2") == 0)
        target += LIMIT_HTTP_DUMP; /* more than that the runtime does not write */
    target += h->shared ? own : 0;
    return (target == 0 || fits(&h->target, target, "the process", reason, size)) &&
           (own == 0 || fits(&h->own, h->shared ? target : own, "collect itself", reason, size));
}
