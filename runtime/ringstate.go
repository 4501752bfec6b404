package typeseal

import (
	"iter"
	"math"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// Age returns how long ago the ring was read without an error: since the last good load if
// the ring follows a source, and otherwise since the ring was parsed. A health check can fail
// if Age is more than a few times the interval of [Every]. For a nil or zero Keyring, it is
// the longest Duration.
func (r *Keyring) Age() time.Duration { return r.viewed().age() }

// Age returns how long ago the key was read without an error. See [Keyring.Age].
func (k *SigningKey) Age() time.Duration { return k.viewed().age() }

// Age returns how long ago the ring was read without an error. See [Keyring.Age].
func (r *PublicKeyring) Age() time.Duration { return r.viewed().age() }

// Keys returns the id and the state of each key, in the order of the text. An id has eight
// hexadecimal digits. A state is primary, accepted, retired or revoked.
func (r *Keyring) Keys() iter.Seq2[string, string] { return r.viewed().keys() }

// Keys returns the id and the state of each key. The key that signs is primary. See
// [Keyring.Keys].
func (k *SigningKey) Keys() iter.Seq2[string, string] { return k.viewed().keys() }

// Keys returns the id and the state of each key. See [Keyring.Keys].
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
			state := k.state
			if k == r.set.primary {
				state = ring.Primary // a signing key that is not in a ring has no state
			}
			if !yield(keyIDText(k.id), state.String()) {
				return
			}
		}
	}
}
