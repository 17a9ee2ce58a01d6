// Package feed opens pipes and socket pairs to readers that it then forgets.
package feed

import (
	"fmt"
	"sync/atomic"
	"syscall"
)

var pipes, sockets int64

// Subscribe opens one channel to a reader, by turns a pipe and a socket pair, and closes neither end.
// The descriptors are plain numbers, so no finalizer closes them either.
func Subscribe(turn int64) error {
	var pair [2]int
	if turn%2 == 0 {
		if err := syscall.Pipe(pair[:]); err != nil {
			return fmt.Errorf("pipe: %w", err)
		}
		atomic.AddInt64(&pipes, 2)
		return nil
	}
	_, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return fmt.Errorf("socketpair: %w", err)
	}
	atomic.AddInt64(&sockets, 2)
	return nil
}

// Pipes is how many descriptors of pipes are open.
func Pipes() int64 { return atomic.LoadInt64(&pipes) }

// Sockets is how many descriptors of socket pairs are open.
func Sockets() int64 { return atomic.LoadInt64(&sockets) }
