// Package tea stands in for the terminal library: as many of its goroutines as are asked for, at the
// places where the real ones wait.
package tea

import "time"

// Program is the loop that handles messages.
type Program struct{ messages chan int }

// New makes a program whose loop never takes a message.
func New() *Program { return &Program{messages: make(chan int)} }

// Send blocks until the loop takes the message.
func (p *Program) Send(message int) {
	select {
	case p.messages <- message:
	case <-time.After(time.Hour):
	}
}

func (p *Program) execBatchMsg(message int) {
	go func() { p.Send(message) }()
}

// Storm sends n messages that nobody takes.
func (p *Program) Storm(n int) {
	for i := 0; i < n; i++ {
		p.execBatchMsg(i)
	}
}

// Tick starts a timer.
func Tick() {
	timer := time.NewTimer(time.Hour)
	go func() { <-timer.C }()
}
