package typeseal

import (
	"errors"
	"slices"
	"time"

	"github.com/typeseal/typeseal/runtime/observe"
)

// WithObserver returns a ring of the same keys that reports each token to o: see package
// observe. If o is nil, the ring does not report.
func (r *Keyring) WithObserver(o observe.Observer) *Keyring {
	return withObserver[Keyring](r.viewed(), o)
}

// WithObserver returns the same key, which reports each token to o. See
// [Keyring.WithObserver].
func (k *SigningKey) WithObserver(o observe.Observer) *SigningKey {
	return withObserver[SigningKey](k.viewed(), o)
}

// WithObserver returns a ring of the same keys that reports each token to o. See
// [Keyring.WithObserver].
func (r *PublicKeyring) WithObserver(o observe.Observer) *PublicKeyring {
	return withObserver[PublicKeyring](r.viewed(), o)
}

// event returns the event that reports a token that was minted, or an attempt that failed
// for a reason.
func (m *mintRoom) event(reason error) observe.Event {
	return observe.Event{
		Op: observe.Mint, Salt: m.spec.salt, Kind: kindNames[m.spec.kind], KeyID: m.key.id,
		Known: true, Primary: true, Version: int(m.spec.version), Reason: reason,
	}
}

// event returns the event that reports a token that was opened, or refused for a reason.
func (o *openRoom) event(reason error) observe.Event {
	e := observe.Event{
		Op: o.op, Salt: o.spec.salt, Kind: kindNames[o.spec.kind], KeyID: o.parts.Header.KeyID,
		Known: o.key != nil, Primary: o.primary(), Repaired: o.mended, Repeated: o.repeated,
		Reason: reason, Invalid: errors.Is(reason, ErrInvalid),
	}
	if o.known {
		e.Version = o.version()
		e.Age = time.Duration(o.now-o.parts.Header.Issued) * time.Second
		e.Life = time.Duration(o.life) * time.Second
	}
	return e
}

// reasons are the constants that errors of this package match. Retired and revoked keys have
// their own: they tell an operator that a key was retired too early, or is still used.
var reasons = slices.Concat(
	[]error{errRetiredKey, errRevokedKey}, kinds[1:], []error{ErrConfig, ErrMint, ErrStore, ErrSigner},
)

// reasonOf returns the constant in reasons that an error of this package matches, or nil if
// err is nil.
func reasonOf(err error) error {
	if err == nil {
		return nil
	}
	if caller, ok := err.(*callerError); ok {
		return caller.kind
	}
	for _, reason := range reasons {
		if errors.Is(err, reason) {
			return reason
		}
	}
	return nil
}
