// Package gitstatus asks git for what has changed.
package gitstatus

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// Plugin asks in the folder of a project.
type Plugin struct{ Tools string }

// Tool makes a program of this name that only waits, so that a child has that name. It is a link: the
// kernel runs no file that is open for writing, and a child that is being started at the same time
// holds every descriptor for a moment.
func (p *Plugin) Tool(name string) (string, error) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(p.Tools, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(p.Tools, name)
	if err := os.Symlink(sleep, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return path, nil
}

// Hang starts a git that does not end.
func (p *Plugin) Hang() error {
	git, err := p.Tool("git")
	if err == nil {
		go p.refresh(git)
	}
	return err
}

func (p *Plugin) refresh(git string) { _ = exec.Command(git, "600").Run() }

// Loop asks again as soon as there is an answer, for ever.
func (p *Plugin) Loop() {
	for {
		_ = exec.Command("sh", "-c", "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done").Run()
	}
}
