package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func contender(mu *sync.Mutex, all *sync.WaitGroup, ready <-chan bool) {
	defer all.Done()
	<-ready
	mu.Lock()
	time.Sleep(200 * time.Microsecond)
	mu.Unlock()
}

// spawner starts goroutines that soon end, for ever.
func spawner() {
	for {
		done := make(chan int)
		go brief(done, 3)
		<-done
	}
}

//go:noinline
func brief(done chan<- int, depth int) {
	if depth > 0 {
		brief(done, depth-1)
		return
	}
	time.Sleep(50 * time.Microsecond)
	close(done)
}

func makeRubbishForEver() {
	for {
		makeRubbish(2000)
	}
}

var longestGap int64

func takeLongestGap() uint64 { return uint64(atomic.SwapInt64(&longestGap, 0)) }

// spin reads the clock in a loop: a gap between two readings is time that it was not allowed to run.
func spin() {
	runtime.LockOSThread()
	last := time.Now()
	for {
		now := time.Now()
		gap := int64(now.Sub(last))
		last = now
		for old := atomic.LoadInt64(&longestGap); gap > old; old = atomic.LoadInt64(&longestGap) {
			if atomic.CompareAndSwapInt64(&longestGap, old, gap) {
				break
			}
		}
	}
}

func startBusy(o options) {
	for i := 0; i < o.churn; i++ {
		go spawner()
	}
	if o.garbage {
		go makeRubbishForEver()
	}
	if o.spin {
		go spin()
	}
}
