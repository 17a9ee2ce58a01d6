#include "pipes.h"

#include <stdlib.h>

#include "table.h"

static const char pipes_member[] = "30-files/pipes.tsv";

enum { PEERS_MOST = 256, OURS = 1, THEIRS = 2 };

/* One descriptor on a pipe. */
struct end {
    uint64_t inode, pid;
    struct slice relation, name;
    bool self, reads, writes;
};

static int by_pipe(const void *left, const void *right)
{
    const struct end *x = left, *y = right;

    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static struct end *read_ends(struct input *in, size_t *count)
{
    struct end *ends = NULL;
    size_t cap = 0;
    uint64_t bad = 0;
    struct table t;

    *count = 0;
    if (!input_table(in, pipes_member, &t))
        return NULL;
    const size_t inode = table_find(&t, "inode"), pid = table_find(&t, "pid");
    const size_t relation = table_find(&t, "relation"), name = table_find(&t, "name");
    const size_t mode = table_find(&t, "mode");
    while (table_next(&t)) {
        struct known_u64 pipe = table_cell_number(&t, inode), who = table_cell_number(&t, pid);
        struct slice how = table_cell(&t, mode), rel = table_cell(&t, relation);
        if (!pipe.known || !who.known) {
            bad++;
            continue;
        }
        *ARENA_PUSH(in->arena, ends, *count, cap) =
            (struct end){.inode = pipe.value,
                         .pid = who.value,
                         .relation = rel,
                         .name = table_cell(&t, name),
                         .self = slice_is(rel, "self"),
                         .reads = how.len == 0 || slice_find(how, SLICE("r")) != SIZE_MAX,
                         .writes = how.len == 0 || slice_find(how, SLICE("w")) != SIZE_MAX};
    }
    input_damage(in, pipes_member, t.skipped + bad, "rows");
    return ends;
}

/* NULL when there are more different ones than a table can show. */
static struct pipe_peer *peer_of(struct pipe_peer *peers, size_t *count, const struct end *e)
{
    for (size_t i = 0; i < *count; i++)
        if (slice_equal(peers[i].name, e->name) && slice_equal(peers[i].relation, e->relation))
            return &peers[i];
    if (*count == PEERS_MOST)
        return NULL;
    struct pipe_peer *p = &peers[(*count)++];
    *p = (struct pipe_peer){.relation = e->relation, .name = e->name};
    return p;
}

/* ends[0 .. count) are of one pipe. Of a process that has it twice only the first is counted. */
static void count_peers(struct pipe_peer *peers, size_t *npeers, const struct end *ends,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ends[i].self || (i > 0 && ends[i - 1].pid == ends[i].pid))
            continue;
        struct pipe_peer *p = peer_of(peers, npeers, &ends[i]);
        if (!p)
            continue;
        p->pipes++;
        for (size_t k = i; k < count && ends[k].pid == ends[i].pid; k++) {
            p->reads += ends[k].reads;
            p->writes += ends[k].writes;
        }
    }
}

static void count_pipe(struct pipe_totals *t, const struct end *ends, size_t count)
{
    unsigned read = 0, write = 0;

    for (size_t i = 0; i < count; i++) {
        read |= ends[i].reads ? (ends[i].self ? OURS : THEIRS) : 0u;
        write |= ends[i].writes ? (ends[i].self ? OURS : THEIRS) : 0u;
    }
    t->total++;
    t->inside += ((read | write) & THEIRS) == 0 && read && write;
    t->nobody_reads += read == 0;
    t->nobody_writes += write == 0;
}

static int by_pipes(const void *left, const void *right)
{
    const struct pipe_peer *x = left, *y = right;

    if (x->pipes != y->pipes)
        return x->pipes > y->pipes ? -1 : 1;
    int order = slice_compare(x->name, y->name);
    return order != 0 ? order : slice_compare(x->relation, y->relation);
}

/* What collect says about processes that it may not look into. */
static struct slice unseen(const struct input *in)
{
    const struct manifest_record *r = manifest_find(&in->manifest, "files.pipes");

    return r ? r->reason : SLICE("");
}

void pipes_build(struct arena *a, struct input *in, struct model *m)
{
    size_t count = 0;
    struct end *ends = read_ends(in, &count);
    struct pipe_peer *peers = ARENA_ARRAY(a, struct pipe_peer, PEERS_MOST);

    if (count == 0)
        return;
    qsort(ends, count, sizeof *ends, by_pipe);
    for (size_t i = 0, first = 0; i < count; i++) {
        if (i + 1 < count && ends[i + 1].inode == ends[first].inode)
            continue;
        count_pipe(&m->pipes, &ends[first], i + 1 - first);
        count_peers(peers, &m->npipe_peers, &ends[first], i + 1 - first);
        first = i + 1;
    }
    if (m->npipe_peers > 1)
        qsort(peers, m->npipe_peers, sizeof *peers, by_pipes);
    m->pipe_peers = peers;
    m->pipes.unseen = unseen(in);
}
