package suite

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// A MAC computes HMAC-SHA-256 tags with one key. It is safe for concurrent use. It
// pools keyed hashes, since hashing the padded key again would cost as much as a
// short message.
type MAC struct{ taggers sync.Pool }

// A tagger is a keyed hash, with space for its result.
type tagger struct {
	hash hash.Hash
	sum  [sha256.Size]byte
}

// NewMAC returns a MAC for key.
func NewMAC(key []byte) *MAC {
	return &MAC{taggers: sync.Pool{New: func() any {
		return &tagger{hash: hmac.New(sha256.New, key)}
	}}}
}

// Append appends the first size bytes, at most 32, of the tag of a message. The
// message is head followed by body, either of which may be empty.
func (m *MAC) Append(dst, head, body []byte, size int) []byte {
	t := m.taggers.Get().(*tagger)
	dst = append(dst, t.tag(head, body)[:size]...)
	m.taggers.Put(t)
	return dst
}

// Check reports in constant time whether tag is the beginning of the tag of head
// followed by body. The caller must take the length of tag from the format, never
// from a token.
func (m *MAC) Check(head, body, tag []byte) bool {
	t := m.taggers.Get().(*tagger)
	same := hmac.Equal(t.tag(head, body)[:len(tag)], tag)
	m.taggers.Put(t)
	return same
}

// tag returns the whole tag of head followed by body. It is valid until the next call.
func (t *tagger) tag(head, body []byte) []byte {
	t.hash.Reset()
	t.hash.Write(head)
	t.hash.Write(body)
	return t.hash.Sum(t.sum[:0])
}
