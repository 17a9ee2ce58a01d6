// Package app draws the screen, and keeps what it has drawn.
package app

import "strings"

var (
	kept  [][]byte
	drawn int
)

// Keep keeps so many megabytes, all of them touched.
func Keep(megabytes int) {
	for i := 0; i < megabytes; i++ {
		page := make([]byte, 1<<20)
		for at := 0; at < len(page); at += 4096 {
			page[at] = 1
		}
		kept = append(kept, page)
	}
}

// Model is what is drawn.
type Model struct{ width int }

// Draw draws again and again, whether somebody types or not.
func Draw() {
	for m := (&Model{width: 200}); ; {
		drawn = len(m.View())
	}
}

// View draws one frame.
//
//go:noinline
func (m *Model) View() string {
	var b strings.Builder
	for row := 0; row < 60; row++ {
		b.WriteString(strings.Repeat("-", m.width))
		b.WriteByte('\n')
	}
	return b.String()
}
