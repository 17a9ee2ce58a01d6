package main

import (
	"fmt"
	"regexp"
	"strings"
)

// frame is one line of a stack, without the arguments.
type frame struct{ function, place string }

// goroutine is one block of a dump.
type goroutine struct {
	id, state string
	frames    []frame
	elided    int // frames[elided:] stand behind a gap; 0: nothing was left out
	created   frame
}

var (
	header  = regexp.MustCompile(`^goroutine (\d+)(?: gp=\S+ m=.*?)? \[([^\]]*)\]:$`)
	elision = regexp.MustCompile(`^\.\.\.(\d+|additional) frames elided\.\.\.$`)
	minutes = regexp.MustCompile(`, \d+ minutes`)
	address = regexp.MustCompile(` (fp|sp|pc)=0x[0-9a-f]+`)
)

// withoutArguments cuts "(0x1, 0x2)" off "main.(*T).f(0x1, 0x2)".
func withoutArguments(line string) string {
	if i := strings.LastIndexByte(line, '('); i > 0 {
		return line[:i]
	}
	return line
}

// parseDump reads the text of debug=2, of SIGQUIT, or ours.
func parseDump(text string) map[string]*goroutine {
	all := map[string]*goroutine{}
	var g *goroutine
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if m := header.FindStringSubmatch(line); m != nil {
			g = &goroutine{id: m[1], state: minutes.ReplaceAllString(m[2], "")}
			all[g.id] = g
			continue
		}
		if line == "" || g == nil {
			g = nil
			continue
		}
		if elision.MatchString(line) {
			g.elided = len(g.frames)
			continue
		}
		if i+1 == len(lines) || !strings.HasPrefix(lines[i+1], "\t") {
			continue
		}
		i++
		place := address.ReplaceAllString(strings.TrimSpace(lines[i]), "")
		if name := strings.TrimPrefix(line, "created by "); name != line {
			g.created = frame{name, place}
		} else {
			g.frames = append(g.frames, frame{withoutArguments(line), place})
		}
	}
	return all
}

// ofServer tells goroutines that answer the requests of this comparison.
func (g *goroutine) ofServer() bool {
	if strings.HasPrefix(g.created.function, "net/http.") {
		return true
	}
	for _, f := range g.frames {
		if strings.HasPrefix(f.function, "net/http.(*conn)") || strings.HasPrefix(f.function, "main.commands") {
			return true
		}
	}
	return false
}

// difference says how ours is not theirs, whose middle may be left out.
func (g *goroutine) difference(theirs *goroutine) string {
	switch {
	case g.state != theirs.state:
		return fmt.Sprintf("state %q, they say %q", g.state, theirs.state)
	case g.created != theirs.created:
		return fmt.Sprintf("created by %v, they say %v", g.created, theirs.created)
	case len(g.frames) != len(theirs.frames) && theirs.elided == 0:
		return fmt.Sprintf("%d frames %v, they say %d %v", len(g.frames), g.frames, len(theirs.frames), theirs.frames)
	case len(g.frames) < len(theirs.frames):
		return "fewer frames than theirs"
	}
	behind := len(g.frames) - len(theirs.frames)
	for i, f := range theirs.frames {
		ours := i
		if theirs.elided > 0 && i >= theirs.elided {
			ours += behind
		}
		if g.frames[ours] != f {
			return fmt.Sprintf("frame %d is %v, they say %v", i, g.frames[ours], f)
		}
	}
	return ""
}

// compareDumps returns a summary and what differs.
func compareDumps(ours, theirs map[string]*goroutine) (string, string) {
	equal, frames, moved := 0, 0, 0
	var differences []string
	for id, g := range ours {
		t := theirs[id]
		switch {
		case g.ofServer() || t != nil && t.ofServer():
		case strings.Contains(g.state, "unstable"):
			moved++
		case t == nil:
			differences = append(differences, fmt.Sprintf("goroutine %s [%s] is only in ours", id, g.state))
		default:
			if d := g.difference(t); d != "" {
				differences = append(differences, "goroutine "+id+": "+d)
				continue
			}
			equal++
			frames += len(g.frames)
		}
	}
	for id, t := range theirs {
		if ours[id] == nil && !t.ofServer() {
			differences = append(differences, fmt.Sprintf("goroutine %s [%s] is only in theirs", id, t.state))
		}
	}
	summary := fmt.Sprintf("%d goroutines, %d frames", equal, frames)
	if moved > 0 {
		summary += fmt.Sprintf(", %d unstable", moved)
	}
	if len(differences) > 5 {
		differences = append(differences[:5], fmt.Sprintf("and %d more", len(differences)-5))
	}
	if equal == 0 {
		differences = append(differences, "nothing was equal")
	}
	return summary, strings.Join(differences, "\n")
}
