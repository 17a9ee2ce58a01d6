// Command live compares what collect reads out of the memory of Go processes with what these
// processes say themselves: goroutines with their pprof endpoint and their SIGQUIT dump, heap, block
// and mutex profiles with the endpoint's through `go tool pprof`, numbers with runtime.ReadMemStats.
//
//	live -collect PATH -targets FOLDER                  the Go of this machine and those of /usr/lib
//	live ... -toolchains go1.22.12,go1.27.3             also these, where a module proxy has them
//	live ... -attach PID [-url http://HOST:PORT]        a process that runs already
//	live ... -quit -- COMMAND ARGUMENT...               starts it, compares with its SIGQUIT dump
//
// One line a comparison; exit code 1 when one was not equal, 77 when nothing could be compared.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

var (
	collectPath = flag.String("collect", "", "the `program` collect")
	targets     = flag.String("targets", "", "`folder` with the source of zoo")
	toolchains  = flag.String("toolchains", "", "further toolchains, `names` with commas between")
	variants    = flag.String("variants", "plain,stripped,pie", "how zoo is built, `names`")
	attach      = flag.Int("attach", 0, "compare the process `PID` only")
	url         = flag.String("url", "", "pprof of that process, `address`")
	quit        = flag.Bool("quit", false, "start the command that follows and compare with its SIGQUIT dump")
	wait        = flag.Duration("wait", time.Second, "`time` that such a command has to start")
	keep        = flag.Bool("keep", false, "keep the files that were compared, and say where")
)

var variantOptions = map[string][]string{
	"plain":    nil,
	"stripped": {"-trimpath", "-ldflags=-s -w"},
	"pie":      {"-trimpath", "-ldflags=-s -w", "-buildmode=pie"},
}

// result counts comparisons.
type result struct{ made, failed int }

// check says how one comparison went.
func (r *result) check(label, what, difference string) {
	r.made++
	if difference == "" {
		fmt.Printf("%-28s %s\n", label, what)
		return
	}
	r.failed++
	fmt.Printf("%-28s NOT EQUAL: %s\n    %s\n", label, what, strings.ReplaceAll(difference, "\n", "\n    "))
}

// toolchain is one Go: a program and what GOTOOLCHAIN is for it.
type toolchain struct{ program, name string }

func (t toolchain) version() (string, error) {
	out, err := t.command("env", "GOVERSION").Output()
	return strings.TrimSpace(string(out)), err
}

func (t toolchain) command(arguments ...string) *exec.Cmd {
	c := exec.Command(t.program, arguments...)
	c.Env = append(os.Environ(), "GOTOOLCHAIN="+t.name, "CGO_ENABLED=0", "GOFLAGS=-mod=mod", "GOWORK=off")
	return c
}

func findToolchains() []toolchain {
	var found []toolchain
	places, _ := filepath.Glob("/usr/lib/go-*/bin/go")
	for _, place := range append([]string{"go", "/usr/local/go/bin/go"}, places...) {
		if path, err := exec.LookPath(place); err == nil {
			found = append(found, toolchain{path, "local"})
		}
	}
	for _, name := range strings.Split(*toolchains, ",") {
		if name != "" && len(found) > 0 {
			found = append(found, toolchain{found[0].program, name})
		}
	}
	return found
}

func runMatrix(r *result, work string) {
	seen := map[string]bool{}
	for _, t := range findToolchains() {
		version, err := t.version()
		if err != nil {
			fmt.Printf("%-28s not run: %v\n", t.name, err)
			continue
		}
		if seen[version] {
			continue
		}
		seen[version] = true
		for _, variant := range strings.Split(*variants, ",") {
			label := version + " " + variant
			program := filepath.Join(work, "zoo-"+version+"-"+variant)
			build := append([]string{"build", "-tags", "pprof", "-o", program}, variantOptions[variant]...)
			c := t.command(append(build, "./zoo")...)
			c.Dir = *targets
			if out, err := c.CombinedOutput(); err != nil {
				r.check(label, "build", string(out))
				continue
			}
			compareZoo(r, label, program, work)
		}
	}
}

func main() {
	flag.Parse()
	work, err := os.MkdirTemp("", "live.")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var r result
	switch {
	case *quit:
		compareCommand(&r, flag.Args(), work)
	case *attach != 0:
		compareServer(&r, fmt.Sprint(*attach), *attach, *url, work)
	default:
		runMatrix(&r, work)
	}
	if *keep {
		fmt.Println("files in", work)
	} else {
		os.RemoveAll(work)
	}
	fmt.Printf("%d comparisons, %d not equal\n", r.made, r.failed)
	switch {
	case r.failed > 0:
		os.Exit(1)
	case r.made == 0:
		os.Exit(77)
	}
}
