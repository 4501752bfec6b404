package typeseal

// Finish ends the opening of a token whose payload was decoded into v. For
// generated code. It returns nil if v may be used, otherwise ErrPayload, or for an
// expired token an *ExpiredError with *v in it. It refuses types with state, which
// need Decoded and Fresh, and types with single use, which need Decoded and Redeem:
// that is ErrConfig.
func Finish[T any](o *Opening, v *T) error {
	if err := Decoded(o, v); err != nil {
		return err
	}
	spec := o.room.spec
	o.end()
	if spec.state || spec.once {
		return errSequence
	}
	return nil
}

// Decoded is Finish for an opening that goes on: with Fresh if the type has state,
// then Redeem or Close. For generated code. It ends the opening if it fails.
func Decoded[T any](o *Opening, v *T) error {
	if o == nil || o.room == nil {
		return errSequence
	}
	if err := judge(o, v); err != nil {
		o.end()
		return err
	}
	o.room.step = stepDecoded
	return nil
}

// judge does the steps from expiry to the payload.
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

// Upgraded turns the payload of an older schema version into that of a newer
// one: it calls upgrade, the method Upgrade of what was decoded, unless the
// decoder did not take the whole payload, which Finish or Decoded then says. For
// generated code. An error of upgrade's ends the opening. If upgrade returns
// ErrPayload itself, the payload is refused. Any other error is returned as it is,
// unless it matches ErrInvalid: it is then replaced by an error that does not, since
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
		err = ErrExpired
	default:
		err = callback(err, ErrPayload)
	}
	o.end()
	return v, err
}

// NotLoaded is for generated code: it ends an opening if the user's function that
// loads the state failed with err, and returns the error to return. If err is
// ErrStale itself, there is nothing left to load, and the token is stale. Any other
// error is returned as it is, unless it matches ErrInvalid: it is then replaced by an
// error that does not, since the token is not at fault.
func (o *Opening) NotLoaded(err error) error {
	o.Close()
	return callback(err, ErrStale)
}

// Fresh does step 9 of FORMAT.md section 5: it fails with ErrStale if state, as it
// is today, is not what the token was bound to. It ends the opening if it fails.
func (o *Opening) Fresh(state ...string) error {
	room := o.room
	if room == nil {
		return errSequence
	}
	switch {
	case room.step != stepDecoded || !room.spec.state:
		o.end()
		return errSequence
	case !room.fresh(state):
		o.end()
		return ErrStale
	}
	room.step = stepFresh
	return nil
}

// Close ends an opening that neither Finish nor Redeem ends.
func (o *Opening) Close() {
	if o.room != nil {
		o.end()
	}
}
