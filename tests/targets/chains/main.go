// Command chains starts goroutines that soon end, for ever, and every stack that one of them can have
// is known: a goroutine is given a word, and goes through one function for each bit of it. So a stack
// says itself whether it is possible, in each of its frames.
//
//	chains -spawners 100           until it is told to end; "ready" when all have begun
//	chains -check <dump            counts the goroutines of dumps (text of debug=2), and fails on any
//	                               stack that cannot be
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// What a goroutine does at the end of its word.
const (
	sleeps = iota
	receives
	yields
	locks
	kinds
)

func kindOf(word uint64) int   { return int(word>>32) % kinds }
func lengthOf(word uint64) int { return 3 + int(word>>40)%30 }
func bitOf(word uint64, depth int) bool {
	return word>>uint(depth)&1 == 1
}

var (
	door sync.Mutex
	sink [64]byte
)

//go:noinline
func rest(word uint64) uint64 {
	switch kindOf(word) {
	case sleeps:
		time.Sleep(20 * time.Microsecond)
	case receives:
		answer := make(chan uint64)
		go reply(answer, word)
		return <-answer
	case yields:
		for i := 0; i < 20; i++ {
			runtime.Gosched()
		}
	case locks:
		door.Lock()
		time.Sleep(time.Microsecond)
		door.Unlock()
	}
	return word
}

func reply(answer chan<- uint64, word uint64) { answer <- word }

// descend takes one bit of the word. Arguments are used after the call, so they stay in the frame.
//
//go:noinline
func descend(word uint64, depth int) uint64 {
	var sum uint64
	switch {
	case depth == lengthOf(word):
		sum = rest(word)
	case bitOf(word, depth):
		sum = one(word, depth)
	default:
		sum = zero(word, depth)
	}
	return sum + word + uint64(depth)
}

//go:noinline
func zero(word uint64, depth int) uint64 {
	return descend(word, depth+1) + word + uint64(depth)
}

// one has a large frame: stacks grow on the way down, and are copied.
//
//go:noinline
func one(word uint64, depth int) uint64 {
	var room [300]byte
	room[word%300] = byte(depth)
	sum := descend(word, depth+1)
	sink[depth%64] = room[sum%300]
	return sum + word + uint64(depth)
}

//go:noinline
func run(word uint64, done chan<- uint64) {
	done <- descend(word, 0) + word
}

// spawn starts one goroutine after the other, each with another word.
func spawn(seed uint64) {
	done := make(chan uint64)
	for {
		seed = seed*6364136223846793005 + 1442695040888963407
		word := seed ^ seed>>29
		go run(word, done)
		<-done
	}
}

func main() {
	spawners := flag.Int("spawners", 100, "`goroutines` that start others")
	check := flag.Bool("check", false, "read dumps from stdin")
	flag.Parse()
	if *check {
		os.Exit(checkDumps(os.Stdin))
	}
	for i := 0; i < *spawners; i++ {
		go spawn(uint64(i) * 0x9e3779b97f4a7c15)
	}
	go func() { // stacks shrink when garbage is collected
		for {
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
	}()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	fmt.Println("ready")
	<-stop
}
