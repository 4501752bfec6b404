package typeseal

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// An Option adjusts one call. Options are plain values, and print nothing of what
// they hold.
type Option struct {
	kind    optionKind
	ttl     time.Duration
	binding secret.Of[string]
	claim   secret.Of[[16]byte]
}

type optionKind byte

const (
	optionNone optionKind = iota
	optionBinding
	optionTTL
	optionClaim
)

// BoundTo ties a token to something that whoever opens it must name again, such
// as a session id or a path: without the same bindings in the same order it is
// ErrForged. The value is authenticated and is not in the token. Name what kind
// of thing it is ("session:"+id), so that two kinds never coincide. A token cannot
// be bound to text that is not UTF-8, which is ErrMint: encode bytes, as base64 for
// example.
func BoundTo(binding string) Option {
	return Option{kind: optionBinding, binding: secret.Hide(binding)}
}

// TTL gives one token a shorter life than its type's max-age, in whole seconds
// (a fraction is dropped), from one second to max-age. It is an option of
// minting only. Lowering the type's max-age later still bites; raising it never
// revives the token.
func TTL(d time.Duration) Option {
	return Option{kind: optionTTL, ttl: d}
}

// ttlSeconds returns the TTL among options of minting in seconds, 0 if there is
// none. It fails if an option does not fit.
func ttlSeconds(opts []Option, maxAge time.Duration) (uint32, error) {
	seconds := int64(0)
	for i := range opts {
		switch o := &opts[i]; {
		case o.kind == optionNone || o.kind == optionClaim:
			return 0, fmt.Errorf("%w: only BoundTo and TTL are options of minting", ErrConfig)
		case o.kind == optionBinding:
			// No other language could name it, and no cutoff could revoke it.
			if !utf8.ValidString(o.binding.Show()) {
				return 0, errBinding
			}
		case seconds != 0:
			return 0, fmt.Errorf("%w: TTL given twice", ErrConfig)
		case o.ttl < time.Second:
			return 0, fmt.Errorf("%w: TTL below one second", ErrConfig)
		case maxAge != Unlimited && o.ttl > maxAge, o.ttl > math.MaxUint32*time.Second:
			return 0, fmt.Errorf("%w: TTL longer than max-age", ErrConfig)
		default:
			seconds = int64(o.ttl / time.Second)
		}
	}
	return uint32(seconds), nil
}

// checkOpening refuses options that have no meaning when opening.
func checkOpening(opts []Option, once bool) error {
	claims := 0
	for i := range opts {
		switch o := &opts[i]; {
		case o.kind == optionBinding:
		case o.kind != optionClaim:
			return fmt.Errorf("%w: only BoundTo is an option of opening", ErrConfig)
		case !once:
			return fmt.Errorf("%w: Claim is for types with once", ErrConfig)
		case o.claim.Show() == [16]byte{}, claims > 0:
			return fmt.Errorf("%w: a Claim of zeros, or a second one", ErrConfig)
		default:
			claims++
		}
	}
	return nil
}
