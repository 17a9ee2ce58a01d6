// Package db waits for the right to write.
package db

import "time"

type writeLocker struct{ tries int }

// Open waits until nobody else writes.
func Open() { (&writeLocker{}).acquire() }

func (l *writeLocker) acquire() {
	for ; ; l.tries++ {
		time.Sleep(time.Hour)
	}
}
