package typeseal

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/internal/secret"
	"github.com/typeseal/typeseal/runtime/issued"
)

// An Option changes how one token is minted or opened. However an Option is
// printed, it does not show its value.
type Option struct {
	kind    optionKind
	ttl     time.Duration
	binding secret.Of[string]
	claim   secret.Of[[16]byte]
	details *Details
	issued  issued.Time
}

// optionKind says which field of an Option is set. The zero value means no option.
type optionKind byte

const (
	optionBinding optionKind = iota + 1
	optionTTL
	optionClaim
	optionDescribe
	optionRepair
	optionIssued
)

// BoundTo binds a token to a value that is not in the token, such as a session id or a
// path. Opening the token requires the same bindings in the same order, and otherwise
// fails with ErrForged.
//
// Begin with the kind of the value (BoundTo("session:" + id)). Otherwise values of two
// kinds could be equal. Minting fails with ErrMint if the text is not UTF-8. Encode bytes
// first, for example in base64.
func BoundTo(binding string) Option {
	return Option{kind: optionBinding, binding: secret.Hide(binding)}
}

// TTL gives one token a shorter life than its type's max-age: from one second
// to max-age, in whole seconds. A fraction of a second is dropped. TTL is an
// option of Sign and Seal only.
//
// A token expires after the shorter of its TTL and the max-age that its type
// has when it is opened.
func TTL(d time.Duration) Option {
	return Option{kind: optionTTL, ttl: d}
}

// For generated code. IssuedAt dates a token otherwise than now, so that typeseal mint can
// show what a program does with an old token. Package issued, which has the type of its
// argument, is for that command only.
func IssuedAt(t issued.Time) Option {
	return Option{kind: optionIssued, issued: t}
}

// Errors of options. None shows a value.
var (
	errMintingOption = fmt.Errorf("%w: Sign and Seal have only the options BoundTo, TTL and Describe", ErrConfig)
	errOpeningOption = fmt.Errorf(
		"%w: Verify and Open have only the options BoundTo, Describe and Repair, Redeem also Claim", ErrConfig)
	errShortTTL  = fmt.Errorf("%w: TTL is less than one second", ErrConfig)
	errLongTTL   = fmt.Errorf("%w: TTL is longer than max-age", ErrConfig)
	errTwoTTLs   = fmt.Errorf("%w: more than one TTL", ErrConfig)
	errTwoClaims = fmt.Errorf("%w: more than one Claim", ErrConfig)
	errDescribe  = fmt.Errorf("%w: Describe is given nil, or more than once", ErrConfig)
	errZeroClaim = fmt.Errorf("%w: the claim is all zeros; read it from crypto/rand", ErrConfig)
	errBinding   = fmt.Errorf("%w: a binding is not UTF-8", ErrMint)
)

// take reads the options of a call that mints.
func (m *mintRoom) take(opts []Option) (err error) {
	for i := range opts {
		switch o := &opts[i]; o.kind {
		case optionBinding:
			// Other languages cannot give such a binding, and no cutoff can name it.
			if !utf8.ValidString(o.binding.Show()) {
				return errBinding
			}
		case optionTTL:
			if m.stamp.ttl != 0 {
				return errTwoTTLs
			}
			if m.stamp.ttl, err = ttlSeconds(o.ttl, m.spec.maxAge); err != nil {
				return err
			}
		case optionDescribe:
			if m.details != nil || o.details == nil {
				return errDescribe
			}
			m.details = o.details
		case optionIssued:
			m.stamp.issued = o.issued.Unix()
		default:
			return errMintingOption
		}
	}
	return nil
}

func ttlSeconds(ttl, maxAge time.Duration) (uint32, error) {
	switch {
	case ttl < time.Second:
		return 0, errShortTTL
	case maxAge != Unlimited && ttl > maxAge, ttl > math.MaxUint32*time.Second:
		return 0, errLongTTL
	}
	return uint32(ttl / time.Second), nil
}

// take reads the options of a call that opens.
func (o *openRoom) take(opts []Option) error {
	claimed := false
	for i := range opts {
		switch opt := &opts[i]; {
		case opt.kind == optionBinding:
		case opt.kind == optionRepair:
			o.repair = true
		case opt.kind == optionDescribe:
			if o.details != nil || opt.details == nil {
				return errDescribe
			}
			o.details = opt.details
		case opt.kind != optionClaim || !o.spec.once:
			return errOpeningOption
		case opt.claim.Show() == [16]byte{}:
			return errZeroClaim
		case claimed:
			return errTwoClaims
		default:
			claimed = true
		}
	}
	return nil
}
