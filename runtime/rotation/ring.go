// Package rotation edits the text of a key ring, and plans when each key may take its next
// step ([Waits.Plan]). The command typeseal keys is made with it. A program can use it for a
// ring that is not in a file, but for example in a secret manager.
//
// An edit changes only the words that it is about. All else stays as it is, byte for byte:
// comments, blanks, the order of lines, and how they end. What an edit returns can be read by
// package typeseal. An edit that fails changes nothing.
//
// Errors never show a key. Text returns secrets; all else that a Ring returns, and
// what is printed of it, is key ids and states.
package rotation

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A Ring is the text of a key ring. Its methods must not be called concurrently.
type Ring struct{ held secret.Of[*ring.Ring] }

// A Key is a key of a ring.
type Key struct {
	ID    string    // eight hexadecimal digits
	State string    // primary, accepted, retired or revoked
	Since time.Time // when it took its state, in UTC; zero if the ring does not say
	Line  int       // counted from 1; a semicolon begins another line
}

// A Cutoff revokes tokens that were issued before a second: those with the salt, if
// there is one, those with the binding, if there is one, and otherwise all tokens.
type Cutoff struct {
	Before  time.Time
	Salt    string
	Binding *string
	Line    int // as in Key
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
