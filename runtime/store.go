package typeseal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// ErrStore means that a store failed, so that nobody knows whether the token was
// redeemed before. It does not match ErrInvalid, since the token is not at fault:
// answer "try again", not "bad link". Its text is constant. errors.Unwrap returns the
// store's own error.
var ErrStore = errors.New("typeseal: store failed")

// For generated code. ErrNoLoad is the ErrConfig of a call without the function that loads the state, for a
// type with state.
var ErrNoLoad = fmt.Errorf("%w: no function that loads the state", ErrConfig)

// For generated code. ErrNoReceiver is the ErrConfig of a call of Verify, Open, Peek or Redeem on a nil
// pointer. The token was neither checked nor redeemed.
var ErrNoReceiver = fmt.Errorf("%w: the receiver is nil, and cannot be set", ErrConfig)

// Store remembers which single-use tokens were redeemed. Package replay has a store in
// memory. Stores for SQLite, PostgreSQL and Redis are modules of their own.
type Store interface {
	// Consume records that use.ID was redeemed within use.Salt, and reports whether
	// this is the first time. Of any number of simultaneous calls, exactly one
	// returns true. A later call with the same claim returns true too, unless the
	// claim is zero.
	//
	// Consume keeps the record at least until use.ExpiresAt, and some time longer,
	// since clocks step back. It returns false only if there is a record. In doubt it
	// returns an error: for a token that expired so long ago that its record may be
	// purged, and, in a store that loses its records when it restarts, for a token
	// that was issued before the restart.
	Consume(ctx context.Context, use Use) (first bool, err error)
}

// Use is one attempt to redeem a token.
type Use struct {
	Salt     string
	ID       [16]byte // the token's inner id, unique within the salt
	Claim    [16]byte // the option Claim of the call, or zero
	IssuedAt time.Time
	// ExpiresAt is the last second in which the token is valid by the TTL that it
	// carries. The type's max-age may be shorter today, and may be raised again.
	ExpiresAt time.Time
}

// Claim lets one caller repeat Redeem if the answer was lost: redeeming a token again
// with the same 16 bytes succeeds, with others it fails with ErrUsed. The caller reads
// the bytes from crypto/rand, and keeps them until it has the answer. Claim is an
// option of Redeem; Peek ignores it.
func Claim(claim [16]byte) Option {
	return Option{kind: optionClaim, claim: secret.Hide(claim)}
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
