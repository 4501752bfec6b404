package suite

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
)

// A Tagger computes HMAC-SHA-256 under one key. It keeps the padded key
// between messages, and a caller that pools it pays for neither. It is not
// safe for concurrent use.
type Tagger struct {
	mac hash.Hash
	sum [sha256.Size]byte
}

// NewTagger returns a Tagger for key.
func NewTagger(key []byte) *Tagger {
	return &Tagger{mac: hmac.New(sha256.New, key)}
}

// Tag returns the 32-byte tag of a message in two pieces, either of which may
// be empty. It is overwritten by the next call.
func (t *Tagger) Tag(head, body []byte) []byte {
	t.mac.Reset()
	t.mac.Write(head)
	t.mac.Write(body)
	return t.mac.Sum(t.sum[:0])
}

// Check reports, in constant time, whether tag is the beginning of the
// message's tag; its length is fixed by the caller's format, never by a token.
func (t *Tagger) Check(head, body, tag []byte) bool {
	return hmac.Equal(t.Tag(head, body)[:len(tag)], tag)
}
