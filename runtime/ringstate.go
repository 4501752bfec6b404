package typeseal

import (
	"iter"
	"math"
	"time"
)

// Age returns how long ago the ring was read without an error: the age of the last good
// load if the ring follows a source, and otherwise the time since the ring was parsed. A
// health check can compare it with a few intervals of [Every]. It is the longest Duration
// for a nil or zero Keyring.
func (r *Keyring) Age() time.Duration { return r.viewed().age() }

// Age returns how long ago the key was read without an error. See [Keyring.Age].
func (k *SigningKey) Age() time.Duration { return k.viewed().age() }

// Age returns how long ago the ring was read without an error. See [Keyring.Age].
func (r *PublicKeyring) Age() time.Duration { return r.viewed().age() }

// Keys returns the ring's key ids and their states: primary, accepted, retired or revoked,
// in the order of the text. A gauge can count the keys by state.
func (r *Keyring) Keys() iter.Seq2[string, string] { return r.viewed().keys() }

// Keys returns the key ids and their states. See [Keyring.Keys].
func (k *SigningKey) Keys() iter.Seq2[string, string] { return k.viewed().keys() }

// Keys returns the ring's key ids and their states. See [Keyring.Keys].
func (r *PublicKeyring) Keys() iter.Seq2[string, string] { return r.viewed().keys() }

// age returns how long ago the keys were read without an error. v may be nil.
func (v *view) age() time.Duration {
	if v == nil {
		return math.MaxInt64
	}
	return time.Since(*v.live.loaded.Load())
}

// keys returns ids and states of the present keys. v may be nil.
func (v *view) keys() iter.Seq2[string, string] {
	return func(yield func(id, state string) bool) {
		r := v.present()
		if r == nil {
			return
		}
		for _, k := range r.set.keys {
			if !yield(keyIDText(k.id), k.state.String()) {
				return
			}
		}
	}
}
