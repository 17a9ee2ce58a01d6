// Package claudecode opens sessions of an agent.
package claudecode

import (
	"fmt"
	"os"
	"path/filepath"
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

// OpenDatabase opens the tasks n times.
func OpenDatabase(home string, n int) error {
	dir := filepath.Join(home, "work", ".todos")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for i := 0; i < n; i++ {
		f, err := os.OpenFile(filepath.Join(dir, "issues.db"), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		open = append(open, f)
	}
	return nil
}
