package typeseal

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// An Option changes how one token is minted or opened. However an Option is
// printed, it does not show its value.
type Option struct {
	kind    optionKind
	ttl     time.Duration
	binding secret.Of[string]
	claim   secret.Of[[16]byte]
}

// optionKind says which field of an Option is set. 0 is no option.
type optionKind byte

const (
	optionBinding optionKind = iota + 1
	optionTTL
	optionClaim
)

// BoundTo binds a token to a value that is not in the token, such as a session
// id or a path. Opening the token requires the same bindings in the same order;
// otherwise the error is ErrForged.
//
// Say what the value is (BoundTo("session:" + id)), so that values of two kinds
// are never equal. A token cannot be bound to text that is not UTF-8: the error
// is ErrMint. Encode bytes first, for example in base64.
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

// Errors of options. None shows a value.
var (
	errMintingOption = fmt.Errorf("%w: Sign and Seal have only the options BoundTo and TTL", ErrConfig)
	errOpeningOption = fmt.Errorf("%w: Verify and Open have only the option BoundTo, Redeem also Claim", ErrConfig)
	errShortTTL      = fmt.Errorf("%w: TTL is less than one second", ErrConfig)
	errLongTTL       = fmt.Errorf("%w: TTL is longer than max-age", ErrConfig)
	errTwoTTLs       = fmt.Errorf("%w: more than one TTL", ErrConfig)
	errTwoClaims     = fmt.Errorf("%w: more than one Claim", ErrConfig)
	errZeroClaim     = fmt.Errorf("%w: the claim is all zeros; read it from crypto/rand", ErrConfig)
	errBinding       = fmt.Errorf("%w: a binding is not UTF-8", ErrMint)
)

// ttlSeconds checks the options of minting. It returns the TTL in seconds, or 0
// without one.
func ttlSeconds(opts []Option, maxAge time.Duration) (uint32, error) {
	ttl := time.Duration(0)
	for i := range opts {
		switch o := &opts[i]; {
		case o.kind == optionBinding && !utf8.ValidString(o.binding.Show()):
			return 0, errBinding // other languages cannot give it, and no cutoff can name it
		case o.kind == optionBinding:
		case o.kind != optionTTL:
			return 0, errMintingOption
		case ttl != 0:
			return 0, errTwoTTLs
		case o.ttl < time.Second:
			return 0, errShortTTL
		case maxAge != Unlimited && o.ttl > maxAge, o.ttl > math.MaxUint32*time.Second:
			return 0, errLongTTL
		default:
			ttl = o.ttl
		}
	}
	return uint32(ttl / time.Second), nil
}

// checkOpening checks the options of opening.
func checkOpening(opts []Option, once bool) error {
	claimed := false
	for i := range opts {
		switch o := &opts[i]; {
		case o.kind == optionBinding:
		case o.kind != optionClaim || !once:
			return errOpeningOption
		case o.claim.Show() == [16]byte{}:
			return errZeroClaim
		case claimed:
			return errTwoClaims
		default:
			claimed = true
		}
	}
	return nil
}
