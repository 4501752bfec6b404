package suite

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// A MAC computes HMAC-SHA-256 tags under one key. It is safe for concurrent use.
// It keeps keyed hashes in a pool: to pad the key costs as much as a short
// message.
type MAC struct{ taggers sync.Pool }

// tagger is a keyed hash with room for its result.
type tagger struct {
	hash hash.Hash
	sum  [sha256.Size]byte
}

// NewMAC returns a MAC under key.
func NewMAC(key []byte) *MAC {
	return &MAC{taggers: sync.Pool{New: func() any {
		return &tagger{hash: hmac.New(sha256.New, key)}
	}}}
}

// Append appends the first size bytes, at most 32, of the tag of a message in
// two pieces, either of which may be empty.
func (m *MAC) Append(dst, head, body []byte, size int) []byte {
	t := m.taggers.Get().(*tagger)
	dst = append(dst, t.tag(head, body)[:size]...)
	m.taggers.Put(t)
	return dst
}

// Check reports, in constant time, whether tag is the beginning of the message's
// tag; its length is fixed by the caller's format, never by a token.
func (m *MAC) Check(head, body, tag []byte) bool {
	t := m.taggers.Get().(*tagger)
	same := hmac.Equal(t.tag(head, body)[:len(tag)], tag)
	m.taggers.Put(t)
	return same
}

func (t *tagger) tag(head, body []byte) []byte {
	t.hash.Reset()
	t.hash.Write(head)
	t.hash.Write(body)
	return t.hash.Sum(t.sum[:0])
}
