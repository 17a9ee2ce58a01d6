// Package tty keeps captured text.
package tty

import "strings"

var rows []string

// Capture keeps one row of a capture of this many bytes, and with it the whole.
func Capture(size int) {
	text := parseControlSnapshotLayout(size)
	rows = append(rows, text[:10])
}

//go:noinline
func parseControlSnapshotLayout(size int) string {
	return strings.Repeat("terminal  ", size/10)
}
