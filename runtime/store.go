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

// For generated code. ErrNoLoad is the ErrConfig for a call that passes no function to
// load the state of a type that has state.
var ErrNoLoad = fmt.Errorf("%w: no function that loads the state", ErrConfig)

// For generated code. ErrNoReceiver is the ErrConfig of a call of Verify, Open, Peek or Redeem
// on a nil pointer. The token was neither checked nor redeemed.
var ErrNoReceiver = fmt.Errorf("%w: the receiver is nil, and cannot be set", ErrConfig)

// Store remembers which single-use tokens were redeemed. Package replay has a store in
// memory. Stores for SQLite, PostgreSQL, MySQL and Redis are in separate modules. Package
// replaytest tests a store that you write.
//
// A record is identified by use.Salt and use.ID. It contains the time and the claim of
// the first use, and never changes. A store keeps the record until use.ExpiresAt and, since
// clocks can step back, for replay.Grace longer. The store's own clock decides, and all
// processes that share the records share the clock.
//
// If a store cannot know whether there was a record, both methods return an error. That
// is so for a token that expired more than replay.MaxLate ago, since its record may be
// purged. In a store that loses its records when it restarts, it is also so for a token
// that was issued before the restart.
//
// A method returns at most 100 ms after the deadline of ctx. If it returns an error, the
// token may be used nevertheless, by that call: then its claim can be repeated.
//
// A yes comes from a write. Before a store returns a record that [Use.Accepts] accepts, it
// makes sure that the record is as safe as a new one, for example with a write that waits
// for the same replicas. The call that made the record may have ended before they had it.
type Store interface {
	// Consume makes the record of the token's first use unless there is one, and
	// returns the record. Of any number of simultaneous calls for a token, exactly one
	// returns a Record with First.
	Consume(ctx context.Context, use Use) (Record, error)
	// Look returns the record and true, or false if there is none. It changes nothing.
	Look(ctx context.Context, use Use) (Record, bool, error)
}

// Record is a store's record of a token that was redeemed. The times are by the
// store's clock, so that the clocks of its callers do not matter. Whole seconds are
// enough.
type Record struct {
	First   bool      // this call made the record; Look never sets it
	Claimed bool      // the record was made with the claim of this call, which is not zero
	At      time.Time // when the record was made
	Now     time.Time // when the store answered this call
}

// Use is one attempt to redeem a token, or to look at it.
type Use struct {
	Salt     string
	ID       [16]byte // the token's inner id, unique within the salt
	Claim    [16]byte // the option Claim of the call, or zero
	IssuedAt time.Time
	// ExpiresAt is the last second in which the token is valid by the TTL that it
	// carries. The type's max-age may be shorter today, and may be raised again.
	ExpiresAt time.Time
	// Grace is for how long after the first use the type accepts the token again, or 0.
	Grace time.Duration
}

// Accepts reports whether the token is accepted again, although r is the record of an
// earlier call: r is Claimed, or at most as old as the grace. The times have whole
// seconds, so a new record may seem to be up to a second in the future.
func (u Use) Accepts(r Record) bool {
	age := r.Now.Sub(r.At)
	return r.Claimed || u.Grace > 0 && !r.At.IsZero() && age >= -time.Second && age <= u.Grace
}

// Claim lets one caller repeat Redeem if the answer was lost: redeeming a token again
// with the same 16 bytes succeeds, with others it fails with ErrUsed. The caller reads
// the bytes from crypto/rand, and keeps them until it has the answer. Claim is an
// option of Redeem and Peek. With it, Peek succeeds if Redeem would.
//
// [Details] has Repeated if the token was redeemed before. Then an earlier call may have
// taken the action that the token is for, or may have ended before that.
func Claim(claim [16]byte) Option {
	return Option{kind: optionClaim, claim: secret.Hide(claim)}
}

// use returns the Use of the token that the store is asked about.
func (o *openRoom) use(opts []Option) Use {
	use := Use{
		Salt:      o.spec.salt,
		IssuedAt:  o.issuedAt(),
		ExpiresAt: time.Unix(o.issued+int64(o.content.TTL), 0).UTC(),
		Grace:     o.spec.grace,
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
