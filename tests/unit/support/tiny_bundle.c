#include "tiny_bundle.h"

#include <string.h>

#include "limits_input.h"
#include "sbuf.h"

struct bundle_member *tiny_add(struct tiny *t, const char *name, struct slice text)
{
    struct bundle_member *m = ARENA_PUSH(t->arena, t->members, t->bundle.count, t->cap);

    *m = (struct bundle_member){.name = slice_from(name), .data = arena_copy(t->arena, text)};
    t->bundle.members = t->members;
    t->bundle.unpacked += text.len;
    return m;
}

static int or_else(int value, int otherwise)
{
    return value ? value : otherwise;
}

static void add_json(struct tiny *t, const struct world *w)
{
    struct slice watch =
        w->occasion ? arena_printf(t->arena, "\"watch\":{\"occasion\":\"%s\"},", w->occasion)
                    : (struct slice){0};
    struct slice header = arena_printf(
        t->arena,
        "{\"format\":\"exhibit-bundle/1\",\"tool\":{\"name\":\"collect\",\"version\":\"0.1.0\"},"
        "\"target\":{\"name\":\"%s\",\"pid\":%d,\"start_ticks\":%d},"
        "\"host\":{\"name\":\"host-1\",\"system\":\"Linux\"},"
        "\"clocks\":{\"utc_ns\":%lld,\"boottime_ns\":%lld,\"boot_id\":\"%s\","
        "\"clock_ticks_per_second\":100,\"page_size\":4096},%.*s"
        "\"plan\":[\"process.status\",\"files.fd\",\"go.goroutine.debug2\",\"process.limits\"]}",
        w->name ? w->name : "tiny", or_else(w->pid, 4711), or_else(w->start_ticks, 5000),
        1795404197000000000LL + 1000000000LL * or_else(w->second, 1000),
        1000000000LL * or_else(w->second, 1000), w->boot_id ? w->boot_id : "boot-1",
        SLICE_ARG(watch));

    tiny_add(t, "00-bundle.json", header);
    if (!w->no_manifest)
        tiny_add(
            t, "manifest.json",
            arena_printf(t->arena,
                         "{\"format\":\"exhibit-bundle/1\",\"duration_s\":10,"
                         "\"target_cpu_s\":{\"before\":100,\"after\":%d},\"artifacts\":["
                         "{\"id\":\"process.status\",\"path\":\"10-process/status\","
                         "\"status\":\"ok\",\"start_s\":0.1,\"end_s\":0.2},"
                         "{\"id\":\"process.limits\",\"path\":\"10-process/limits\","
                         "\"status\":\"ok\",\"start_s\":0.1,\"end_s\":0.2},"
                         "{\"id\":\"go.goroutine.debug2\",\"path\":\"\","
                         "\"status\":\"skipped\",\"reason\":\"--skip\"},"
                         "{\"id\":\"files.fd\",\"path\":\"30-files/fd.tsv\",\"status\":\"ok\"}]}",
                         100 + w->cpu_tenths_now));
}

static void add_process(struct tiny *t, const struct world *w)
{
    struct arena *a = t->arena;

    tiny_add(t, "10-process/status",
             arena_printf(a,
                          "Name:\ttiny\nState:\tS (sleeping)\nPid:\t%d\nVmRSS:\t%d kB\n"
                          "VmSwap:\t%d kB\nRssAnon:\t%d kB\nRssFile:\t1024 kB\nRssShmem:\t%d kB\n"
                          "Threads:\t%d\n",
                          or_else(w->pid, 4711), or_else(w->rss_mib, 40) * 1024, w->swap_mib * 1024,
                          (or_else(w->rss_mib, 40) - 1 - w->shmem_mib) * 1024, w->shmem_mib * 1024,
                          or_else(w->threads, 8)));
    tiny_add(t, "10-process/stat",
             arena_printf(a,
                          "%d (tiny) S 1 1 1 0 -1 0 0 0 0 0 %d 0 0 0 20 0 %d 0 %d 1000000 1000 "
                          "18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n",
                          or_else(w->pid, 4711), w->cpu_seconds * 100, or_else(w->threads, 8),
                          or_else(w->start_ticks, 5000)));
    tiny_add(t, "10-process/limits",
             arena_printf(a,
                          "Limit                     Soft Limit           Hard Limit           "
                          "Units     \n"
                          "Max open files            %-20d %-20d files     \n",
                          or_else(w->fd_limit, 20000), 1048576));
}

static void add_threads(struct tiny *t, const struct world *w)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, "tid\tname\tstate\tutime\tstime\tprocessor\tstarttime\twchan\tsyscall\trun_ns\t"
                  "wait_ns\n");
    for (int i = 0; i < or_else(w->threads, 8); i++)
        sbuf_addf(&b, "%d\ttiny\t%s\t0\t0\t0\t5000\t%s\t202\t1\t1\n", 4711 + i,
                  i < w->blocked_threads ? "D"
                  : w->thread_state      ? w->thread_state
                                         : "S",
                  i < w->blocked_threads ? "nfs_wait" : "futex_do_wait");
    tiny_add(t, "10-process/threads.tsv", sbuf_view(&b));
}

/* "/data/%d.db" and 7 -> "/data/7.db" */
static void add_numbered(struct sbuf *b, const char *path, int i)
{
    struct slice rest = slice_from(path);
    size_t at = slice_find(rest, SLICE("%d"));

    sbuf_add(b, slice_take(rest, at));
    if (at != SIZE_MAX) {
        sbuf_addf(b, "%d", i);
        sbuf_add(b, slice_drop(rest, at + 2));
    }
    sbuf_addc(b, '\n');
}

static void add_files(struct tiny *t, const struct world *w)
{
    AUTO_SBUF struct sbuf b;
    int fd = 0;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, "fd\ttype\tmode\tflags\tpos\tsize\tdev\tinode\tnlink\tdeleted\ttarget\n");
    for (; fd < 3; fd++)
        sbuf_addf(&b, "%d\tchr\trw\t02\t0\t\t0:6\t3\t1\t0\t/dev/null\n", fd);
    for (int i = 0; i < w->files; i++)
        sbuf_addf(&b, "%d\tfile\tr\t0\t0\t9\t8:1\t%d\t1\t0\t/data/session-%d.jsonl\n", fd++,
                  1000 + i, 1000 + i);
    for (int i = 0; i < w->same_file; i++)
        sbuf_addf(&b, "%d\tfile\tr\t0\t0\t9\t8:1\t77\t1\t0\t/data/current.jsonl\n", fd++);
    for (int i = 0; i < w->database; i++)
        sbuf_addf(&b, "%d\tfile\trw\t0\t0\t9\t8:1\t78\t1\t0\t/data/store.db-wal\n", fd++);
    for (int i = 0; i < w->deleted; i++)
        sbuf_addf(&b, "%d\tfile\tw\t0\t0\t9\t8:1\t%d\t0\t1\t/data/log-%d\n", fd++, 5000 + i,
                  5000 + i);
    for (int i = 0; i < w->close_wait + w->ended; i++)
        sbuf_addf(&b, "%d\tsocket\trw\t02\t0\t\t0:8\t%d\t1\t0\tsocket:[%d]\n", fd++, 9000 + i,
                  9000 + i);
    for (int i = 0; i < w->clients; i++)
        sbuf_addf(&b, "%d\tsocket\trw\t02\t0\t\t0:8\t%d\t1\t0\tsocket:[%d]\n", fd++, 30000 + i,
                  30000 + i);
    for (int i = 0; i < w->paths; i++) {
        sbuf_addf(&b, "%d\tfile\tr\t0\t0\t9\t8:1\t%d\t1\t0\t", fd++,
                  strstr(w->path, "%d") ? 20000 + i : 20000);
        add_numbered(&b, w->path, i);
    }
    for (int i = 0; i < w->inotify; i++)
        sbuf_addf(&b, "%d\tinotify\tr\t0\t0\t\t0:e\t7\t1\t0\tanon_inode:inotify\n", fd++);
    for (int i = 0; i < w->kqueue; i++)
        sbuf_addf(&b, "%d\tkqueue\trw\t0\t0\t\t\t\t\t0\tkqueue\n", fd++);
    tiny_add(t, "30-files/fd.tsv", sbuf_view(&b));
    sbuf_clear(&b);
    sbuf_adds(&b, "inode\tproto\tstate\trx\ttx\tlocal\tremote\n");
    for (int i = 0; i < w->close_wait; i++)
        sbuf_addf(&b, "%d\ttcp\tCLOSE-WAIT\t1\t0\t10.0.0.1:%d\t10.0.0.2:443\n", 9000 + i,
                  40000 + i);
    if (w->clients)
        sbuf_adds(&b, "29999\ttcp\tLISTEN\t0\t0\t127.0.0.1:8080\t0.0.0.0:0\n");
    for (int i = 0; i < w->clients; i++)
        sbuf_addf(&b, "%d\ttcp\tESTAB\t0\t0\t127.0.0.1:8080\t127.0.0.1:%d\n", 30000 + i, 40000 + i);
    tiny_add(t, "30-files/sockets.tsv", sbuf_view(&b));
    if (w->watches)
        tiny_add(
            t, "30-files/fdinfo.tsv",
            arena_printf(t->arena, "fd\ttype\tcount\tdetail\n90\tinotify\t%d\t\n", w->watches));
}

/* ---- goroutines ---- */

static const struct kind {
    const char *state, *frames, *created;
} kinds[] = {
    {"chan receive", "main.wait(...)\n\t/src/main.go:40\nmain.watch()\n\t/src/main.go:31 +0x2c\n",
     "created by main.start\n\t/src/main.go:20 +0x1d\n"},
    {"IO wait",
     "internal/poll.runtime_pollWait(0x1, 0x72)\n\t/go/src/runtime/netpoll.go:305 +0x89\n"
     "net/http.(*connReader).Read(0x1)\n\t/go/src/net/http/server.go:786 +0x171\n"
     "net/http.(*conn).serve(0x1)\n\t/go/src/net/http/server.go:1991 +0x607\n",
     "created by net/http.(*Server).Serve\n\t/go/src/net/http/server.go:3102 +0x4db\n"},
    {"chan send",
     "main.handle(0x1)\n\t/src/handle.go:12 +0x33\n"
     "net/http.serverHandler.ServeHTTP(0x1)\n\t/go/src/net/http/server.go:2947 +0x30c\n"
     "net/http.(*conn).serve(0x1)\n\t/go/src/net/http/server.go:1991 +0x607\n",
     "created by net/http.(*Server).Serve\n\t/go/src/net/http/server.go:3102 +0x4db\n"},
    {"chan receive (nil chan)", "main.never()\n\t/src/main.go:60 +0x1f\n",
     "created by main.main\n\t/src/main.go:9 +0x1d\n"},
    {"sync.Mutex.Lock, 7 minutes",
     "sync.(*Mutex).Lock(...)\n\t/go/src/sync/mutex.go:90\nmain.update()\n\t/src/main.go:70 "
     "+0x1f\n",
     "created by main.main\n\t/src/main.go:10 +0x1d\n"},
    {"chan send", "main.report()\n\t/src/main.go:50 +0x2c\n",
     "created by main.start\n\t/src/main.go:22 +0x1d\n"},
};

static void add_kind(struct sbuf *b, const struct kind *k, int count, int first)
{
    for (int i = 0; i < count; i++)
        sbuf_addf(b, "goroutine %d [%s]:\n%s%s\n", first + i, k->state, k->frames, k->created);
}

static void add_stacked(struct sbuf *b, const struct stacked *s, int first)
{
    for (int i = 0; i < s->count; i++) {
        struct slice rest = slice_from(s->functions), function;
        sbuf_addf(b, "goroutine %d [%s]:\n", (s->first ? s->first : first) + i, s->state);
        while (slice_next_word(&rest, &function)) {
            sbuf_add(b, function);
            sbuf_adds(b, "(0x1)\n\t/src/file.go:10 +0x1\n");
        }
        sbuf_addf(b, "created by %s\n\t/src/file.go:20 +0x1\n\n", s->creator);
    }
}

static void add_dump(struct tiny *t, const struct world *w)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, 8 * MIB);
    sbuf_adds(&b, "goroutine 1 [select (no cases)]:\nmain.main()\n\t/src/main.go:12 +0x1f\n\n"
                  "goroutine 9 [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n"
                  "\t/go/src/runtime/pprof/pprof.go:692 +0x6a\n"
                  "net/http/pprof.handler.ServeHTTP({0x1, 0x2})\n"
                  "\t/go/src/net/http/pprof/pprof.go:253 +0x4a5\n"
                  "created by net/http.(*Server).Serve\n"
                  "\t/go/src/net/http/server.go:3102 +0x4db\n\n");
    add_kind(&b, &kinds[0], w->waiting, or_else(w->first_waiting, 1000));
    add_kind(&b, &kinds[1], w->idle, 200000 + w->second * 1000);
    add_kind(&b, &kinds[2], w->hanging, 300000);
    add_kind(&b, &kinds[3], w->nil_channel, 400000);
    add_kind(&b, &kinds[4], w->queue, 500000);
    add_kind(&b, &kinds[5], w->sending, 600000);
    for (int i = 0; i < STACKED_MOST; i++)
        add_stacked(&b, &w->stacked[i], 700000 + 50000 * i);
    if (w->dump)
        sbuf_adds(&b, w->dump);
    struct slice text = sbuf_view(&b);
    if (!w->no_dump)
        tiny_add(t, "40-go/goroutine-debug2.txt",
                 w->dump_cut ? slice_take(text, text.len / 2 + 7) : text);
}

static void add_counts(struct tiny *t, const struct world *w)
{
    tiny_add(t, "40-go/goroutine-debug1.txt",
             arena_printf(t->arena,
                          "goroutine profile: total %d\n"
                          "%d @ 0x1 0x2\n#\t0x1\tmain.wait+0x2\t/src/main.go:40\n"
                          "#\t0x2\tmain.watch+0x2c\t/src/main.go:31\n\n"
                          "1 @ 0x3\n#\t0x3\tmain.main+0x1f\t/src/main.go:12\n\n",
                          w->waiting + 1, w->waiting));
}

static void add_memstats(struct tiny *t, const struct world *w)
{
    const long long mib = 1048576;

    tiny_add(t, "40-go/heap-debug1.txt",
             arena_printf(t->arena,
                          "# runtime.MemStats\n# TotalAlloc = %lld\n# Sys = %lld\n"
                          "# HeapAlloc = %lld\n# HeapSys = %lld\n# HeapIdle = %lld\n"
                          "# HeapInuse = %lld\n# HeapReleased = 0\n# Stack = 65536 / 65536\n"
                          "# MSpan = 1000 / 2000\n# MCache = 1000 / 2000\n# BuckHashSys = 1000\n"
                          "# GCSys = 1000\n# OtherSys = 1000\n# NumGC = 5\n"
                          "# GCCPUFraction = 0.%02d\n",
                          w->total_alloc_gib * 1024LL * mib, or_else(w->heap_sys_mib, 32) * mib,
                          16 * mib, or_else(w->heap_sys_mib, 32) * mib, w->heap_idle_mib * mib,
                          16 * mib, w->gc_percent));
}

/* ---- what stands around it ---- */

static void add_family(struct tiny *t, const struct world *w)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, MIB);
    sbuf_adds(&b, "pid\trelation\tparent\tstate\tname\tage_s\tcpu_s\n"
                  "1\tparent\t0\tS\tinit\t1000\t1\n4711\tself\t1\tS\ttiny\t950\t1\n");
    for (int i = 0; i < w->children; i++)
        sbuf_addf(&b, "%d\tchild\t4711\tS\t%s\t%d.00\t0.10\n", 5000 + i, w->child, w->child_age);
    for (int i = 0; i < w->zombies; i++)
        sbuf_addf(&b, "%d\tchild\t4711\tZ\tsh\t1.00\t0.10\n", 6000 + i);
    tiny_add(t, "10-process/family.tsv", sbuf_view(&b));
    sbuf_clear(&b);
    sbuf_adds(&b, "inode\tkind\tmode\twaits\tpid\trelation\tname\tpath\n");
    if (w->lock)
        sbuf_addf(&b, "8\tPOSIX\twrite\t0\t900\tother\ttd\t%s\n", w->lock);
    tiny_add(t, "30-files/locks.tsv", sbuf_view(&b));
}

static void add_memory(struct tiny *t, const struct world *w)
{
    AUTO_SBUF struct sbuf b;

    sbuf_init(&b, 8 * MIB);
    for (int i = 0; i < w->regions; i++)
        sbuf_addf(&b, "%x000-%x000 rw-p 00000000 00:00 0 \n", 0x1000 + 2 * i, 0x1001 + 2 * i);
    if (w->regions)
        tiny_add(t, "20-memory/maps", sbuf_view(&b));
    if (w->regions_limit)
        tiny_add(t, "50-host/max_map_count", arena_printf(t->arena, "%d\n", w->regions_limit));
    if (w->started)
        tiny_add(t, "50-host/cpu.txt",
                 arena_printf(t->arena, "online_count\t2\nmodel\tA B\nstarted\t%d\n", w->started));
    if (w->lazyfree_mib)
        tiny_add(t, "20-memory/smaps_rollup",
                 arena_printf(t->arena,
                              "00400000-7ffd000 ---p 00000000 00:00 0 [rollup]\nRss: %d kB\n"
                              "LazyFree: %d kB\n",
                              w->rss_mib * 1024, w->lazyfree_mib * 1024));
    if (w->group_limit_percent || w->throttled_percent)
        tiny_add(t, "10-process/cgroup-files.txt",
                 arena_printf(t->arena,
                              "== v2 memory.current\n%d\n== v2 memory.max\n1000000\n"
                              "== v2 memory.events\nlow 0\nhigh 0\nmax 0\noom 0\noom_kill %d\n"
                              "== v2 cpu.stat\nusage_usec 9\nnr_periods 100\nnr_throttled %d\n"
                              "throttled_usec 9000000\n== v2 cpu.pressure\n"
                              "some avg10=0.00 avg60=%d.00 avg300=0.00 total=9\n",
                              w->group_limit_percent * 10000, w->oom_kills, w->throttled_percent,
                              w->cpu_pressure_percent));
    if (w->pressure_percent || w->cpu_pressure_percent)
        tiny_add(t, "50-host/pressure.txt",
                 arena_printf(t->arena,
                              "== cpu\nsome avg10=0.00 avg60=%d.00 avg300=0.00 total=9\n"
                              "== memory\nsome avg10=0.00 avg60=%d.00 avg300=0.00 total=9\n"
                              "full avg10=0.00 avg60=%d.00 avg300=0.00 total=9\n",
                              w->cpu_pressure_percent, w->pressure_percent, w->pressure_percent));
    if (w->children_cpu_tenths)
        tiny_add(t, "60-samples/samples.csv",
                 arena_printf(t->arena,
                              "elapsed_s,cpu_s,children_cpu_s\n0.0,1.0,0.0\n10.0,1.0,%d.0\n",
                              w->children_cpu_tenths));
}

void tiny_add_go(struct tiny *t, const struct world *w)
{
    add_dump(t, w);
    add_counts(t, w);
    add_memstats(t, w);
}

static void add_macos(struct tiny *t, const struct world *w)
{
    if (w->footprint_mib)
        tiny_add(t, "10-process/taskinfo.tsv",
                 arena_printf(t->arena, "key\tvalue\nfootprint_bytes\t%lld\n",
                              w->footprint_mib * 1048576LL));
    if (w->pressure)
        tiny_add(t, "50-host/sysctl.tsv",
                 arena_printf(t->arena, "key\tvalue\nkern.memorystatus_vm_pressure_level\t%d\n",
                              w->pressure));
}

/* Once a minute, with a little noise. */
static void add_watch(struct tiny *t, const struct world *w)
{
    enum { ROWS = 120 };
    struct slice log = arena_printf(t->arena, "time,%s\n", w->watched);
    for (int i = 0; i < ROWS; i++) {
        int grows = w->watched_all ? i : i > ROWS / 2 ? i - ROWS / 2 : 0;
        log = arena_printf(t->arena, "%.*s2026-11-23T%02d:%02d:00Z,%d\n", SLICE_ARG(log),
                           w->watched_hour + i / 60, i % 60,
                           w->watched_level + w->watched_growth * grows + i * 7 % 3);
    }
    tiny_add(t, "60-samples/watch.csv", log);
}

struct bundle tiny_world(struct arena *a, const struct world *w)
{
    struct tiny t = {.arena = a};

    t.bundle.top = SLICE("tiny-4711-20261123T022700Z");
    add_json(&t, w);
    add_process(&t, w);
    add_threads(&t, w);
    add_files(&t, w);
    add_macos(&t, w);
    add_family(&t, w);
    add_memory(&t, w);
    if (w->watched)
        add_watch(&t, w);
    if (w->module)
        tiny_add(&t, "40-go/buildinfo.txt",
                 arena_printf(a, "go\tgo1.26.1\npath\t%s/cmd/x\nmod\t%s\tv1.3.0\t\n", w->module,
                              w->module));
    if (w->other)
        tiny_add(&t, "40-go/buildinfo.txt", SLICE("elf\tsymbols\tyes\nelf\tgo\tno\n"));
    if (!w->not_go && (!w->other || w->dump)) { /* it may have a library of Go in it */
        add_dump(&t, w);
        add_counts(&t, w);
        add_memstats(&t, w);
    }
    return t.bundle;
}
