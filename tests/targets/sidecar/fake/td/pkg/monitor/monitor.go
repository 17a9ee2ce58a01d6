// Package monitor stands in for the task monitor, whose fetches wait for a database.
package monitor

import (
	"time"

	"github.com/marcus/td/internal/db"
	"modernc.org/sqlite"
)

// Model is what a fetch fills.
type Model struct{ Name string }

// Fetch starts a fetch that does not end.
func (m Model) Fetch() { go m.fetchData() }

func (m Model) fetchData() { time.Sleep(time.Hour) }

// Write starts a write that waits for another one.
func (m Model) Write() { go db.Open() }

// Draw draws in a goroutine of its own.
func (m Model) Draw() { go m.View() }

// View asks the database while it draws.
func (m Model) View() { sqlite.Query() }
