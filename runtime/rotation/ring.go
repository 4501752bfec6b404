// Package rotation edits the text of a key ring, and says when each key can take its next
// step. The command typeseal keys is made with it. Use it if the ring is not in a file, but
// for example in a secret manager:
//
//	ring, err := rotation.Parse(text)
//	...
//	plan := waits.Plan(ring.Keys(), now)
//	if plan.Next.Ready(now) {
//		id, err = ring.Take(plan.Next, now)
//	}
//	text = ring.Text()
//
// An edit changes only the words that it is about. Everything else stays as it is, byte for
// byte: comments, blanks, the order of lines, and how they end. Package typeseal accepts the
// edited text. An edit that fails changes nothing. The argument now is the time of the edit,
// and becomes the since of the keys that it changes.
//
// Only Text and Public return keys, and those of Public are not secret. Errors, and a Ring
// that is printed, show ids and states at most.
package rotation

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A Ring is the text of a key ring. Its methods must not be called concurrently.
type Ring struct{ held secret.Of[*ring.Ring] }

// A Key says which state a key of a ring has, without the key itself.
type Key struct {
	ID    string    // eight hexadecimal digits
	State string    // primary, accepted, retired or revoked
	Since time.Time // when it took its state, in UTC; zero if the ring does not say
	Line  int       // counted from 1; a semicolon begins another line
}

// A Cutoff revokes tokens that were issued before a second. Without a salt or a binding, it
// revokes all of them. It cannot have both.
type Cutoff struct {
	Before  time.Time // the first second that is not revoked
	Salt    string    // if not empty, only tokens with this salt are revoked
	Binding *string   // if not nil, only tokens with this binding are revoked
	Line    int       // as in Key
}

// Parse reads a ring of root keys, signing keys or public keys. The first key says
// which. It accepts the texts that typeseal.ParseKeyring, ParseSigningKey or
// ParsePublicKeyring accept. Errors name the line.
func Parse(text string) (*Ring, error) {
	read, err := ring.Parse(text, ring.KindOf(text))
	if err != nil {
		return nil, err
	}
	return &Ring{secret.Hide(read)}, nil
}

// nothing is what a zero Ring holds.
var nothing = &ring.Ring{Kind: ring.Root}

// present returns the ring as it was parsed last.
func (r *Ring) present() *ring.Ring {
	if r == nil || r.held.Show() == nil {
		return nothing
	}
	return r.held.Show()
}

// Text returns the text of the ring. It is secret, except for a ring of public keys.
func (r *Ring) Text() string { return r.present().Text() }

// Kind returns the kind of the ring's keys: root, signing or public.
func (r *Ring) Kind() string { return r.present().Kind.String() }

// Keys returns the keys, in the order of the text.
func (r *Ring) Keys() (keys []Key) {
	for _, k := range r.present().Keys {
		keys = append(keys, Key{ring.FormatID(k.ID), state(k).String(), k.Since, k.Line})
	}
	return keys
}

// state returns the state of a key. A signing key that is alone in its text has none, and signs.
func state(k ring.Key) ring.State {
	if k.State == ring.None {
		return ring.Primary
	}
	return k.State
}

// Cutoffs returns the cutoffs, in the order of the text.
func (r *Ring) Cutoffs() (cutoffs []Cutoff) {
	for _, c := range r.present().Cutoffs {
		cutoffs = append(cutoffs, Cutoff{time.Unix(c.Before, 0).UTC(), c.Salt, c.Binding, c.Line})
	}
	return cutoffs
}
