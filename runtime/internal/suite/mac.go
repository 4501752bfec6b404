package suite

import (
	"crypto/hmac"
	"crypto/sha256"
	"sync"
)

// A MAC computes HMAC-SHA-256 tags with one key. It is safe for concurrent use. It needs
// no memory besides its own, because a program may have a MAC for each type of each
// tenant. Package secret must hide it, because it is as secret as its key.
type MAC struct {
	// The states of SHA-256 after the padded key, so that the key is not hashed again for
	// each tag; FIPS 198-1, section 6, describes that. If whole is true, inner is the key
	// itself.
	inner, outer midstate
}

// NewMAC returns the MAC for key.
func NewMAC(key [KeySize]byte) MAC {
	if whole {
		return MAC{inner: midstate(key)}
	}
	return MAC{inner: padded(key, 0x36), outer: padded(key, 0x5c)}
}

// padded returns the state after the first block of one of HMAC's two hashes: the key,
// padded with zeros, and each byte XORed with pad.
func padded(key [KeySize]byte, pad byte) midstate {
	var block [sha256.BlockSize]byte
	copy(block[:], key[:])
	for i := range block {
		block[i] ^= pad
	}
	return after(&block)
}

// Append appends the first size bytes, at most 32, of the tag of a message. The
// message is head followed by body, either of which may be empty.
func (m *MAC) Append(dst, head, body []byte, size int) []byte {
	t := taggers.Get().(*tagger)
	dst = append(dst, t.tag(m, head, body)[:size]...)
	taggers.Put(t)
	return dst
}

// Check reports in constant time whether tag is the beginning of the tag of head
// followed by body. The caller must take the length of tag from the format, never
// from a token.
func (m *MAC) Check(head, body, tag []byte) bool {
	t := taggers.Get().(*tagger)
	same := hmac.Equal(t.tag(m, head, body)[:len(tag)], tag)
	taggers.Put(t)
	return same
}

// A tagger is the memory in which a tag is computed, with any key.
type tagger struct {
	hash resumable
	sum  [sha256.Size]byte
	kept *keptHashes // if whole is true
}

// taggers are for all MACs. A pool for each MAC would take memory for each processor and
// each MAC.
var taggers = sync.Pool{New: func() any {
	if whole {
		return &tagger{kept: new(keptHashes)}
	}
	return &tagger{hash: newResumable()}
}}

// tag returns the whole tag of head followed by body. It is valid until the next call.
func (t *tagger) tag(m *MAC, head, body []byte) []byte {
	if whole {
		return t.kept.tag(t.sum[:0], m, head, body)
	}
	h := t.hash.resume(&m.inner)
	h.Write(head)
	h.Write(body)
	sum := h.Sum(t.sum[:0])
	h = t.hash.resume(&m.outer)
	h.Write(sum)
	return h.Sum(t.sum[:0])
}
