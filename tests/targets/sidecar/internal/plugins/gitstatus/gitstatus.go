// Package gitstatus asks git for what has changed.
package gitstatus

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Plugin asks in the folder of a project.
type Plugin struct{ Tools string }

// Tool makes a program of this name that only waits, so that a child has that name.
func (p *Plugin) Tool(name string) (string, error) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		return "", err
	}
	from, err := os.Open(sleep)
	if err != nil {
		return "", err
	}
	defer from.Close()
	if err := os.MkdirAll(p.Tools, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(p.Tools, name)
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o700)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(to, from); err != nil {
		to.Close()
		return "", err
	}
	return path, to.Close()
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
