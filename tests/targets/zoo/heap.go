package main

import "sync"

const (
	chunkBytes = 512 << 10
	blockBytes = 1 << 10
)

// node is 208 bytes, a size class of its own.
type node struct {
	next *node
	body [200]byte
}

// What the heap keeps; each is allocated by one function alone.
var (
	kept struct {
		chunks [][]byte
		nodes  *node
		blocks map[int]*[blockBytes]byte
	}
	rubbish []byte
)

//go:noinline
func keepChunk() []byte { return make([]byte, chunkBytes) }

// chunk is inlined into its caller.
func chunk() []byte { return keepChunk() }

//go:noinline
func keepNodes(n int) {
	for i := 0; i < n; i++ {
		kept.nodes = &node{next: kept.nodes}
	}
}

//go:noinline
func keepBlocks(n int) {
	kept.blocks = make(map[int]*[blockBytes]byte, n)
	for i := 0; i < n; i++ {
		kept.blocks[i] = new([blockBytes]byte)
	}
}

//go:noinline
func makeRubbish(n int) {
	for i := 0; i < n; i++ {
		rubbish = make([]byte, 10000)
	}
	rubbish = nil
}

func keep(o options) {
	for i := 0; i < o.chunks; i++ {
		kept.chunks = append(kept.chunks, chunk())
	}
	keepNodes(o.nodes)
	keepBlocks(o.maps)
	makeRubbish(200)
}

// contend makes a few goroutines wait for each other, for the block and mutex profiles.
func contend() {
	var mu sync.Mutex
	var all sync.WaitGroup
	ready := make(chan bool)
	for i := 0; i < 20; i++ {
		all.Add(1)
		go contender(&mu, &all, ready)
	}
	for i := 0; i < 20; i++ {
		ready <- true
	}
	all.Wait()
}
