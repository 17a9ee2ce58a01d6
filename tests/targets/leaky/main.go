// Command leaky is a program that leaks descriptors, goroutines and heap, at rates of your choice,
// and says on /counters how much it has leaked so far. It is what tests/demo examines, and what
// tests compare a report with.
//
//	leaky -fds 20 -goroutines 20 -heap 2M      per second, each
//	leaky -none                                leaks nothing
//	leaky -leak-after 45s                      leaks nothing at first
//	leaky -head-start 30s -hold                leaks 30 seconds' worth at once, then no more
//
// One line on stdout says where pprof listens: "listening http://127.0.0.1:PORT".
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"exhibit.example/targets/leaky/upkeep"
)

type options struct {
	rates     rates
	none      bool
	hold      bool
	headStart time.Duration
	after     time.Duration
	life      time.Duration
	listen    string
	dir       string
}

// byteSize is a flag value such as 512K, 2M or 1000000.
type byteSize int64

func (b *byteSize) String() string { return strconv.FormatInt(int64(*b), 10) }

func (b *byteSize) Set(text string) error {
	unit := int64(1)
	switch {
	case strings.HasSuffix(text, "K"):
		unit = 1 << 10
	case strings.HasSuffix(text, "M"):
		unit = 1 << 20
	}
	n, err := strconv.ParseInt(strings.TrimRight(text, "KM"), 10, 32)
	if err != nil || n < 0 {
		return errors.New("want a number of bytes such as 512K or 2M")
	}
	*b = byteSize(n * unit)
	return nil
}

func parseOptions() options {
	o := options{rates: rates{heap: 2 << 20}}
	flag.Int64Var(&o.rates.fds, "fds", 20, "descriptors to leak per `second`")
	flag.Int64Var(&o.rates.goroutines, "goroutines", 20, "goroutines to leak per `second`")
	flag.Var((*byteSize)(&o.rates.heap), "heap", "heap to leak per second, in `bytes` (K, M)")
	flag.BoolVar(&o.none, "none", false, "leak nothing at all")
	flag.DurationVar(&o.headStart, "head-start", 0, "leak this much `time`'s worth at once")
	flag.BoolVar(&o.hold, "hold", false, "leak no more after the head start")
	flag.DurationVar(&o.after, "leak-after", 0, "begin to leak after this `time`; /counters says when")
	flag.DurationVar(&o.life, "for", 10*time.Minute, "end after this `time`")
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0",
		"`address` of pprof: HOST:PORT, unix:PATH, or off")
	flag.StringVar(&o.dir, "dir", "", "`folder` for transcripts (a temporary one, removed at the end)")
	flag.IntVar(&runtime.MemProfileRate, "memprofilerate", runtime.MemProfileRate,
		"`bytes` between two samples of the heap profile")
	flag.Parse()
	if o.none {
		o.rates = rates{}
	}
	return o
}

func listen(where string) (net.Listener, string, error) {
	if path := strings.TrimPrefix(where, "unix:"); path != where {
		l, err := net.Listen("unix", path)
		return l, where, err
	}
	l, err := net.Listen("tcp", where)
	if err != nil {
		return nil, "", err
	}
	return l, "http://" + l.Addr().String(), nil
}

func serve(where string, leaks *leaks) error {
	if where == "off" {
		fmt.Println("listening nowhere")
		return nil
	}
	l, shown, err := listen(where)
	if err != nil {
		return err
	}
	http.HandleFunc("/counters", leaks.serveCounters)
	go serveForever(l)
	fmt.Println("listening " + shown)
	return nil
}

func serveForever(l net.Listener) {
	// The handlers of net/http/pprof are on the default mux.
	if err := http.Serve(l, nil); err != nil && !errors.Is(err, net.ErrClosed) {
		fmt.Fprintln(os.Stderr, "leaky:", err)
	}
}

func run(o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, o.life)
	defer cancel()

	dir := o.dir
	if dir == "" {
		made, err := os.MkdirTemp("", "leaky-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		dir = made
	}
	leaks, err := newLeaks(dir, o.rates)
	if err != nil {
		return err
	}
	leaks.upTo(o.headStart)
	runtime.GC() // a heap profile is that of the last collection but one:
	runtime.GC() // now it knows the head start
	if err := serve(o.listen, leaks); err != nil {
		return err
	}
	go upkeep.Run(ctx)
	if o.hold {
		<-ctx.Done()
		return nil
	}
	leaks.run(ctx, o.headStart, o.after)
	return nil
}

func main() {
	if err := run(parseOptions()); err != nil {
		fmt.Fprintln(os.Stderr, "leaky:", err)
		os.Exit(1)
	}
}
