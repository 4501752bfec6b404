package typeseal

import (
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// For generated code. Serves returns nil if r has keys for tokens of s, and
// otherwise an error that matches ErrConfig. Generated code calls it before it
// tries the keys of another system.
func (r *Keyring) Serves(s *Spec) error { return s.usable(r.viewed() != nil, false) }

// For generated code. Serves is like [Keyring.Serves].
func (r *PublicKeyring) Serves(s *Spec) error { return s.usable(r.viewed() != nil, true) }

// For generated code. Revoked returns ErrRevoked if a cutoff of r revokes the tokens of s
// that were issued at issuedAt. The zero time is before every cutoff. Generated code
// calls Revoked for tokens of another system; opening checks typeseal's own tokens by
// itself.
func (r *Keyring) Revoked(s *Spec, issuedAt time.Time) error {
	v := r.viewed()
	if err := s.usable(v != nil, false); err != nil {
		return err
	}
	return revocation(v.present().set.cutoffs, s, issuedAt)
}

// For generated code. Revoked is like [Keyring.Revoked].
func (r *PublicKeyring) Revoked(s *Spec, issuedAt time.Time) error {
	v := r.viewed()
	if err := s.usable(v != nil, true); err != nil {
		return err
	}
	return revocation(v.present().set.cutoffs, s, issuedAt)
}

// revocation returns ErrRevoked if a cutoff revokes a token of another system.
// Such tokens have no bindings.
func revocation(cutoffs []ring.Cutoff, s *Spec, issuedAt time.Time) error {
	if revoked(cutoffs, s, issuedAt.Unix(), nil) {
		return ErrRevoked
	}
	return nil
}

// revoked reports whether a cutoff revokes a token of s that was issued at a
// time, in Unix seconds, and is opened with opts.
func revoked(cutoffs []ring.Cutoff, s *Spec, issued int64, opts []Option) bool {
	for i := range cutoffs {
		if c := &cutoffs[i]; issued < c.Before && concerns(c, s, opts) {
			return true
		}
	}
	return false
}

// concerns reports whether a token of s that is opened with opts is in the scope
// of c. A cutoff for a binding concerns all tokens that are opened with it,
// whatever other bindings they have.
func concerns(c *ring.Cutoff, s *Spec, opts []Option) bool {
	switch {
	case c.Salt != "":
		return s.salt == c.Salt
	case c.Binding != nil:
		for i := range opts {
			if opts[i].kind == optionBinding && opts[i].binding.Show() == *c.Binding {
				return true
			}
		}
		return false
	}
	return true
}
