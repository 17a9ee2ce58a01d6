#include "sockets.h"

#include <stdlib.h>

#include "path_template.h"
#include "table.h"

static int by_inode(const void *left, const void *right)
{
    const struct socket_row *x = left, *y = right;

    return x->inode < y->inode ? -1 : x->inode > y->inode;
}

static int by_value(const void *left, const void *right)
{
    const uint64_t *x = left, *y = right;

    return *x < *y ? -1 : *x > *y;
}

/* "127.0.0.1:8080", "[::1]:8080" -> 8080; false for "*", "" and paths. */
static bool port_of(struct slice address, uint64_t *port)
{
    size_t colon = slice_rfind_byte(address, ':');

    return colon != SIZE_MAX && slice_to_u64(slice_drop(address, colon + 1), port);
}

static void count_state(struct socket_totals *t, struct slice state)
{
    t->listen += slice_is(state, "LISTEN");
    t->established += slice_is(state, "ESTAB");
    t->close_wait += slice_is(state, "CLOSE-WAIT");
}

struct sockets sockets_read(struct input *in)
{
    static const char member[] = "30-files/sockets.tsv";
    struct sockets s = {0};
    struct socket_row *rows = NULL;
    uint64_t *ports = NULL;
    size_t cap = 0, ports_cap = 0;
    struct table t;

    if (!input_table(in, member, &t))
        return s;
    s.read = true;
    const size_t inode = table_find(&t, "inode"), state = table_find(&t, "state");
    const size_t proto = table_find(&t, "proto"), local = table_find(&t, "local");
    const size_t remote = table_find(&t, "remote");
    struct socket_totals *totals = ARENA_NEW(in->arena, struct socket_totals);
    while (table_next(&t)) {
        struct known_u64 number = table_cell_number(&t, inode);
        uint64_t port = 0;
        struct socket_row row = {number.value, table_cell(&t, proto), table_cell(&t, state),
                                 table_cell(&t, local), table_cell(&t, remote)};
        count_state(totals, row.state);
        if (slice_is(row.state, "LISTEN") && port_of(row.local, &port))
            *ARENA_PUSH(in->arena, ports, s.nlistening, ports_cap) = port;
        if (number.known)
            *ARENA_PUSH(in->arena, rows, s.count, cap) = row;
    }
    input_damage(in, member, t.skipped, "rows");
    if (s.count > 1)
        qsort(rows, s.count, sizeof *rows, by_inode);
    if (s.nlistening > 1)
        qsort(ports, s.nlistening, sizeof *ports, by_value);
    in->in.sockets = totals;
    s.rows = rows;
    s.listening = ports;
    return s;
}

static const struct socket_row *find(const struct sockets *s, struct slice target)
{
    struct socket_row key = {0};

    if (s->count == 0 || !slice_skip(&target, SLICE("socket:[")) || target.len == 0 ||
        !slice_to_u64(slice_take(target, target.len - 1), &key.inode))
        return NULL;
    return bsearch(&key, s->rows, s->count, sizeof key, by_inode);
}

struct slice sockets_template(struct arena *a, const struct sockets *s, struct slice target)
{
    const struct socket_row *row = find(s, target);
    uint64_t local = 0, remote = 0;

    if (!row)
        return s->read ? SLICE("socket in no table of tcp, udp or unix") : SLICE("socket");
    if (slice_is(row->proto, "unix")) {
        struct slice path = row->local.len > 0 ? row->local : row->remote;
        struct slice name = path.len > 0 ? path_template(a, path) : SLICE("without a name");
        return arena_printf(a, "unix %.*s %.*s", SLICE_ARG(row->state), SLICE_ARG(name));
    }
    bool has_local = port_of(row->local, &local), has_remote = port_of(row->remote, &remote);
    bool incoming = has_local && s->nlistening > 0 &&
                    bsearch(&local, s->listening, s->nlistening, sizeof local, by_value);
    if (incoming && slice_is(row->state, "LISTEN"))
        return arena_printf(a, "%.*s LISTEN on port %llu", SLICE_ARG(row->proto),
                            (unsigned long long)local);
    if (incoming)
        return arena_printf(a, "%.*s %.*s from clients of port %llu", SLICE_ARG(row->proto),
                            SLICE_ARG(row->state), (unsigned long long)local);
    if (has_remote && remote > 0)
        return arena_printf(a, "%.*s %.*s to port %llu", SLICE_ARG(row->proto),
                            SLICE_ARG(row->state), (unsigned long long)remote);
    return arena_printf(a, "%.*s %.*s", SLICE_ARG(row->proto), SLICE_ARG(row->state));
}
