package sessions

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// ChunkBytes is the size of one retained transcript.
const ChunkBytes = 256 << 10

// Session is a transcript in memory.
type Session struct {
	ID         string
	Transcript []byte
}

// Store keeps every session that was ever loaded.
type Store struct {
	mu    sync.Mutex
	byID  map[string]*Session
	bytes int64
}

// NewStore makes an empty store.
func NewStore() *Store { return &Store{byID: make(map[string]*Session)} }

// Load reads one more session into the map; nothing ever takes it out.
func (s *Store) Load(turn int64) {
	session := &Session{ID: fmt.Sprintf("session-%06d", turn), Transcript: readTranscript(turn)}
	s.remember(session)
}

//go:noinline
func readTranscript(turn int64) []byte {
	transcript := make([]byte, ChunkBytes)
	for i := 0; i < len(transcript); i += 64 { // every page, so that resident memory grows as well
		transcript[i] = byte(turn) + byte(i>>6)
	}
	return transcript
}

//go:noinline
func (s *Store) remember(session *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[session.ID] = session
	atomic.AddInt64(&s.bytes, int64(len(session.Transcript)))
}

// Bytes is how much the transcripts hold.
func (s *Store) Bytes() int64 { return atomic.LoadInt64(&s.bytes) }
