package keylist

import (
	"crypto/hmac"
	"hash"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A MAC computes tags under one key. It is safe for concurrent use. It keeps keyed hashes
// in a pool, because making one costs as much as a short message.
type MAC struct {
	size  int
	rooms sync.Pool
}

// A Room is a keyed hash and the buffers of one call.
type Room struct {
	Text   []byte // a payload
	Packed []byte // a payload, compressed or encrypted
	Token  []byte

	hash hash.Hash
	tag  []byte
}

// mostKept is the largest size, in bytes, of the buffers of a Room in the pool.
const mostKept = 64 << 10

// Size returns the length of a tag in bytes.
func (m *MAC) Size() int { return m.size }

// Take lends a Room until Give.
func (m *MAC) Take() *Room { return m.rooms.Get().(*Room) }

// Give returns a Room to the pool. It clears the buffers, which may contain a secret
// payload or the state of a user.
func (m *MAC) Give(r *Room) {
	clear(r.Text[:cap(r.Text)])
	clear(r.Packed[:cap(r.Packed)])
	clear(r.Token[:cap(r.Token)])
	if cap(r.Text)+cap(r.Packed)+cap(r.Token) <= mostKept {
		m.rooms.Put(r)
	}
}

// Sum returns the tag of text. It is valid until the next call.
func (r *Room) Sum(text []byte) []byte {
	r.hash.Reset()
	r.hash.Write(text)
	r.tag = r.hash.Sum(r.tag[:0])
	return r.tag
}

// A Ring is a list of MACs. The first one signs, and all of them verify. Printing it does
// not show their keys. The zero Ring has none.
type Ring struct{ macs secret.Of[[]*MAC] }

// Primary returns the MAC that signs, or nil if r is the zero Ring.
func (r Ring) Primary() *MAC {
	if macs := r.macs.Show(); len(macs) > 0 {
		return macs[0]
	}
	return nil
}

// Match returns the index of the MAC whose tag of text has the text sig, or -1. It
// compares the texts in constant time, and accepts no other spelling of a tag.
func (r Ring) Match(text, sig string, encode Encoding) int {
	for i, m := range r.macs.Show() {
		room := m.Take()
		same := hmac.Equal(room.tagText(text, encode), []byte(sig))
		m.Give(room)
		if same {
			return i
		}
	}
	return -1
}

// MatchTag is Match for a format whose tokens have the bytes of the tag, not a text.
func (r Ring) MatchTag(text, tag []byte) int {
	for i, m := range r.macs.Show() {
		room := m.Take()
		same := hmac.Equal(room.Sum(text), tag)
		m.Give(room)
		if same {
			return i
		}
	}
	return -1
}

// An Encoding appends the text of a tag.
type Encoding func(dst, tag []byte) []byte

// Text returns the tag of a text, as text.
func (m *MAC) Text(text string, encode Encoding) string {
	room := m.Take()
	defer m.Give(room)
	return string(room.tagText(text, encode))
}

func (r *Room) tagText(text string, encode Encoding) []byte {
	r.Token = append(r.Token[:0], text...)
	r.Token = encode(r.Token, r.Sum(r.Token))
	return r.Token[len(text):]
}

// Base64 is URL-safe base64 without padding.
func Base64(dst, tag []byte) []byte { return armor.Append(dst, "", tag) }
