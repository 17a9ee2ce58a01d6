// Command sidecar is not Sidecar: a program with its import paths and the names of its functions, so
// that the rules for it can be tried on a real process. Healthy, it has a few of everything; with
// -sick it shows the faults that its guide knows.
//
// One line on stdout says where pprof listens: "listening http://127.0.0.1:PORT".
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/fsnotify/fsnotify"
	"github.com/marcus/sidecar/internal/adapter/claudecode"
	"github.com/marcus/sidecar/internal/plugins/workspace"
	"github.com/marcus/sidecar/internal/tty"
	"github.com/marcus/sidecar/internal/tty/screenmodel"
	"github.com/marcus/td/pkg/monitor"
)

type amounts struct {
	sessions, handles, watchers, fetches, timers, emulators, storm, captures, polls int
}

var (
	healthy = amounts{sessions: 6, handles: 1, watchers: 5, fetches: 1, timers: 6, emulators: 3,
		storm: 0, captures: 2, polls: 1}
	sick = amounts{sessions: 60, handles: 5, watchers: 30, fetches: 4, timers: 6, emulators: 16,
		storm: 60, captures: 80, polls: 7}
)

const captureBytes = 1 << 20

func (a amounts) start(home string) error {
	if err := claudecode.Open(home, a.sessions); err != nil {
		return err
	}
	if err := claudecode.OpenDatabase(home, a.handles); err != nil {
		return err
	}
	for i := 0; i < a.watchers; i++ {
		if err := fsnotify.NewWatcher(); err != nil {
			return err
		}
	}
	for i := 0; i < a.fetches; i++ {
		monitor.Model{}.Fetch()
	}
	for i := 0; i < a.timers; i++ {
		tea.Tick()
	}
	for i := 0; i < a.emulators; i++ {
		screenmodel.New()
	}
	for i := 0; i < a.captures; i++ {
		tty.Capture(captureBytes)
	}
	for i := 0; i < a.polls; i++ {
		new(workspace.Plugin).Poll()
	}
	tea.New().Storm(a.storm)
	return nil
}

func main() {
	isSick := flag.Bool("sick", false, "show the faults of the guide")
	home := flag.String("home", "", "folder for session files")
	life := flag.Duration("for", time.Minute, "end after this time")
	flag.Parse()
	chosen := healthy
	if *isSick {
		chosen = sick
	}
	// So that its children end with it.
	_ = syscall.Setpgid(0, 0)
	if err := chosen.start(*home); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(listener, nil)) }()
	fmt.Printf("listening http://%s\n", listener.Addr())
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	select {
	case <-end:
	case <-time.After(*life):
	}
	signal.Ignore(syscall.SIGTERM)
	_ = syscall.Kill(0, syscall.SIGTERM)
}
