package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// What the answers to our own requests leave in block and mutex profiles.
var ofRequests = []string{"net/http", "runtime/pprof", "internal/poll", "main.listenAndServe", "runtime._LostContendedRuntimeLock"}

var numbers = map[string]string{
	"HeapAlloc": "heap_alloc", "HeapObjects": "heap_objects", "HeapInuse": "heap_inuse", "HeapIdle": "heap_idle",
	"HeapReleased": "heap_released", "HeapSys": "heap_sys", "StackInuse": "stack_inuse", "TotalAlloc": "total_alloc",
	"Mallocs": "mallocs", "Frees": "frees", "NumGC": "num_gc", "NumForcedGC": "num_forced_gc", "NextGC": "next_gc",
	"LastGC": "last_gc", "PauseTotalNs": "pause_total_ns", "Sys": "sys",
}

// compareNumbers returns what was compared, and the differences.
func compareNumbers(folder string, said map[string]uint64) (string, string) {
	text, err := os.ReadFile(filepath.Join(folder, "live-memstats.json"))
	var ours map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(text, &ours)
	}
	if err != nil {
		return "memstats", err.Error()
	}
	var differences []string
	for name, key := range numbers {
		if string(ours[name]) != fmt.Sprint(said[key]) {
			differences = append(differences, fmt.Sprintf("%s %s, it says %d", name, ours[name], said[key]))
		}
	}
	return fmt.Sprintf("memstats: %d numbers, HeapAlloc %s, NumGC %s, NextGC %s", len(numbers),
		ours["HeapAlloc"], ours["NumGC"], ours["NextGC"]), strings.Join(differences, "\n")
}

// readWithNumbers asks for the numbers, reads, and compares; again when a stack moved to another span
// between the two, as it does now and then while nothing runs. Returns the folder of the last reading.
func readWithNumbers(r *result, label string, t *target, work string) (string, error) {
	var folder, what, difference string
	for try := 0; try < 3; try++ {
		said, err := t.ask("memstats")
		if err == nil {
			folder, err = readLive(t.cmd.Process.Pid, filepath.Join(work, fmt.Sprint(strings.ReplaceAll(label, " ", "-"), try)))
		}
		if err != nil {
			return "", err
		}
		if what, difference = compareNumbers(folder, said); difference == "" {
			break
		}
	}
	r.check(label, what, difference)
	return folder, nil
}

func compareHeap(r *result, label, folder, url string) {
	theirs := filepath.Join(folder, "endpoint-heap.pb.gz")
	if _, err := fetch(url+"/debug/pprof/heap", theirs); err != nil {
		r.check(label, "heap", err.Error())
		return
	}
	for _, sample := range []string{"alloc_objects", "alloc_space", "inuse_objects", "inuse_space"} {
		unit := "count"
		if strings.HasSuffix(sample, "space") {
			unit = "B"
		}
		what, difference := compareProfiles(filepath.Join(folder, "live-heap.pb.gz"), theirs, sample, unit, 0)
		r.check(label, "heap "+what, difference)
	}
}

func compareWaits(r *result, label, folder, url, name string) {
	ours, theirs := filepath.Join(folder, "live-"+name+".pb.gz"), filepath.Join(folder, "endpoint-"+name+".pb.gz")
	if _, err := fetch(url+"/debug/pprof/"+name, theirs); err != nil {
		r.check(label, name, err.Error())
		return
	}
	what, difference := compareProfiles(ours, theirs, "contentions", "count", 0, ofRequests...)
	r.check(label, name+" "+what, difference)
	// cycles a second are measured by the runtime when it is first asked, which is after we were
	what, difference = compareProfiles(ours, theirs, "delay", "ns", 1e-3, ofRequests...)
	r.check(label, name+" "+what, difference)
}

// readDump is our text of the goroutines; "" where collect did not read them.
func readDump(folder string) string {
	text, _ := os.ReadFile(filepath.Join(folder, "live-goroutines.txt"))
	return string(text)
}

func compareGoroutines(r *result, label, what, ours string, theirs map[string]*goroutine) {
	if ours == "" {
		fmt.Printf("%-28s goroutines: not read\n", label)
		return
	}
	summary, difference := compareDumps(parseDump(ours), theirs)
	r.check(label, what+": "+summary, difference)
}

// compareWithEndpoint asks again when a goroutine was woken for a moment just then (the poller does that).
func compareWithEndpoint(r *result, label, folder, url string) {
	dump := ""
	for try := 0; try < 3; try++ {
		var err error
		dump, err = fetch(url+"/debug/pprof/goroutine?debug=2", filepath.Join(folder, "endpoint-goroutines.txt"))
		if err != nil {
			r.check(label, "goroutines", err.Error())
			return
		}
		if _, difference := compareDumps(parseDump(readDump(folder)), parseDump(dump)); difference == "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	compareGoroutines(r, label, "goroutines, debug=2", readDump(folder), parseDump(dump))
}

func compareZoo(r *result, label, program, work string) {
	t, err := startZoo(program)
	if err != nil {
		r.check(label, "start", err.Error())
		return
	}
	folder, err := readWithNumbers(r, label, t, work)
	if err != nil {
		r.check(label, "read", err.Error())
		t.end()
		return
	}
	// what changes with each request comes first
	compareWaits(r, label, folder, t.url, "mutex")
	compareWaits(r, label, folder, t.url, "block")
	compareHeap(r, label, folder, t.url)
	compareWithEndpoint(r, label, folder, t.url)
	compareGoroutines(r, label, "goroutines, SIGQUIT", readDump(folder), hideRuntime(parseDump(t.end())))
}

// compareServer compares a process that goes on working meanwhile: its own requests aside, each part is
// tried a few times until nothing moved.
func compareServer(r *result, label string, pid int, url, work string) {
	const tries = 5
	var last result
	for i := 0; i < tries; i++ {
		folder, err := readLive(pid, filepath.Join(work, fmt.Sprint("try", i)))
		if err != nil {
			r.check(label, "read", err.Error())
			return
		}
		last = result{}
		if url != "" {
			compareHeap(&last, label, folder, url)
			dump, err := fetch(url+"/debug/pprof/goroutine?debug=2", filepath.Join(folder, "endpoint-goroutines.txt"))
			if err != nil {
				last.check(label, "goroutines", err.Error())
			}
			compareGoroutines(&last, label, "goroutines, debug=2", readDump(folder), parseDump(dump))
		}
		if last.failed == 0 {
			break
		}
	}
	r.made += last.made
	r.failed += last.failed
}

// compareCommand starts a program that nobody here wrote, and compares with its SIGQUIT dump.
func compareCommand(r *result, command []string, work string) {
	if len(command) == 0 {
		fmt.Fprintln(os.Stderr, "live: no command to start")
		return
	}
	label := filepath.Base(command[0])
	t, err := start(command[0], command[1:]...)
	if err != nil {
		r.check(label, "start", err.Error())
		return
	}
	time.Sleep(*wait)
	folder, err := readLive(t.cmd.Process.Pid, work)
	if err != nil {
		r.check(label, "read", err.Error())
		t.end()
		return
	}
	compareGoroutines(r, label, "goroutines, SIGQUIT", readDump(folder), hideRuntime(parseDump(t.end())))
}
