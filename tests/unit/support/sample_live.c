#include "sample_live.h"

/* What a bundle says, or what a hostile one would say in its place. */
static struct slice said(const struct sample *s, const char *text)
{
    return s->hostile ? *s->hostile : slice_from(text);
}

void sample_fill_crosschecks(struct sample *s)
{
    struct crosscheck *c = ARENA_ARRAY(s->arena, struct crosscheck, 2);
    c[0] = (struct crosscheck){
        .what = "goroutines",
        .unit = UNIT_COUNT,
        .member = {"40-go/live-goroutines.txt", "40-go/goroutine-debug2.txt"},
        .value = {{true, 1224}, {true, 1221}},
        .apart_s = {true, 1.25},
        .result = CROSSCHECK_EXPLAINED,
        .why = said(s, "by their numbers, 5 ended and 2 were started in between")};
    c[1] = (struct crosscheck){.what = "heap profile: in use",
                               .unit = UNIT_BYTES,
                               .side = (int)s->nsides - 1,
                               .member = {"40-go/live-heap.pb.gz", "40-go/heap.pb.gz"},
                               .value = {{true, 431e6}, {true, 452e6}},
                               .result = CROSSCHECK_DIFFERS,
                               .why = said(s, "there was no collection in between")};
    s->model.crosschecks = c;
    s->model.ncrosschecks = 2;
}

void sample_fill_channels(struct sample *s, struct goroutine_group *g)
{
    struct channel *c = ARENA_ARRAY(s->arena, struct channel, 2);
    c[0] = (struct channel){.address = said(s, "0xc000482060"),
                            .looked_for = true,
                            .type = said(s, "chan watch.event"),
                            .length = {true, 16},
                            .capacity = {true, 16},
                            .waiters = 1190,
                            .alike = 649,
                            .sending = 1190,
                            .where = said(s, "watch.(*Tailer).run")};
    c[1] = (struct channel){.address = said(s, "0xc00011e0c0"),
                            .type = said(s, "chan struct {}"),
                            .length = {true, 0},
                            .capacity = {true, 0},
                            .closed = true,
                            .waiters = 3,
                            .alike = 1,
                            .receiving = 2,
                            .selecting = 1,
                            .where = said(s, "main.serve"),
                            .others = 2,
                            .other = 18,
                            .other_where = said(s, "main.(*pool).stop"),
                            .other_state = said(s, "sync.WaitGroup.Wait")};
    g->on_channels = 1190;
    g->channels = 1;
    g->on_channel = 1190;
    g->channel = &c[0];
    s->model.channels = c;
    s->model.nchannels = 1840;
    s->model.nchannels_alike = 2;
    s->model.nchannels_known = 650;
}

void sample_fill_syscalls(struct sample *s)
{
    struct syscall_wait *w = ARENA_ARRAY(s->arena, struct syscall_wait, 2);
    w[0] = (struct syscall_wait){.number = {true, 0},
                                 .name = said(s, "read"),
                                 .goroutines = 3,
                                 .threads = 2,
                                 .blocked = 1,
                                 .wchan = said(s, "nfs_wait_bit_killable"),
                                 .in_wchan = 1,
                                 .where = said(s, "main.load"),
                                 .minutes = {true, 4}};
    w[1] = (struct syscall_wait){.name = said(s, "runtime.cgocall"),
                                 .function = said(s, "runtime.cgocall"),
                                 .goroutines = 1,
                                 .where = said(s, "main.decode")};
    s->model.syscalls = w;
    s->model.nsyscalls = 2;
    s->model.has_thread_calls = true;
}

void sample_fill_pipes(struct sample *s)
{
    struct pipe_peer *p = ARENA_ARRAY(s->arena, struct pipe_peer, 2);
    p[0] = (struct pipe_peer){said(s, "child"), said(s, "git"), 12, 4, 8};
    p[1] = (struct pipe_peer){said(s, "parent"), said(s, "sh"), 1, 0, 1};
    s->model.pipes =
        (struct pipe_totals){.total = 15,
                             .inside = 1,
                             .nobody_reads = 1,
                             .nobody_writes = 2,
                             .unseen = said(s, "processes that may not be looked into: 3")};
    s->model.pipe_peers = p;
    s->model.npipe_peers = 2;
    for (size_t side = 0; side < s->nsides; side++) {
        s->model.identity[side].namespaces_known = true;
        s->model.identity[side].own_namespaces = said(s, "mnt, net, pid");
    }
}
