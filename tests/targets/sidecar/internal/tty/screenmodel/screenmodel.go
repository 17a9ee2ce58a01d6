// Package screenmodel has one goroutine for each terminal emulator.
package screenmodel

type replyDrain struct{ replies chan int }

// New makes an emulator.
func New() {
	d := &replyDrain{replies: make(chan int)}
	go d.run()
}

func (d *replyDrain) run() { <-d.replies }
