// Command zoo blocks goroutines in every way that Go knows, keeps heap of known size, and says what
// runtime.MemStats holds: what a reader of its memory finds is compared with what it says itself.
//
//	zoo -each 100                  100 goroutines of each kind, until it is told to end
//	zoo -churn 50 -garbage         goroutines are born and die, garbage is made all the time
//	zoo -spin                      one goroutine reads the clock: command "gap" says its longest wait
//
// Built with the tag pprof it also serves net/http/pprof; without, no profiling is linked in.
// One line on stdout says when everything stands: "listening ADDRESS" or "listening nowhere".
// Commands on stdin: gc, memstats, gap, goroutines, quit; one line of JSON answers each. The end of stdin
// ends nothing.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// serve is set where pprof is linked in: it listens and says where.
var serve func(where string) (string, error)

type options struct {
	each, deep, workers int
	nodes, maps, chunks int
	churn, collections  int
	garbage, spin       bool
	contention          bool
	listen              string
	life                time.Duration
}

func parseOptions() options {
	var o options
	flag.IntVar(&o.each, "each", 10, "goroutines of each `kind`")
	flag.IntVar(&o.deep, "deep", 3000, "`frames` of the deepest one; 0 leaves it out")
	flag.IntVar(&o.workers, "workers", 0, "goroutines that wait for the same channel, `number` of them")
	flag.IntVar(&o.chunks, "chunks", 8, "chunks of 512 KiB to keep")
	flag.IntVar(&o.nodes, "nodes", 2000, "nodes of 208 bytes to keep")
	flag.IntVar(&o.maps, "blocks", 500, "blocks of 1 KiB to keep")
	flag.IntVar(&o.churn, "churn", 0, "goroutines that start others all the time")
	flag.IntVar(&o.collections, "collections", 3, "garbage collections before it is ready")
	flag.BoolVar(&o.garbage, "garbage", false, "make garbage all the time")
	flag.BoolVar(&o.spin, "spin", false, "read the clock all the time, for the command gap")
	flag.BoolVar(&o.contention, "contention", false, "record block and mutex profiles, and contend")
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0", "`address` of pprof: HOST:PORT, unix:PATH, or off")
	flag.DurationVar(&o.life, "for", 10*time.Minute, "end after this `time`")
	flag.IntVar(&runtime.MemProfileRate, "memprofilerate", runtime.MemProfileRate,
		"`bytes` between two samples of the heap profile")
	flag.Parse()
	return o
}

// answer holds what a reply needs from the start: replying must not change the numbers.
type answer struct {
	stats runtime.MemStats
	line  []byte
}

func (a *answer) field(name string, value uint64) {
	if len(a.line) > 1 {
		a.line = append(a.line, ',')
	}
	a.line = append(a.line, '"')
	a.line = append(a.line, name...)
	a.line = append(a.line, `":`...)
	a.line = strconv.AppendUint(a.line, value, 10)
}

func (a *answer) memstats() {
	m := &a.stats
	runtime.ReadMemStats(m)
	for _, f := range [...]struct {
		name  string
		value uint64
	}{
		{"heap_alloc", m.HeapAlloc}, {"heap_inuse", m.HeapInuse}, {"heap_idle", m.HeapIdle},
		{"heap_released", m.HeapReleased}, {"heap_sys", m.HeapSys}, {"heap_objects", m.HeapObjects},
		{"stack_inuse", m.StackInuse}, {"total_alloc", m.TotalAlloc}, {"mallocs", m.Mallocs},
		{"frees", m.Frees}, {"num_gc", uint64(m.NumGC)}, {"next_gc", m.NextGC}, {"last_gc", m.LastGC},
		{"num_forced_gc", uint64(m.NumForcedGC)}, {"pause_total_ns", m.PauseTotalNs}, {"sys", m.Sys},
	} {
		a.field(f.name, f.value)
	}
}

// reply answers one command. False ends the program.
func (a *answer) reply(command string) bool {
	a.line = append(a.line[:0], '{')
	switch command {
	case "memstats":
		a.memstats()
	case "gc":
		runtime.GC()
	case "gap":
		a.field("longest_ns", takeLongestGap())
	case "goroutines":
		a.field("goroutines", uint64(runtime.NumGoroutine()))
	case "quit":
		return false
	default:
		a.field("unknown", 1)
	}
	a.line = append(a.line, "}\n"...)
	os.Stdout.Write(a.line)
	return true
}

func commands(done chan<- bool) {
	a := answer{line: make([]byte, 0, 4096)}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		if !a.reply(in.Text()) {
			done <- true
			return
		}
	}
}

func run(o options) error {
	if o.contention {
		runtime.SetBlockProfileRate(1)
		runtime.SetMutexProfileFraction(1)
	}
	if err := startKinds(o); err != nil {
		return err
	}
	keep(o)
	if o.contention {
		contend()
	}
	for i := 0; i < o.collections; i++ {
		runtime.GC()
	}
	startBusy(o)
	where := "nowhere"
	if serve != nil && o.listen != "off" {
		at, err := serve(o.listen)
		if err != nil {
			return err
		}
		where = at
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	done := make(chan bool)
	go commands(done)
	time.Sleep(50 * time.Millisecond) // the goroutines are where they will stay
	fmt.Println("listening " + where)
	select {
	case <-stop:
	case <-done:
	case <-time.After(o.life):
	}
	return nil
}

func main() {
	if err := run(parseOptions()); err != nil {
		fmt.Fprintln(os.Stderr, "zoo:", err)
		os.Exit(1)
	}
}
