// Package sessions reads the transcripts of sessions and forgets to let go of them: the files stay
// open (files.go), the contents stay in a map (store.go).
package sessions

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
)

// Files opens transcripts below a folder of its own.
type Files struct {
	dir    string
	opened int64 // descriptors of transcripts
	again  int64 // of them, those on a file that was open already
}

// NewFiles makes the one transcript that is opened again and again.
func NewFiles(dir string) (*Files, error) {
	f := &Files{dir: dir}
	return f, os.WriteFile(f.current(), []byte("{\"session\":\"current\"}\n"), 0o600)
}

func (f *Files) current() string { return filepath.Join(f.dir, "current.jsonl") }

// Reopen opens a transcript to look for new lines: three times of four the current one once more,
// else one that was never opened before. It is never closed.
func (f *Files) Reopen(turn int64) error {
	path := f.current()
	if turn%4 == 3 {
		path = filepath.Join(f.dir, fmt.Sprintf("session-%06d.jsonl", turn))
		if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
			return err
		}
	}
	// A plain number: an os.File that nobody holds would be closed by its finalizer.
	if _, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0); err != nil {
		return &os.PathError{Op: "open", Path: path, Err: err}
	}
	if turn%4 != 3 && turn > 0 {
		atomic.AddInt64(&f.again, 1)
	}
	atomic.AddInt64(&f.opened, 1)
	return nil
}

// Opened is how many descriptors of transcripts are open.
func (f *Files) Opened() int64 { return atomic.LoadInt64(&f.opened) }

// Duplicates is how many of them are on a file that another of them holds too.
func (f *Files) Duplicates() int64 { return atomic.LoadInt64(&f.again) }
