package main

import (
	"context"
	"os"
	"time"
)

//go:noinline
func receive(c <-chan int) int { return <-c }

//go:noinline
func worker(c <-chan int, number int) int { return handle(c, number, "worker") }

//go:noinline
func handle(c <-chan int, number int, name string) int { return receive(c) + number + len(name) }

func choose(a, b chan int, ctx context.Context) {
	select {
	case <-a:
	case b <- 1:
	case <-ctx.Done():
	}
}

func (c *cage) awaitTimer() {
	t := time.NewTimer(50 * time.Hour)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.other:
	}
}

// inline1 to inline3 become one function.
func inline1(c <-chan int) int { return inline2(c) + 1 }
func inline2(c <-chan int) int { return inline3(c) + 1 }
func inline3(c <-chan int) int { return <-c }

//go:noinline
func recurse(depth int, c <-chan int) int {
	var room [16]int
	room[depth%16] = depth
	if depth == 0 {
		return inline1(c) + room[0]
	}
	return recurse(depth-1, c) + room[depth%16]
}

type receiver interface{ receive(c <-chan int) }

type pair struct{ x, y int }

//go:noinline
func (p pair) receive(c <-chan int) { <-c }

func take[T any](c <-chan T) T { v := <-c; return v }

type list[T any] struct{ items []T }

//go:noinline
func (l list[T]) wait(c <-chan T) { l.items = append(l.items, <-c) }

func enclosed(c <-chan int, i int) func() {
	return func() {
		func() { receive(c) }()
		_ = i
	}
}

//go:noinline
func withArguments(c <-chan int, s string, n []int, small struct{ a, b int8 }, i int) int {
	v := <-c
	return v + len(s) + len(n) + int(small.a) + i
}

// insideDefer waits in a deferred call, while a nil dereference panics.
func insideDefer(c <-chan int) {
	defer func() { recover() }()
	defer func() { receive(c) }()
	var p *pair
	if len(os.Args) > 1000 {
		p = &pair{}
	}
	p.x = 1
}

func insidePanic(c <-chan int) {
	defer func() { receive(c) }()
	panic("for the deferred call")
}
