// Writes every profile that the runtime knows, twice, with work in between: the inputs of the
// comparison with pprof. Deep recursion, inlined calls, closures, generics, labels, unusual names.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sort"
	"strings"
	"sync"
	"time"
)

type record struct {
	name string
	data []byte
	next *record
}

type number interface{ ~int | ~int64 | ~float64 }

var (
	kept []*record
	sums = map[string]float64{}
	sink []byte
)

func small(n int) []byte { return make([]byte, n) } // inlined

func newRecord(n int) *record { return &record{name: fmt.Sprint(n), data: small(n)} }

func total[T number](values []T) T {
	var t T
	for _, v := range values {
		t += v
	}
	return t
}

func keepAll[T any](make func(int) *T, n int, out func(*T)) {
	for i := 0; i < n; i++ {
		out(make(300 + i%40*100))
	}
}

// descend allocates at every depth: one function many times in one stack.
func descend(depth int, f func(int)) {
	if depth > 0 {
		f(depth)
		other(depth-1, f)
	}
}

func other(depth int, f func(int)) { descend(depth, f) }

func allocate(round int) {
	keepAll(newRecord, 2000*round, func(r *record) { kept = append(kept, r) })
	descend(24, func(depth int) {
		kept = append(kept, &record{data: make([]byte, 40000+depth*100)})
	})
	for i := 0; i < 300; i++ {
		text, _ := json.Marshal(map[string]interface{}{"round": round, "words": strings.Fields("a b c d e f g")})
		var back map[string]interface{}
		_ = json.Unmarshal(text, &back)
		sums[string(text[:10])] += total([]float64{1, 2, float64(i)})
	}
	if round > 1 { // what the first profile has and the second has not
		kept = kept[len(kept)/4:]
	}
}

func spin(until time.Time) {
	var b bytes.Buffer
	for time.Now().Before(until) {
		z := gzip.NewWriter(&b)
		for i := 0; i < 50; i++ {
			s := sha256.Sum256(b.Bytes())
			_, _ = z.Write(s[:])
		}
		_ = z.Close()
		if b.Len() > 1<<16 {
			b.Reset()
		}
		words := strings.Fields(strings.Repeat("delta alpha gamma beta ", 50))
		sort.Strings(words)
		sink = []byte(words[0])
	}
}

type server struct {
	mu   sync.Mutex
	jobs chan int
	done sync.WaitGroup
}

func (s *server) hold(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(d)
}

func (s *server) wait(kind int) {
	s.done.Done()
	switch kind % 3 {
	case 0:
		<-s.jobs
	case 1:
		select {}
	default:
		time.Sleep(time.Hour)
	}
}

func (s *server) leak(n int) {
	s.done.Add(n)
	for i := 0; i < n; i++ {
		i := i
		labels := pprof.Labels("tenant", fmt.Sprint("t", i%3), "kind", "leak")
		go pprof.Do(context.Background(), labels, func(context.Context) { s.wait(i) })
	}
	s.done.Wait()
}

func contend(s *server) {
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 5; j++ {
				s.hold(time.Millisecond)
			}
		}()
	}
	wg.Wait()
}

func writeOne(p *pprof.Profile, path string, form int) {
	f, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	if err := p.WriteTo(f, form); err != nil {
		panic(err)
	}
	f.Close()
}

// Both forms of each: no collection in between, so that they say the same.
func write(dir string) {
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, p := range pprof.Profiles() {
		writeOne(p, filepath.Join(dir, p.Name()+".pb.gz"), 0)
		writeOne(p, filepath.Join(dir, p.Name()+".txt"), 1)
	}
}

func main() {
	runtime.MemProfileRate = 4096
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	s := &server{jobs: make(chan int)}
	for round := 1; round <= 2; round++ {
		dir := filepath.Join(os.Args[1], fmt.Sprint(round))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			panic(err)
		}
		cpu, err := os.Create(filepath.Join(dir, "cpu.pb.gz"))
		if err != nil {
			panic(err)
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			panic(err)
		}
		allocate(round)
		s.leak(20 * round)
		contend(s)
		pprof.Do(context.Background(), pprof.Labels("phase", "spin"), func(context.Context) {
			spin(time.Now().Add(400 * time.Millisecond))
		})
		pprof.StopCPUProfile()
		cpu.Close()
		write(dir)
	}
}
