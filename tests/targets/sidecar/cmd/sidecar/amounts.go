package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/fsnotify/fsnotify"
	"github.com/marcus/sidecar/internal/adapter/claudecode"
	"github.com/marcus/sidecar/internal/app"
	"github.com/marcus/sidecar/internal/plugins/conversations"
	"github.com/marcus/sidecar/internal/plugins/gitstatus"
	"github.com/marcus/sidecar/internal/plugins/workspace"
	"github.com/marcus/sidecar/internal/store"
	"github.com/marcus/sidecar/internal/tty"
	"github.com/marcus/sidecar/internal/tty/screenmodel"
	"github.com/marcus/td/pkg/monitor"
)

// amounts says how much of everything there is.
type amounts struct {
	sessions, handles, stores, logs, devices, watchers, forgotten, folders int // descriptors
	fetches, writes, views, timers, emulators, controls, pools             int // goroutines
	storm, captures, polls, buffers, parsed, loads                         int
	stuck, gits, clients, chains                                           int // children, and who waits for them
	kept, draws, blocked                                                   int // megabytes; CPUs; threads
	journal, churn, reparse, loop                                          bool
}

var (
	healthy = amounts{sessions: 6, handles: 1, watchers: 5, fetches: 1, timers: 6, emulators: 3,
		captures: 2, polls: 1, controls: 6, pools: 3, buffers: 3}
	sick = amounts{sessions: 60, handles: 5, stores: 5, logs: 4, devices: 120, watchers: 30, forgotten: 5,
		journal: true, fetches: 4, writes: 1, views: 1, timers: 6, emulators: 16, pools: 9,
		storm: 60, captures: 80, polls: 7, controls: 30, buffers: 20, parsed: 80, loads: 5,
		stuck: 1, gits: 1, clients: 13}
	// What comes to a sick one.
	busy = amounts{reparse: true, loop: true}
	// What comes to a healthy one, one at a time.
	later = map[string]amounts{"large": {kept: 560}, "drawing": {draws: 2}, "capturing": {chains: 2},
		"blocked": {blocked: 110}}
	// What comes to a healthy one.
	worse = amounts{watchers: 30, folders: 250, timers: 20, emulators: 12, controls: 24, pools: 6,
		parsed: 40, churn: true}
)

const captureBytes = 1 << 20

// times calls f so often, or until it fails.
func times(n int, f func() error) error {
	for i := 0; i < n; i++ {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

func good(f func()) func() error {
	return func() error {
		f()
		return nil
	}
}

func (a amounts) openFiles(home string) error {
	if err := claudecode.Open(home, a.sessions); err != nil {
		return err
	}
	if a.handles > 0 {
		if err := claudecode.OpenDatabase(home, a.handles, a.journal); err != nil {
			return err
		}
	}
	if a.stores > 0 {
		if err := claudecode.OpenStore(home, a.stores); err != nil {
			return err
		}
	}
	if err := app.OpenLog(home, a.logs); err != nil {
		return err
	}
	return times(a.devices, func() error {
		f, err := os.Open(os.DevNull)
		devices = append(devices, f)
		return err
	})
}

var devices []*os.File

func (a amounts) watch(home string) error {
	if err := times(a.watchers, fsnotify.NewWatcher); err != nil {
		return err
	}
	if err := times(a.forgotten, fsnotify.Forget); err != nil || a.folders == 0 {
		return err
	}
	folders := make([]string, a.folders)
	for i := range folders {
		folders[i] = filepath.Join(home, "tree", fmt.Sprint(i))
		if err := os.MkdirAll(folders[i], 0o700); err != nil {
			return err
		}
	}
	return fsnotify.Watch(folders)
}

func (a amounts) startChildren(home string) error {
	git := &gitstatus.Plugin{Tools: filepath.Join(home, "bin")}
	if err := times(a.gits, git.Hang); err != nil {
		return err
	}
	if a.loop {
		go git.Loop()
	}
	if a.clients == 0 {
		return nil
	}
	tmux, err := git.Tool("tmux")
	if err != nil {
		return err
	}
	return times(a.clients, func() error { return exec.Command(tmux, "600").Start() })
}

func churn() {
	for {
		_ = ansi.Truncate(1 << 20)
		time.Sleep(10 * time.Millisecond)
	}
}

func (a amounts) start(home string) error {
	for _, f := range []func(string) error{a.openFiles, a.watch, a.startChildren} {
		if err := f(home); err != nil {
			return err
		}
	}
	adapter := new(claudecode.Adapter)
	adapters = append(adapters, adapter)
	adapter.Parse(a.parsed)
	if a.reparse {
		go adapter.Reparse()
	}
	if a.churn {
		go churn()
	}
	if err := app.Block(a.blocked); err != nil {
		return err
	}
	app.Keep(a.kept)
	for i := 0; i < a.draws; i++ {
		go app.Draw()
	}
	_ = times(a.fetches, good(monitor.Model{}.Fetch))
	_ = times(a.writes, good(monitor.Model{}.Write))
	_ = times(a.views, good(monitor.Model{}.Draw))
	_ = times(a.timers, good(tea.Tick))
	_ = times(a.emulators, good(screenmodel.New))
	_ = times(a.buffers, good(vt.NewEmulator))
	_ = times(a.controls, good(tty.Control))
	_ = times(a.stuck, good(tty.Stuck))
	_ = times(a.pools, good(store.Open))
	_ = times(a.captures, good(func() { tty.Capture(captureBytes) }))
	_ = times(a.polls, good(new(workspace.Plugin).Poll))
	_ = times(a.chains, good(new(workspace.Plugin).Chain))
	_ = times(a.loads, good(new(conversations.Plugin).Load))
	tea.New().Storm(a.storm)
	return nil
}

var adapters []*claudecode.Adapter
