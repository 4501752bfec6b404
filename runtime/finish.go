package typeseal

// Finish ends the opening of a token whose payload was decoded into v. It
// returns nil where v may be used, otherwise ErrPayload, or for an expired token
// an *ExpiredError with *v in it. A type with state wants Decoded and Fresh
// instead: Finish refuses it with ErrConfig.
func Finish[T any](o Opened, v *T) error {
	err := Decoded(o, v)
	if err != nil {
		return err
	}
	w := o.work
	defer w.release()
	if w.spec.state {
		return errSequence
	}
	return nil
}

// Decoded is Finish for an opening that goes on: with Fresh where the type has
// state, then Redeem or Close. It ends the opening where it fails.
func Decoded[T any](o Opened, v *T) error {
	w := o.live()
	if w == nil {
		return errSequence
	}
	err := judge(w, v)
	if err != nil {
		w.release()
		return err
	}
	w.step = stepDecoded
	return nil
}

// judge does the steps from expiry to the payload.
func judge[T any](o *opening, v *T) error {
	switch decoded := o.decoded(); {
	case !o.expired && decoded:
		return nil
	case !o.expired:
		return ErrPayload
	case !decoded:
		return ErrExpired
	}
	return NewExpiredError(*v, o.issuedAt(), o.expiresAt())
}

// Upgraded turns the payload of an older schema version into that of a newer
// one: it calls upgrade, the method Upgrade of what was decoded, unless the
// decoder did not take the whole payload, which Finish or Decoded then says. An
// error of upgrade's ends the opening. ErrPayload itself is the answer that the
// payload is not acceptable. Any other error is returned as it is, unless it matches
// ErrInvalid: then one that does not stands for it, for the token is not at fault.
// Of an expired token it is ErrExpired.
func Upgraded[T any](o Opened, upgrade func() (T, error)) (v T, err error) {
	w := o.live()
	if w == nil {
		return v, errSequence
	}
	if !w.decoded() {
		return v, nil
	}
	newer, err := upgrade()
	switch {
	case err == nil:
		return newer, nil
	case w.expired:
		err = ErrExpired
	default:
		err = callback(err, ErrPayload)
	}
	w.release()
	return v, err
}

// NotLoaded is for generated code: it ends the opening of a token whose state the
// caller's function did not load, and returns what to answer for that function's
// error. ErrStale itself is the answer that nothing is left to load. Any other error
// is returned as it is, unless it matches ErrInvalid: then one that does not stands
// for it, for the token is not at fault.
func (o Opened) NotLoaded(err error) error {
	o.Close()
	return callback(err, ErrStale)
}

// Fresh does step 9 of FORMAT.md section 5: it fails with ErrStale where state,
// as it is today, is not what the token was bound to. It ends the opening where
// it fails.
func (o Opened) Fresh(state ...string) error {
	w := o.live()
	if w == nil {
		return errSequence
	}
	switch {
	case w.step != stepDecoded || !w.spec.state:
		w.release()
		return errSequence
	case !w.fresh(state):
		w.release()
		return ErrStale
	}
	w.step = stepFresh
	return nil
}

// Close ends an opening that neither Finish nor Redeem ends.
func (o Opened) Close() {
	if w := o.live(); w != nil {
		w.release()
	}
}
