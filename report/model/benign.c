#include "benign.h"

#include "go_symbol.h"

enum match { PREFIX, PART };

/* Frames, innermost or not. Facts about the programs named here are in their sources. */
static const struct pattern {
    const char *name;
    enum match match;
    struct slice text;
} patterns[] = {
    /* The collection that made this very bundle. */
    {"serves a profile", PREFIX, SLICE_INIT("net/http/pprof.")},
    {"serves a profile", PREFIX, SLICE_INIT("runtime/pprof.")},
    {"serves a profile", PREFIX, SLICE_INIT("runtime/trace.")},

    /* Standard library. */
    {"HTTP server, waits for a connection", PREFIX, SLICE_INIT("net/http.(*Server).Serve")},
    {"HTTP server, waits for a request", PREFIX, SLICE_INIT("net/http.(*conn).serve")},
    {"HTTP server, waits for a request", PREFIX,
     SLICE_INIT("net/http.(*connReader).backgroundRead")},
    {"HTTP/2 server", PREFIX, SLICE_INIT("net/http.(*http2serverConn).")},
    {"HTTP client connection", PREFIX, SLICE_INIT("net/http.(*persistConn).readLoop")},
    {"HTTP client connection", PREFIX, SLICE_INIT("net/http.(*persistConn).writeLoop")},
    {"HTTP/2 client connection", PREFIX, SLICE_INIT("net/http.(*http2clientConnReadLoop).")},
    {"waits for a connection", PREFIX, SLICE_INIT("net.(*TCPListener).Accept")},
    {"waits for a connection", PREFIX, SLICE_INIT("net.(*UnixListener).Accept")},
    {"database pool", PREFIX, SLICE_INIT("database/sql.(*DB).connectionOpener")},
    {"database pool", PREFIX, SLICE_INIT("database/sql.(*DB).connectionResetter")},
    {"database pool", PREFIX, SLICE_INIT("database/sql.(*DB).connectionCleaner")},
    {"signal handling", PREFIX, SLICE_INIT("os/signal.loop")},
    {"signal handling", PREFIX, SLICE_INIT("os/signal.signal_recv")},
    {"signal handling", PREFIX, SLICE_INIT("os/signal.NotifyContext")},
    {"runtime", PREFIX, SLICE_INIT("runtime.ensureSigM")},
    {"runtime", PREFIX, SLICE_INIT("runtime.runfinq")},
    {"runtime", PREFIX, SLICE_INIT("runtime.runFinalizers")},
    {"runtime", PREFIX, SLICE_INIT("runtime.runCleanups")},
    {"runtime", PREFIX, SLICE_INIT("runtime.forcegchelper")},
    {"runtime", PREFIX, SLICE_INIT("runtime.bgsweep")},
    {"runtime", PREFIX, SLICE_INIT("runtime.bgscavenge")},
    {"runtime", PREFIX, SLICE_INIT("runtime.gcBgMarkWorker")},
    {"runtime", PREFIX, SLICE_INIT("runtime.timerproc")},
    {"test runner", PREFIX, SLICE_INIT("testing.(*T).Run")},

    /* Libraries that many programs use. */
    {"gRPC transport", PREFIX, SLICE_INIT("google.golang.org/grpc/internal/transport.")},
    {"gRPC connection", PART, SLICE_INIT("google.golang.org/grpc.(*ccBalancerWrapper).")},
    {"gRPC connection", PREFIX, SLICE_INIT("google.golang.org/grpc/internal/grpcsync.")},
    {"HTTP/2 client connection", PREFIX,
     SLICE_INIT("golang.org/x/net/http2.(*clientConnReadLoop).")},
    {"HTTP/2 server", PREFIX, SLICE_INIT("golang.org/x/net/http2.(*serverConn).")},
    {"file watcher", PREFIX, SLICE_INIT("github.com/fsnotify/fsnotify.")},
    {"statistics worker", PREFIX, SLICE_INIT("go.opencensus.io/stats/view.(*worker).start")},
    {"log writer", PART, SLICE_INIT(".(*loggingT).flushDaemon")},
    {"log writer", PREFIX, SLICE_INIT("k8s.io/klog")},
    {"log writer", PREFIX, SLICE_INIT("gopkg.in/natefinch/lumberjack")},

    /* Terminal programs: one listener per source of messages, one timer per tick. */
    {"terminal program", PART, SLICE_INIT("bubbletea/v2.Tick.func")},
    {"terminal program", PART, SLICE_INIT("bubbletea.Tick.func")},
    {"terminal program", PART, SLICE_INIT("bubbletea/v2.(*Program).handleCommands.func")},
    {"terminal program", PART, SLICE_INIT("bubbletea.(*Program).handleCommands.func")},
    {"terminal program", PART, SLICE_INIT(".(*Program).startRenderer.func")},
    {"terminal program", PART, SLICE_INIT(".(*Program).listenForResize")},
    {"terminal program", PART, SLICE_INIT(".(*Program).handleSignals")},
    {"terminal program", PART, SLICE_INIT(".(*Program).readLoop")},
    {"message listener", PART, SLICE_INIT("/livewatch.Listen.func")},
    {"message listener", PART, SLICE_INIT(".listenForWatchEvents.func")},
    {"message listener", PART, SLICE_INIT(".listenForAdapterBatch")},
    {"message listener", PART, SLICE_INIT(".listenForCoalescedRefresh")},
    {"message listener", PART, SLICE_INIT(".listenForUIRequests.func")},
    {"message listener", PART, SLICE_INIT(".listenForShellManifestChanges.func")},
    {"cache cleaner", PART, SLICE_INIT(".(*paneCache).startCleanupLoop.func")},
    {"terminal writer", PART, SLICE_INIT(".(*sendQueue).run")},
    {"terminal writer", PART, SLICE_INIT(".(*replyDrain).run")},
};

static bool matches(const struct pattern *p, struct slice function)
{
    if (p->match == PREFIX)
        return slice_has_prefix(function, p->text);
    return slice_find(function, p->text) != SIZE_MAX;
}

const char *benign_name(const struct goroutine_group *g)
{
    for (size_t i = 0; i < g->nframes; i++) {
        for (size_t k = 0; k < sizeof patterns / sizeof patterns[0]; k++)
            if (matches(&patterns[k], g->frames[i].function))
                return patterns[k].name;
        if (go_symbol_is_application(g->frames[i].function))
            return NULL;
    }
    return NULL;
}
