package typeseal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// ErrStore: a store could not say whether a token was used before. The token is
// not at fault, so this is not an ErrInvalid: answer "try again", not "bad link".
// The error's text is constant; errors.Unwrap returns the store's own error.
var ErrStore = errors.New("typeseal: store failed")

// ErrNoLoad is ErrConfig for a call that gives no function to load the state of a
// type that has some.
var ErrNoLoad = fmt.Errorf("%w: no function that loads the state", ErrConfig)

// ErrNoReceiver is ErrConfig for a call of Verify, Open, Peek or Redeem on a nil
// pointer. No token was looked at.
var ErrNoReceiver = fmt.Errorf("%w: the receiver is nil, and cannot be set", ErrConfig)

// Store remembers which single-use tokens were redeemed. Package replay has one
// in memory, and modules of their own have one each for SQL databases and Redis.
type Store interface {
	// Consume records that use.ID was redeemed within use.Salt and reports
	// whether nobody did so before: true for exactly one of any number of
	// simultaneous calls, and again for a call with the same claim, unless that
	// is zero. It keeps the record until use.ExpiresAt at least, and some time
	// longer, since clocks step back. It says false only if there is a record, and
	// in doubt returns an error: for a use that comes long after its token's end,
	// whose record may be purged, and in a store that forgets when it restarts for
	// a token that was issued before that.
	Consume(ctx context.Context, use Use) (first bool, err error)
}

// Use is the redeeming of one token.
type Use struct {
	Salt     string
	ID       [16]byte // the token's inner id, unique within the salt
	Claim    [16]byte // the caller's, or zero
	IssuedAt time.Time
	// ExpiresAt is the last second in which the token is good by the TTL that it
	// carries. A type's max-age may be lower today, and be raised again.
	ExpiresAt time.Time
}

// Claim makes redeeming repeatable for one caller: where the answer was lost on
// its way, redeeming again with the same 16 bytes succeeds, and with any other
// fails as it should. The caller draws them from crypto/rand and keeps them until
// it knows. It is an option of Redeem; Peek passes it over.
func Claim(claim [16]byte) Option {
	return Option{kind: optionClaim, claim: secret.Hide(claim)}
}

// Redeem does the last step of opening a single-use token: it consumes the
// token in store, and ends the opening. It fails with ErrUsed, or with ErrStore
// where the store gave no answer.
func (o *Opening) Redeem(ctx context.Context, store Store, opts ...Option) error {
	w := o.room
	if w == nil {
		return errSequence
	}
	defer o.end()
	if last := w.lastStep(); !w.spec.once || w.step != last {
		return errSequence
	}
	if store == nil {
		return fmt.Errorf("%w: no store", ErrConfig)
	}
	switch first, err := store.Consume(ctx, w.use(opts)); {
	case err != nil:
		return Caused(ErrStore, err)
	case !first:
		return ErrUsed
	}
	return nil
}

// lastStep is the step that a token must have come to before it is consumed.
func (o *openRoom) lastStep() step {
	if o.spec.state {
		return stepFresh
	}
	return stepDecoded
}

func (o *openRoom) use(opts []Option) Use {
	use := Use{
		Salt:      o.spec.salt,
		IssuedAt:  o.issuedAt(),
		ExpiresAt: time.Unix(o.issued+int64(o.content.TTL), 0).UTC(),
	}
	if o.parts.Header.Kind == envelope.Sealed {
		use.ID = [16]byte(o.parts.Nonce)
	} else {
		use.ID = [16]byte(o.content.ID)
	}
	for i := range opts {
		if opts[i].kind == optionClaim {
			use.Claim = opts[i].claim.Show()
		}
	}
	return use
}
