// Package workspace asks tmux for what a terminal shows.
package workspace

import "os/exec"

// Plugin polls terminals.
type Plugin struct{}

// Poll starts a capture that takes long.
func (p *Plugin) Poll() { go p.handlePollAgent() }

// Chain polls without a pause, beside whoever does already.
func (p *Plugin) Chain() {
	go func() {
		for {
			_, _ = captureActivePane()
		}
	}()
}

//go:noinline
func captureActivePane() ([]byte, error) { return exec.Command("true").Output() }

func (p *Plugin) handlePollAgent() { _, _ = capturePaneWithMetadata() }

//go:noinline
func capturePaneWithMetadata() ([]byte, error) {
	return exec.Command("sleep", "600").Output()
}
