package typeseal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// ErrStore: a store could not say whether a token was used before. The token is
// not at fault, so this is no ErrInvalid: answer "try again", not "bad link".
var ErrStore = errors.New("typeseal: store failed")

// ErrNoLoad is ErrConfig for a call that gives no function to load the state of a
// type that has some.
var ErrNoLoad = fmt.Errorf("%w: no function that loads the state", ErrConfig)

// Store remembers which single-use tokens were redeemed. Package replay has one
// in memory, and modules of their own have one each for SQL databases and Redis.
type Store interface {
	// Consume records that use.ID was redeemed within use.Salt and reports
	// whether nobody did so before: true for exactly one of any number of
	// simultaneous calls, and again for a call with the same claim, unless that
	// is zero. It keeps the record until use.ExpiresAt at least, and some time
	// longer, since clocks step back. In doubt it returns an error.
	Consume(ctx context.Context, use Use) (first bool, err error)
}

// Use is the redeeming of one token.
type Use struct {
	Salt      string
	ID        [16]byte // the token's inner id, unique within the salt
	Claim     [16]byte // the caller's, or zero
	IssuedAt  time.Time
	ExpiresAt time.Time // the last second in which the token is good
}

// Claim makes redeeming repeatable for one caller: where the answer was lost on
// its way, redeeming again with the same 16 random bytes succeeds, and with any
// other fails as it should. It is an option of Redeem only.
func Claim(claim [16]byte) Option {
	return Option{kind: optionClaim, claim: claim}
}

// Redeem does the last step of opening a single-use token: it consumes the
// token in store. It fails with ErrUsed, or with ErrStore where the store gave
// no answer. The Opened must not be used after it.
func (o *Opened) Redeem(ctx context.Context, store Store, opts ...Option) error {
	defer o.release()
	use := Use{
		Salt:      o.spec.salt,
		ID:        o.id(),
		IssuedAt:  o.IssuedAt(),
		ExpiresAt: o.expiresAt(),
	}
	for i := range opts {
		if opts[i].kind == optionClaim {
			use.Claim = opts[i].claim
		}
	}
	if store == nil {
		return fmt.Errorf("%w: no store", ErrConfig)
	}
	switch first, err := store.Consume(ctx, use); {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrStore, err)
	case !first:
		return ErrUsed
	}
	return nil
}

// id is what a single-use token is consumed by: the nonce of a sealed one, the
// id of any other.
func (o *Opened) id() [16]byte {
	if o.parts.Header.Kind == envelope.Sealed {
		return [16]byte(o.parts.Nonce)
	}
	return [16]byte(o.content.ID)
}

// Fresh does the step before: it fails with ErrStale where state, as it is
// today, is not what the token was bound to. It ends the opening where it fails.
func (o *Opened) Fresh(state ...string) error {
	if o.fresh(state) {
		return nil
	}
	o.release()
	return ErrStale
}

// Close ends the opening of a token that neither Finish nor Redeem ends.
func (o *Opened) Close() { o.release() }
