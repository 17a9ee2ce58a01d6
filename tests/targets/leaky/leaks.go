package main

import (
	"context"
	"encoding/json"
	"net/http"
	_ "net/http/pprof"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"exhibit.example/targets/leaky/feed"
	"exhibit.example/targets/leaky/sessions"
	"exhibit.example/targets/leaky/watcher"
)

// rates are per second.
type rates struct{ fds, goroutines, heap int64 }

// counters is what /counters answers: what was leaked so far.
type counters struct {
	PID        int   `json:"pid"`
	FDs        int64 `json:"fds"`        // files + pipes + sockets
	Files      int64 `json:"files"`      // descriptors of transcripts
	Duplicates int64 `json:"duplicates"` // of them, on a file that another one holds too
	Pipes      int64 `json:"pipes"`
	Sockets    int64 `json:"sockets"`
	Goroutines int64 `json:"goroutines"`
	HeapBytes  int64 `json:"heap_bytes"`

	Began float64 `json:"began_s"` // the leak, in seconds since 1970; 0: not yet
}

// leaks owns the three leaks and how far each has come.
type leaks struct {
	rates    rates
	files    *sessions.Files
	store    *sessions.Store
	watchers watcher.Group
	done     rates        // turns taken; heap in chunks
	began    atomic.Int64 // Unix milliseconds
	most     int64        // descriptors, so that the server can still answer
}

func newLeaks(dir string, r rates) (*leaks, error) {
	files, err := sessions.NewFiles(dir)
	if err != nil {
		return nil, err
	}
	most := int64(1000)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil && limit.Cur < 1<<20 {
		most = int64(limit.Cur) * 3 / 4
	}
	return &leaks{rates: r, files: files, store: sessions.NewStore(), most: most}, nil
}

// openOne leaks one file, or every 16th time one pipe or socket pair.
func (l *leaks) openOne() error {
	turn := l.done.fds
	l.done.fds++
	if turn%16 == 15 {
		return feed.Subscribe(turn / 16)
	}
	return l.files.Reopen(turn - turn/16)
}

// upTo leaks until as much is gone as elapsed time at the rates comes to.
func (l *leaks) upTo(elapsed time.Duration) {
	due := func(rate int64) int64 { return int64(elapsed.Seconds() * float64(rate)) }
	for l.done.fds < due(l.rates.fds) && l.counters().FDs < l.most {
		if err := l.openOne(); err != nil {
			break // the limit on descriptors: that is what a leak ends with
		}
	}
	for l.done.goroutines < due(l.rates.goroutines) {
		l.watchers.Start(l.done.goroutines)
		l.done.goroutines++
	}
	for l.done.heap*sessions.ChunkBytes < due(l.rates.heap) {
		l.store.Load(l.done.heap)
		l.done.heap++
	}
}

func (l *leaks) run(ctx context.Context, ahead, after time.Duration) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(after):
	}
	start := time.Now()
	l.began.Store(start.UnixMilli())
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.upTo(ahead + time.Since(start))
		}
	}
}

func (l *leaks) counters() counters {
	c := counters{
		PID:        os.Getpid(),
		Files:      l.files.Opened(),
		Duplicates: l.files.Duplicates(),
		Pipes:      feed.Pipes(),
		Sockets:    feed.Sockets(),
		Goroutines: l.watchers.Started(),
		HeapBytes:  l.store.Bytes(),
		Began:      float64(l.began.Load()) / 1000,
	}
	c.FDs = c.Files + c.Pipes + c.Sockets
	return c
}

func (l *leaks) serveCounters(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(l.counters())
}
