package main

import (
	"context"
	"net"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// cage holds what the goroutines wait for; nobody ever gives it to them.
type cage struct {
	never, full, other chan int
	texts              chan string
	none               chan int // nil
	ctx                context.Context
	cancel             context.CancelFunc
	mu                 sync.Mutex
	rw                 sync.RWMutex
	wg                 sync.WaitGroup
	cond               *sync.Cond
	once               sync.Once
	keeper             receiver
}

func newCage() *cage {
	c := &cage{
		never: make(chan int), full: make(chan int, 2), other: make(chan int), texts: make(chan string),
		cond: sync.NewCond(&sync.Mutex{}),
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.full <- 1
	c.full <- 2
	c.mu.Lock()
	c.rw.Lock()
	c.wg.Add(1)
	c.keeper = pair{1, 2}
	return c
}

// kinds are the ways to wait; each of them runs in a goroutine of its own.
var kinds = []func(c *cage, i int){
	func(c *cage, _ int) { receive(c.never) },
	func(c *cage, _ int) { c.full <- 3 },
	func(c *cage, _ int) { <-c.none },
	func(c *cage, _ int) { c.none <- 1 },
	func(c *cage, _ int) { choose(c.never, c.other, c.ctx) },
	func(*cage, int) { select {} },
	func(*cage, int) { time.Sleep(100 * time.Hour) },
	func(c *cage, _ int) { c.awaitTimer() },
	func(c *cage, _ int) { c.mu.Lock() },
	func(c *cage, _ int) { c.rw.RLock() },
	func(c *cage, _ int) { c.rw.Lock() },
	func(c *cage, _ int) { c.wg.Wait() },
	func(c *cage, _ int) { c.cond.L.Lock(); c.cond.Wait() },
	func(c *cage, _ int) { c.once.Do(func() { receive(c.never) }) },
	func(c *cage, _ int) { insideDefer(c.never) },
	func(c *cage, _ int) { insidePanic(c.never) },
	func(c *cage, _ int) { take(c.texts) },
	func(c *cage, _ int) { list[string]{}.wait(c.texts) },
	func(c *cage, _ int) { c.keeper.receive(c.never) },
	func(c *cage, i int) { recurse(i%64, c.never) },
	func(c *cage, i int) { enclosed(c.never, i)() },
	func(c *cage, i int) { withArguments(c.never, "text", []int{1, 2}, struct{ a, b int8 }{1, 2}, i) },
}

// startKinds starts each of the kinds, and what waits in the kernel.
func startKinds(o options) error {
	c := newCage()
	for i := 0; i < o.each; i++ {
		for _, kind := range kinds {
			go kind(c, i)
		}
		go c.keeper.receive(c.never) // a method value of an interface: through a wrapper
		go receive(c.never)
	}
	for i := 0; i < o.workers; i++ {
		go worker(c.never, i)
	}
	if o.deep > 0 {
		go recurse(o.deep, c.never)
	}
	if o.each == 0 {
		return nil
	}
	for i := 0; i < 3; i++ {
		go func() { runtime.LockOSThread(); receive(c.never) }()
		if err := startReader(); err != nil {
			return err
		}
	}
	return startConnections(o.each/4 + 1)
}

// startReader leaves a goroutine and its thread in read(2) of a pipe that stays empty.
func startReader() error {
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		return err
	}
	go func() {
		var b [8]byte
		syscall.Read(ends[0], b[:])
	}()
	return nil
}

// startConnections leaves goroutines in the poller, at both ends of n connections.
func startConnections(n int) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go readConnection(conn)
		}
	}()
	for i := 0; i < n; i++ {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return err
		}
		go readConnection(conn)
	}
	return nil
}

func readConnection(conn net.Conn) {
	var b [8]byte
	conn.Read(b[:])
}
