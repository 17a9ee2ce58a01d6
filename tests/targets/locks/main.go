// locks waits for mutexes: "crossed" is a deadlock of two goroutines, "apart" looks like one to who
// guesses by types: two locks that have nothing to do with each other are held for long.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

type account struct {
	mu     sync.Mutex
	amount int
}

type ledger struct {
	mu      sync.Mutex
	entries int
}

// settle and post take the two locks in different order.
//
//go:noinline
func (a *account) settle(l *ledger) {
	a.mu.Lock()
	defer a.mu.Unlock()
	time.Sleep(100 * time.Millisecond)
	l.mu.Lock()
	defer l.mu.Unlock()
	a.amount += l.entries
}

//go:noinline
func (l *ledger) post(a *account) {
	l.mu.Lock()
	defer l.mu.Unlock()
	time.Sleep(100 * time.Millisecond)
	a.mu.Lock()
	defer a.mu.Unlock()
	l.entries += a.amount
}

func crossed() {
	a, l := &account{}, &ledger{}
	go a.settle(l)
	go l.post(a)
}

var logLock, statLock sync.Mutex

type session struct{ lines int }

type conn struct{ sent int }

// touch makes the compiler keep its argument where a dump finds it.
//
//go:noinline
func touch(v any) {
	if v == nil {
		panic("nothing")
	}
}

//go:noinline
func (s *session) log() {
	touch(s)
	logLock.Lock()
	s.lines++
	logLock.Unlock()
}

//go:noinline
func (s *session) work(c *conn) {
	s.lines++
	c.send()
	s.lines++
}

//go:noinline
func (c *conn) send() {
	touch(c)
	statLock.Lock()
	c.sent++
	statLock.Unlock()
}

//go:noinline
func (c *conn) flush() {
	touch(c)
	logLock.Lock()
	c.sent++
	logLock.Unlock()
}

//go:noinline
func slow(m *sync.Mutex) {
	m.Lock()
	time.Sleep(time.Hour)
	m.Unlock()
}

func apart() {
	s, c := &session{}, &conn{}
	go slow(&logLock)
	go slow(&statLock)
	time.Sleep(50 * time.Millisecond)
	go s.log()
	go s.work(c)
	go c.flush()
}

func main() {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "crossed":
		crossed()
	case len(os.Args) > 1 && os.Args[1] == "apart":
		apart()
	default:
		fmt.Fprintln(os.Stderr, "usage: locks crossed|apart")
		os.Exit(2)
	}
	time.Sleep(500 * time.Millisecond)
	fmt.Println("listening")
	time.Sleep(time.Hour)
}
