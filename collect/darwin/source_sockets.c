/* The target's sockets, in the columns of every system. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "probe.h"
#include "sbuf.h"
#include "sockets.h"
#include "tsv.h"

enum { ROW_MAX = 64 * 1024 };

static void add_end(struct sbuf *b, const struct listener *l)
{
    char text[INET6_ADDRSTRLEN];
    int family = l->address_len == 4 ? AF_INET : AF_INET6;
    sbuf_addc(b, '\t');
    if (l->address_len == 0)
        tsv_add(b, slice_from(l->path));
    else if (inet_ntop(family, l->address, text, sizeof text))
        sbuf_addf(b, family == AF_INET ? "%s:%u" : "[%s]:%u", text, l->port);
}

/* dup() makes two descriptors of one socket: it is one row. */
static bool is_new(uint64_t *seen, size_t *count, uint64_t number)
{
    for (size_t i = *count; i > 0; i--) /* the copy mostly follows at once */
        if (seen[i - 1] == number)
            return false;
    seen[(*count)++] = number;
    return true;
}

enum bundle_status source_sockets(const struct source *self, const struct source_context *ctx,
                                  struct source_output *out)
{
    AUTO_LIST struct calls_list list;
    AUTO_SBUF struct sbuf line;
    (void)self;
    sbuf_init(&line, ROW_MAX);
    int sys = calls_fds(ctx->pid, &list);
    if (sys)
        return source_nothing(ctx, out, "descriptor table", sys);
    const struct proc_fdinfo *fds = list.item;
    uint64_t *seen = calloc(list.count + 1, sizeof *seen);
    size_t nseen = 0, other = 0;
    if (!seen)
        return source_failed(out, "sockets", ENOMEM);
    source_write(out, SLICE(BUNDLE_COLUMNS_SOCKETS "\n"));
    for (size_t i = 0; i < list.count && !out->full && !out->sys; i++) {
        struct socket_fdinfo info;
        struct socket_facts s;
        if (fds[i].proc_fdtype != PROX_FDTYPE_SOCKET ||
            calls_fd(ctx->pid, fds[i].proc_fd, PROC_PIDFDSOCKETINFO, &info, sizeof info) != 0)
            continue;
        sockets_facts(&info, &s);
        if (!is_new(seen, &nseen, s.number))
            continue;
        if (!s.proto) {
            other++;
            continue;
        }
        sbuf_clear(&line);
        sbuf_addf(&line, "%llu\t%s\t%s\t%u\t%u", (unsigned long long)s.number, s.proto, s.state,
                  s.rx, s.tx);
        add_end(&line, &s.local);
        add_end(&line, &s.remote);
        sbuf_addc(&line, '\n');
        source_write(out, sbuf_view(&line));
    }
    free(seen);
    if (other)
        snprintf(out->reason, sizeof out->reason, "%zu sockets of other families are left out",
                 other);
    return probe_settle(ctx, out, list.cut ? BUNDLE_TRUNCATED : BUNDLE_OK);
}
