// Package conversations reads the sessions of agents.
package conversations

// Plugin has loads under way.
type Plugin struct{ loaded chan int }

// Load begins one that does not end.
func (p *Plugin) Load() { p.loadSessions() }

//go:noinline
func (p *Plugin) loadSessions() {
	if p.loaded == nil {
		p.loaded = make(chan int)
	}
	go func() { <-p.loaded }()
}
