package typeseal

import (
	"context"
	"fmt"

	"github.com/typeseal/typeseal/runtime/observe"
)

// step is one of the steps of an Opening.
type step byte

const (
	stepDecode step = iota
	stepState
	stepUse
	stepNone
)

// errSequence is the error for a step that is called out of order.
var errSequence = fmt.Errorf("%w: a step of opening was left out, or called after the end", ErrConfig)

// after returns the step that follows a successful step, for tokens of s.
func (s *Spec) after(done step) step {
	switch {
	case done < stepState && s.state:
		return stepState
	case done < stepUse && s.once:
		return stepUse
	}
	return stepNone
}

// due reports whether s is the next step, and ends the opening if it is not.
func (o *Opening) due(s step) bool {
	switch {
	case o == nil || o.room == nil:
		return false
	case o.room.next != s:
		o.end(errSequence)
		return false
	}
	return true
}

// done moves on from a step that returned err. It returns err.
func (o *Opening) done(err error) error {
	o.room.next = o.room.spec.after(o.room.next)
	if err != nil || o.room.next == stepNone {
		return o.end(err)
	}
	return nil
}

// For generated code. Decoded is the step after decoding the payload into v. It
// fails with ErrPayload if the decoder did not accept the whole payload, and with
// an *ExpiredError that holds *v if the token has expired.
func Decoded[T any](o *Opening, v *T) error {
	if !o.due(stepDecode) {
		return errSequence
	}
	return o.done(judge(o, v))
}

// judge does the steps of FORMAT.md section 5 from expiry to the payload.
func judge[T any](o *Opening, v *T) error {
	room, decoded := o.room, o.decoded()
	switch {
	case v == nil || o.codec == 0:
		return errSequence
	case !room.expired && decoded:
		return nil
	case !room.expired:
		return ErrPayload
	case !decoded:
		return ErrExpired
	}
	return NewExpiredError(*v, room.issuedAt(), room.expiresAt())
}

// For generated code. Upgraded converts the payload to a newer schema version. It calls
// upgrade, the method Upgrade of the decoded payload, and returns its result. If the
// decoder did not accept the whole payload, Upgraded does not call upgrade and returns no
// error: Decoded then refuses the token.
//
// If upgrade fails, the opening ends. If upgrade returns ErrPayload itself, the
// payload is refused with it. Any other error is returned as it is, unless it
// matches ErrInvalid: such an error is replaced by one that does not match, since
// the token is not at fault. If the token has expired, the error is ErrExpired.
func Upgraded[T any](o *Opening, upgrade func() (T, error)) (v T, err error) {
	if o == nil || o.room == nil || upgrade == nil {
		return v, errSequence
	}
	if !o.decoded() {
		return v, nil
	}
	newer, err := upgrade()
	switch {
	case err == nil:
		return newer, nil
	case o.room.expired:
		return v, o.end(ErrExpired)
	}
	return v, o.endCallback(err, ErrPayload)
}

// NotLoaded ends the opening because the caller's function that loads the state
// failed with err, and returns the error for the caller. If err is ErrStale itself,
// the state no longer exists, and the token is stale. Any other error is returned
// as it is, unless it matches ErrInvalid: such an error is replaced by one that does
// not match, since the token is not at fault.
func (o *Opening) NotLoaded(err error) error {
	return o.endCallback(err, ErrStale)
}

// endCallback ends o with the error of the caller's function. The function may return
// meant itself to refuse the token.
func (o *Opening) endCallback(err, meant error) error {
	if err == meant {
		return o.end(meant)
	}
	return o.endFor(callback(err, meant), observe.ErrLoad)
}

// Fresh is step 9 of FORMAT.md section 5. It fails with ErrStale if state, the
// values of the type's state fields today, are not those that the token was minted
// with.
func (o *Opening) Fresh(state ...string) error {
	if !o.due(stepState) {
		return errSequence
	}
	if !o.room.fresh(state) {
		return o.done(ErrStale)
	}
	return o.done(nil)
}

// Peek ends the opening of a single-use token without redeeming it. It fails with
// ErrUsed if Redeem would, and with ErrStore if the store failed. If store is nil, Peek
// does not check whether the token was redeemed before.
func (o *Opening) Peek(ctx context.Context, store Store, opts ...Option) error {
	if !o.due(stepUse) {
		return errSequence
	}
	return o.done(o.room.look(ctx, store, opts))
}

// Redeem redeems a single-use token in store. It fails with ErrUsed if the token
// was redeemed before, unless that was within the grace of the type or with the same
// claim. It fails with ErrStore if the store failed.
func (o *Opening) Redeem(ctx context.Context, store Store, opts ...Option) error {
	if !o.due(stepUse) {
		return errSequence
	}
	o.room.op = observe.Redeem
	return o.done(o.room.consume(ctx, store, opts))
}

func (o *openRoom) consume(ctx context.Context, store Store, opts []Option) error {
	if store == nil {
		return fmt.Errorf("%w: no store", ErrConfig)
	}
	use := o.use(opts)
	switch record, err := store.Consume(ctx, use); {
	case err != nil:
		return Caused(ErrStore, err)
	case record.First:
		return nil
	default:
		return o.again(use, record)
	}
}

func (o *openRoom) look(ctx context.Context, store Store, opts []Option) error {
	if store == nil {
		return nil
	}
	use := o.use(opts)
	switch record, used, err := store.Look(ctx, use); {
	case err != nil:
		return Caused(ErrStore, err)
	case !used:
		return nil
	default:
		return o.again(use, record)
	}
}

// again decides whether a token that was redeemed before is accepted again.
func (o *openRoom) again(use Use, r Record) error {
	if !use.Accepts(r) {
		return ErrUsed
	}
	o.repeated = true
	return nil
}
