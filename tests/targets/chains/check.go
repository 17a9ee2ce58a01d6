package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

type frame struct {
	name string
	args []string
}

type goroutine struct {
	head   string
	frames []frame // innermost first
	text   []string
	elided bool
	none   bool // no stack, and it says so
}

type counts struct {
	goroutines, ours, stacks, without, frames, impossible int
	kind                                                  [kinds]int // that rest
	longest                                               int
}

// state is what stands between the brackets, before any comma.
func (g *goroutine) state() string {
	_, rest, _ := strings.Cut(g.head, "[")
	rest, _, _ = strings.Cut(rest, "]")
	rest, _, _ = strings.Cut(rest, ",")
	return rest
}

func parse(lines []string) *goroutine {
	g := &goroutine{head: lines[0], text: lines}
	for _, line := range lines[1:] {
		switch {
		case strings.HasPrefix(line, "\tgoroutine running on other thread"):
			g.none = true
		case strings.HasPrefix(line, "...additional"):
			g.elided = true
		case strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "created by "):
		default:
			i := strings.LastIndex(line, "(") // "sync.(*Mutex).Lock(0x1)"
			if i < 0 {
				g.elided = true
				continue
			}
			args := strings.Split(strings.TrimSuffix(line[i+1:], ")"), ", ")
			g.frames = append(g.frames, frame{line[:i], args})
		}
	}
	return g
}

// number is an argument as the dump has it; false when the dump says that it is not certain.
func (f *frame) number(i int) (uint64, bool) {
	if i >= len(f.args) || strings.HasSuffix(f.args[i], "?") {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(f.args[i], "0x"), 16, 64)
	return n, err == nil
}

// Functions that may stand above rest, by what the goroutine does there.
var above = [kinds][]string{
	sleeps:   {"time.Sleep"},
	receives: nil,
	yields:   {"runtime.Gosched"},
	locks:    {"time.Sleep", "sync.", "internal/sync."},
}

// Functions that have no frame of their own, by who calls them.
var inlined = map[string][]string{
	"main.descend": {"main.lengthOf", "main.bitOf"},
	"main.rest":    {"main.kindOf"},
}

// States that a goroutine can wait in by what it does. In others it can wait anywhere: whoever allocates
// may have to start a collection or help with it.
var waits = map[string][]int{
	"sleep":           {sleeps, locks},
	"chan receive":    {receives},
	"sync.Mutex.Lock": {locks},
}

func contains(list []int, want int) bool {
	for _, one := range list {
		if one == want {
			return true
		}
	}
	return false
}

func hasPrefix(prefixes []string, name string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// want is the name of the frame that stands at place i, counted from run, for this word.
func want(word uint64, i int) string {
	switch {
	case i == 0:
		return "main.run"
	case i%2 == 1:
		return "main.descend"
	case i/2-1 == lengthOf(word):
		return "main.rest"
	case bitOf(word, i/2-1):
		return "main.one"
	}
	return "main.zero"
}

// impossible says why a goroutine that began in run cannot be as it was read; "" when it can.
func (g *goroutine) impossible(c *counts) string {
	n := len(g.frames)
	if n == 0 || g.frames[n-1].name != "main.run" {
		return "it does not begin in run"
	}
	first := &g.frames[n-1]
	word, certain := first.number(0)
	if n == 1 && !certain { // it has only begun
		return ""
	}
	if !certain {
		return "its word is not known"
	}
	if g.elided {
		return "its stack is not whole"
	}
	rests := false
	for i := 0; i < n; i++ {
		f, innermost := &g.frames[n-1-i], i == n-1
		if innermost && i > 0 && strings.HasPrefix(g.state(), "run") && hasPrefix(inlined[g.frames[n-i].name], f.name) {
			continue // it was stopped wherever it was
		}
		if rests {
			if !hasPrefix(above[kindOf(word)], f.name) {
				return "above rest stands " + f.name
			}
			continue
		}
		if f.name != want(word, i) {
			return fmt.Sprintf("frame %d is %s instead of %s", i, f.name, want(word, i))
		}
		rests = f.name == "main.rest"
		if innermost { // its arguments may still be in registers
			continue
		}
		if got, ok := f.number(0); !ok || got != word {
			return fmt.Sprintf("frame %d is of another word", i)
		}
		if got, ok := f.number(1); i > 0 && !rests && (!ok || got != uint64((i-1)/2)) {
			return fmt.Sprintf("frame %d is of another depth", i)
		}
	}
	if kinds, known := waits[g.state()]; known {
		if !rests || !contains(kinds, kindOf(word)) {
			return "it waits where it cannot"
		}
		c.kind[kindOf(word)]++
	}
	c.frames += n
	if n > c.longest {
		c.longest = n
	}
	return ""
}

// atAnEnd says that it has not run yet, or has returned from run: there are only the frames that it
// was started with. The runtime prints all frames where it would print none.
func (g *goroutine) atAnEnd() bool {
	n := len(g.frames)
	if g.state() != "runnable" || g.elided || n == 0 || n > 2 || g.frames[n-1].name != "runtime.goexit" {
		return false
	}
	return n == 1 || g.frames[0].name == "runtime.goexit1" || strings.HasPrefix(g.frames[0].name, "main.spawn.")
}

func (c *counts) add(g *goroutine) {
	c.goroutines++
	created := g.text[len(g.text)-1] // the line below it has the place
	if len(g.text) > 1 {
		created = g.text[len(g.text)-2]
	}
	if !strings.HasPrefix(created, "created by main.spawn ") && created != "created by main.spawn" {
		return
	}
	c.ours++
	if g.none {
		c.without++
		return
	}
	c.stacks++
	why := ""
	if !g.atAnEnd() {
		why = g.impossible(c)
	}
	if why != "" {
		c.impossible++
		if c.impossible <= 5 {
			fmt.Fprintf(os.Stderr, "impossible: %s:\n%s\n\n", why, strings.Join(g.text, "\n"))
		}
	}
}

func checkDumps(from io.Reader) int {
	var c counts
	var lines []string
	in := bufio.NewScanner(from)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if in.Text() != "" {
			lines = append(lines, in.Text())
			continue
		}
		if len(lines) > 0 && strings.HasPrefix(lines[0], "goroutine ") {
			c.add(parse(lines))
		}
		lines = nil
	}
	if len(lines) > 0 && strings.HasPrefix(lines[0], "goroutine ") {
		c.add(parse(lines))
	}
	fmt.Printf("%d goroutines, %d short-lived ones: %d stacks of %d frames (longest %d), %d marked as without stack, %d impossible; "+
		"at rest: %d sleep, %d receive, %d lock\n", c.goroutines, c.ours, c.stacks, c.frames, c.longest, c.without, c.impossible,
		c.kind[sleeps], c.kind[receives], c.kind[locks])
	if c.impossible > 0 || c.stacks == 0 {
		return 1
	}
	return 0
}
