package handshake

import (
	"crypto/hmac"
	"encoding/hex"
	"hash"
	"slices"
	"sync"
)

// mac computes signatures under one secret. It is safe for concurrent use. It
// keeps keyed hashes in a pool, each with the room that a token needs: to pad
// the key costs as much as a short message.
type mac struct {
	size    int // bytes of a tag
	taggers sync.Pool
}

// tagger is a keyed hash, the same hash without a key for the random part, and
// the buffers of one call.
type tagger struct {
	keyed, bare hash.Hash
	tag         []byte
	token       []byte
	random      [mostRandom]byte
}

func newMAC(a algorithm, secret string) *mac {
	m := &mac{size: a.new().Size()}
	m.taggers.New = func() any { return &tagger{keyed: hmac.New(a.new, []byte(secret)), bare: a.new()} }
	return m
}

// take lends a tagger, of which no byte may be in use after give.
func (m *mac) take() *tagger { return m.taggers.Get().(*tagger) }

// give forgets the room for fields that were far too long.
func (m *mac) give(t *tagger) {
	if cap(t.token) <= 4*MaxLength {
		m.taggers.Put(t)
	}
}

func (m *mac) encodedLen() int { return hex.EncodedLen(m.size) }

// sum returns the tag of text, which is good until the next call.
func (t *tagger) sum(text []byte) []byte { return t.of(t.keyed, text) }

// hashOf is sum without the key.
func (t *tagger) hashOf(text []byte) []byte { return t.of(t.bare, text) }

func (t *tagger) of(h hash.Hash, text []byte) []byte {
	h.Reset()
	h.Write(text)
	t.tag = h.Sum(t.tag[:0])
	return t.tag
}

// matches compares texts in constant time, so that no other spelling of the
// same signature passes.
func (m *mac) matches(message, sig string) bool {
	if len(sig) != m.encodedLen() {
		return false
	}
	t := m.take()
	t.token = append(t.token[:0], message...)
	t.token = hex.AppendEncode(t.token, t.sum(t.token))
	same := hmac.Equal(t.token[len(message):], []byte(sig))
	m.give(t)
	return same
}

func anyMatches(macs []*mac, message, sig string) bool {
	return slices.ContainsFunc(macs, func(m *mac) bool { return m.matches(message, sig) })
}

// rings are the MACs of the algorithms that one [Keys] served, the creating
// secret's first in each.
type rings struct {
	secrets []string
	known   sync.Map // of an algorithm's name: func() []*mac
}

// macs returns a func, for the reason in Keys. A hash without a name cannot be
// told from another, and is not kept.
func (r *rings) macs(a algorithm) func() []*mac {
	if known, ok := r.known.Load(a.name); ok && a.name != "" {
		return known.(func() []*mac)
	}
	all := make([]*mac, len(r.secrets))
	for i, s := range r.secrets {
		all[i] = newMAC(a, s)
	}
	macs := func() []*mac { return all }
	if a.name != "" {
		r.known.Store(a.name, macs)
	}
	return macs
}
