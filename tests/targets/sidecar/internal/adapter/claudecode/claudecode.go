// Package claudecode opens sessions of an agent.
package claudecode

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

var open []*os.File

// Open opens n session files below home, and keeps them open.
func Open(home string, n int) error {
	for i := 0; i < n; i++ {
		dir := filepath.Join(home, ".claude", "projects", fmt.Sprint("project-", i))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		f, err := os.Create(filepath.Join(dir, "session.jsonl"))
		if err != nil {
			return err
		}
		open = append(open, f)
	}
	return nil
}

// openTimes opens one file n times.
func openTimes(path string, n int) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	for i := 0; i < n; i++ {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		open = append(open, f)
	}
	return nil
}

// OpenDatabase opens the tasks n times, and what a journal of an older version leaves behind.
func OpenDatabase(home string, n int, journal bool) error {
	path := filepath.Join(home, "work", ".todos", "issues.db")
	if err := openTimes(path, n); err != nil || !journal {
		return err
	}
	return openTimes(path+"-wal", 1)
}

// OpenStore opens the database of another agent n times.
func OpenStore(home string, n int) error {
	return openTimes(filepath.Join(home, ".cursor", "chats", "a", "b", "store.db"), n)
}

// Adapter keeps what it has read.
type Adapter struct{ messages []string }

// Parse reads so many megabytes of sessions and keeps them.
func (a *Adapter) Parse(megabytes int) {
	for i := 0; i < megabytes; i++ {
		a.messages = append(a.messages, a.parseMessages(1<<20))
	}
}

//go:noinline
func (a *Adapter) parseMessages(size int) string {
	var b strings.Builder
	for b.Len() < size {
		b.WriteString("{\"role\": \"user\"}\n")
	}
	return b.String()
}

// Reparse reads from the first byte at each event; events come without end.
func (a *Adapter) Reparse() {
	for {
		a.parseSession()
	}
}

var sum uint64

//go:noinline
func (a *Adapter) parseSession() {
	for i := uint64(0); i < 1<<16; i++ {
		sum = sum*31 + i
	}
}
