// Package app draws the screen, and keeps what it has drawn.
package app

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

var (
	kept  [][]byte
	logs  []*os.File
	drawn int
)

// OpenLog opens the log n times, and keeps it open.
func OpenLog(home string, n int) error {
	dir := filepath.Join(home, ".config", "sidecar")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for i := 0; i < n; i++ {
		f, err := os.OpenFile(filepath.Join(dir, "debug.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		logs = append(logs, f)
	}
	return nil
}

// Block makes n threads that are in a call which does not come back.
func Block(n int) error {
	for i := 0; i < n; i++ {
		var ends [2]int
		if err := syscall.Pipe(ends[:]); err != nil {
			return err
		}
		go func() { _, _ = syscall.Read(ends[0], make([]byte, 1)) }()
	}
	return nil
}

// Keep keeps so many megabytes, all of them touched.
func Keep(megabytes int) {
	for i := 0; i < megabytes; i++ {
		page := make([]byte, 1<<20)
		for at := 0; at < len(page); at += 4096 {
			page[at] = 1
		}
		kept = append(kept, page)
	}
}

// Model is what is drawn.
type Model struct{ width int }

// Draw draws again and again, whether somebody types or not.
func Draw() {
	for m := (&Model{width: 200}); ; {
		drawn = len(m.View())
	}
}

// View draws one frame.
//
//go:noinline
func (m *Model) View() string {
	var b strings.Builder
	for row := 0; row < 60; row++ {
		b.WriteString(strings.Repeat("-", m.width))
		b.WriteByte('\n')
	}
	return b.String()
}
