// Package monitor stands in for the task monitor, whose fetches wait for a database.
package monitor

import "time"

// Model is what a fetch fills.
type Model struct{ Name string }

// Fetch starts a fetch that does not end.
func (m Model) Fetch() { go m.fetchData() }

func (m Model) fetchData() { time.Sleep(time.Hour) }
