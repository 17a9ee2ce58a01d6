#include "benign.h"

#include "go_symbol.h"

const char benign_file_watcher[] = "file watcher";

enum match { PREFIX, PART };

/* INSIDE_ALSO: the frame is a loop of the library that calls no code of the program but wrappers of
 * connections and listeners, so frames of the application inside of it do not matter. */
enum inside { INSIDE_NONE, INSIDE_ALSO };

/* Frames, innermost or not. What these functions do is in their sources. */
static const struct pattern {
    const char *name;
    enum match match;
    enum inside inside;
    struct slice text;
} patterns[] = {
    /* The collection that made this very bundle. */
    {"serves a profile", PREFIX, INSIDE_NONE, SLICE_INIT("net/http/pprof.")},
    {"serves a profile", PREFIX, INSIDE_NONE, SLICE_INIT("runtime/pprof.")},
    {"serves a profile", PREFIX, INSIDE_NONE, SLICE_INIT("runtime/trace.")},

    /* Standard library. */
    {"HTTP server, waits for a connection", PREFIX, INSIDE_ALSO,
     SLICE_INIT("net/http.(*Server).Serve")},
    {"HTTP server, waits for a request", PREFIX, INSIDE_ALSO, SLICE_INIT("net/http.(*conn).serve")},
    {"HTTP server, waits for a request", PREFIX, INSIDE_ALSO,
     SLICE_INIT("net/http.(*connReader).backgroundRead")},
    {"HTTP server, waits for a request", PREFIX, INSIDE_ALSO,
     SLICE_INIT("net/http.(*connReader).startBackgroundRead")},
    {"HTTP/2 server", PREFIX, INSIDE_ALSO, SLICE_INIT("net/http.(*http2serverConn).serve")},
    {"HTTP/2 server", PREFIX, INSIDE_ALSO, SLICE_INIT("net/http.(*http2serverConn).readFrames")},
    {"HTTP client connection", PREFIX, INSIDE_ALSO, SLICE_INIT("net/http.(*persistConn).readLoop")},
    {"HTTP client connection", PREFIX, INSIDE_ALSO,
     SLICE_INIT("net/http.(*persistConn).writeLoop")},
    {"HTTP/2 client connection", PREFIX, INSIDE_ALSO,
     SLICE_INIT("net/http.(*http2ClientConn).readLoop")},
    {"waits for a connection", PREFIX, INSIDE_NONE, SLICE_INIT("net.(*TCPListener).Accept")},
    {"waits for a connection", PREFIX, INSIDE_NONE, SLICE_INIT("net.(*UnixListener).Accept")},
    {"database pool", PREFIX, INSIDE_NONE, SLICE_INIT("database/sql.(*DB).connectionOpener")},
    {"database pool", PREFIX, INSIDE_NONE, SLICE_INIT("database/sql.(*DB).connectionResetter")},
    {"database pool", PREFIX, INSIDE_NONE, SLICE_INIT("database/sql.(*DB).connectionCleaner")},
    {"signal handling", PREFIX, INSIDE_NONE, SLICE_INIT("os/signal.loop")},
    {"signal handling", PREFIX, INSIDE_NONE, SLICE_INIT("os/signal.signal_recv")},
    {"signal handling", PREFIX, INSIDE_NONE, SLICE_INIT("os/signal.NotifyContext")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.ensureSigM")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.runfinq")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.runFinalizers")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.runCleanups")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.forcegchelper")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.bgsweep")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.bgscavenge")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.gcBgMarkWorker")},
    {"runtime", PREFIX, INSIDE_NONE, SLICE_INIT("runtime.timerproc")},
    {"test runner", PREFIX, INSIDE_NONE, SLICE_INIT("testing.(*T).Run")},

    /* Libraries that many programs use. */
    {"gRPC connection", PART, INSIDE_ALSO, SLICE_INIT("transport.(*controlBuffer).get")},
    {"gRPC connection", PART, INSIDE_ALSO, SLICE_INIT("transport.(*loopyWriter).run")},
    {"gRPC connection", PART, INSIDE_ALSO, SLICE_INIT("transport.(*http2Client).reader")},
    {"gRPC connection", PART, INSIDE_ALSO, SLICE_INIT("transport.(*http2Client).keepalive")},
    {"gRPC connection", PART, INSIDE_ALSO, SLICE_INIT("transport.(*http2Server).keepalive")},
    {"gRPC connection", PART, INSIDE_ALSO, SLICE_INIT("transport.(*http2Server).HandleStreams")},
    {"gRPC connection", PREFIX, INSIDE_NONE,
     SLICE_INIT("google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run")},
    {"HTTP/2 client connection", PREFIX, INSIDE_ALSO,
     SLICE_INIT("golang.org/x/net/http2.(*ClientConn).readLoop")},
    {"HTTP/2 server", PREFIX, INSIDE_ALSO,
     SLICE_INIT("golang.org/x/net/http2.(*serverConn).serve")},
    {benign_file_watcher, PART, INSIDE_NONE, SLICE_INIT("fsnotify.(*inotify).readEvents")},
    {benign_file_watcher, PART, INSIDE_NONE, SLICE_INIT("fsnotify.(*kqueue).readEvents")},
    {benign_file_watcher, PART, INSIDE_NONE, SLICE_INIT("fsnotify.(*Watcher).readEvents")},
    {"statistics worker", PREFIX, INSIDE_NONE,
     SLICE_INIT("go.opencensus.io/stats/view.(*worker).start")},
    {"log writer", PART, INSIDE_NONE, SLICE_INIT(".flushDaemon")},
    {"log writer", PART, INSIDE_NONE, SLICE_INIT("lumberjack.v2.(*Logger).millRun")},

    /* Terminal programs: one listener per source of messages, one timer per tick. */
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT("bubbletea/v2.Tick.func")},
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT("bubbletea.Tick.func")},
    {"terminal program", PART, INSIDE_NONE,
     SLICE_INIT("bubbletea/v2.(*Program).handleCommands.func")},
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT("bubbletea.(*Program).handleCommands.func")},
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT(".(*Program).startRenderer.func")},
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT(".(*Program).listenForResize")},
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT(".(*Program).handleSignals")},
    {"terminal program", PART, INSIDE_NONE, SLICE_INIT(".(*Program).readLoop")},
    {"message listener", PART, INSIDE_NONE, SLICE_INIT("/livewatch.Listen.func")},
    {"message listener", PART, INSIDE_NONE, SLICE_INIT(".listenForWatchEvents.func")},
    {"message listener", PART, INSIDE_NONE, SLICE_INIT(".listenForAdapterBatch")},
    {"message listener", PART, INSIDE_NONE, SLICE_INIT(".listenForCoalescedRefresh")},
    {"message listener", PART, INSIDE_NONE, SLICE_INIT(".listenForUIRequests.func")},
    {"message listener", PART, INSIDE_NONE, SLICE_INIT(".listenForShellManifestChanges.func")},
    {"cache cleaner", PART, INSIDE_NONE, SLICE_INIT(".(*paneCache).startCleanupLoop.func")},
    {"terminal writer", PART, INSIDE_NONE, SLICE_INIT(".(*sendQueue).run")},
    {"terminal writer", PART, INSIDE_NONE, SLICE_INIT(".(*replyDrain).run")},
};

static bool matches(const struct pattern *p, struct slice function)
{
    if (p->match == PREFIX)
        return slice_has_prefix(function, p->text);
    return slice_find(function, p->text) != SIZE_MAX;
}

/* From here inwards a server runs code of the program. */
static bool is_handler_call(struct slice function)
{
    return slice_has_prefix(function, SLICE("net/http.serverHandler.ServeHTTP")) ||
           slice_has_prefix(function, SLICE("net/http.HandlerFunc.ServeHTTP")) ||
           slice_has_prefix(function, SLICE("net/http.(*http2serverConn).runHandler"));
}

const char *benign_name(const struct goroutine_group *g)
{
    bool application = false;

    for (size_t i = 0; i < g->nframes; i++) {
        struct slice function = g->frames[i].function;
        for (size_t k = 0; k < sizeof patterns / sizeof patterns[0]; k++)
            if (matches(&patterns[k], function) &&
                (!application || patterns[k].inside == INSIDE_ALSO))
                return patterns[k].name;
        if (is_handler_call(function))
            return NULL;
        application = application || go_symbol_is_application(function);
    }
    return NULL;
}
