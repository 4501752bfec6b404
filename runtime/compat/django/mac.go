package django

import (
	"crypto/hmac"
	"hash"
	"slices"
	"strings"
	"sync"

	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// mac computes tags under one key. It is safe for concurrent use. It keeps keyed
// hashes in a pool, each with the room that a token needs: to pad the key costs
// as much as a short message.
type mac struct {
	key     []byte
	size    int // bytes of a tag
	taggers sync.Pool
}

// tagger is a keyed hash and the buffers of one call.
type tagger struct {
	hash  hash.Hash
	tag   []byte
	text  []byte // JSON
	token []byte
}

// mostKept is how much room a tagger may have to be kept.
const mostKept = 64 << 10

func newMAC(a algorithm, key []byte) *mac {
	m := &mac{key: key, size: a.new().Size()}
	m.taggers.New = func() any { return &tagger{hash: hmac.New(a.new, key)} }
	return m
}

// take lends a tagger, of which no byte may be in use after give.
func (m *mac) take() *tagger { return m.taggers.Get().(*tagger) }

func (m *mac) give(t *tagger) {
	if cap(t.text)+cap(t.token) <= mostKept {
		m.taggers.Put(t)
	}
}

// sum returns the tag of text, which is good until the next call.
func (t *tagger) sum(text []byte) []byte {
	t.hash.Reset()
	t.hash.Write(text)
	t.tag = t.hash.Sum(t.tag[:0])
	return t.tag
}

// encodedLen is the length of a signature's text.
func (m *mac) encodedLen() int { return armor.EncodedLen(m.size) }

// matches compares texts in constant time, as Django does, so that no other
// spelling of the same signature passes.
func (m *mac) matches(value, sig string) bool {
	if len(sig) != m.encodedLen() {
		return false
	}
	t := m.take()
	t.token = append(t.token[:0], value...)
	t.token = armor.Append(t.token, "", t.sum(t.token))
	same := hmac.Equal(t.token[len(value):], []byte(sig))
	m.give(t)
	return same
}

func anyMatches(macs []*mac, value, sig string) bool {
	return slices.ContainsFunc(macs, func(m *mac) bool { return m.matches(value, sig) })
}

// namespace is what, beside the secret, Django derives a MAC key from.
type namespace struct{ algorithm, salt, prefix string }

// mostNamespaces bounds what is kept where salts come from requests.
const mostNamespaces = 64

// derivations are the MACs of the namespaces that one [Keys] served, primary
// first in each.
type derivations struct {
	secrets []string
	mu      sync.RWMutex
	known   map[namespace]func() []*mac
}

// macs returns a func, for the reason in Keys. A hash without a name cannot be
// told from another, and is not kept.
func (d *derivations) macs(a algorithm, salt, prefix string) func() []*mac {
	if a.name == "" {
		return d.derive(a, salt, prefix)
	}
	n := namespace{a.name, salt, prefix}
	d.mu.RLock()
	macs := d.known[n]
	d.mu.RUnlock()
	if macs == nil {
		n.salt = strings.Clone(salt)
		macs = d.keep(n, d.derive(a, salt, prefix))
	}
	return macs
}

func (d *derivations) derive(a algorithm, salt, prefix string) func() []*mac {
	all := make([]*mac, len(d.secrets))
	for i, s := range d.secrets {
		all[i] = newMAC(a, a.derive(salt, prefix+s))
	}
	return func() []*mac { return all }
}

func (d *derivations) keep(n namespace, macs func() []*mac) func() []*mac {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known == nil || len(d.known) >= mostNamespaces {
		d.known = map[namespace]func() []*mac{}
	}
	d.known[n] = macs
	return macs
}
