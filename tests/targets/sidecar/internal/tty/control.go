package tty

import "io"

type processControlChannel struct{ lines chan string }

type sessionControlClient struct{ to io.Writer }

// Control attaches to a session of tmux, which says nothing.
func Control() {
	c := &processControlChannel{lines: make(chan string)}
	go c.readLoop()
}

func (c *processControlChannel) readLoop() { <-c.lines }

// Stuck sends to a client that does not read.
func Stuck() {
	_, w := io.Pipe()
	go (&sessionControlClient{to: w}).send()
}

func (c *sessionControlClient) send() { _, _ = c.to.Write([]byte("refresh-client\n")) }
