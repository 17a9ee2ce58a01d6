// Package watcher starts goroutines that wait for news that never comes.
package watcher

import "sync/atomic"

// Kinds of watchers, by turns.
const (
	kindEvents = iota // blocked in a channel receive
	kindEither        // blocked in a select
	kindReport        // blocked in a channel send
	kinds
)

// Watcher waits for changes of one session.
type Watcher struct {
	events  chan string
	errors  chan error
	results chan int
}

// Group counts the watchers that it has started.
type Group struct{ started int64 }

// Start adds one watcher. Nobody keeps it, writes to its channels or reads from them.
func (g *Group) Start(turn int64) {
	w := &Watcher{make(chan string), make(chan error), make(chan int)}
	switch turn % kinds {
	case kindEvents:
		go w.waitForEvents()
	case kindEither:
		go w.waitForEventOrError()
	case kindReport:
		go w.reportResult()
	}
	atomic.AddInt64(&g.started, 1)
}

// Started is how many watchers there are; none ever ends.
func (g *Group) Started() int64 { return atomic.LoadInt64(&g.started) }

func (w *Watcher) waitForEvents() {
	for range w.events {
	}
}

func (w *Watcher) waitForEventOrError() {
	for {
		select {
		case <-w.events:
		case <-w.errors:
		}
	}
}

func (w *Watcher) reportResult() { w.results <- 1 }
