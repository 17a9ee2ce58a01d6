// Package sqlite stands in for a database that does not answer.
package sqlite

import "time"

// Query waits for the lock on the database.
//
//go:noinline
func Query() { time.Sleep(time.Hour) }
