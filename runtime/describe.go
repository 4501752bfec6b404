package typeseal

import "time"

// Details are facts about a token apart from its payload.
type Details struct {
	IssuedAt  time.Time // UTC, whole seconds
	ExpiresAt time.Time // last second in which the token is valid; zero: it does not expire
	KeyID     string    // eight hexadecimal digits, as keygen prints them
	Version   int       // schema version of the payload
	// Remint is set for an opened token that should be replaced by a new one: it was not
	// minted with the ring's primary key, or has an older schema version.
	Remint   bool
	Repaired bool // Repair was needed to open the token
	// Repeated is set for a single-use token that was redeemed before and is accepted
	// again, within the grace of its type or with the same Claim. Do not repeat the
	// action that the token is for. With Claim, an earlier call may have ended before it
	// took that action.
	Repeated bool
}

// Describe sets *d to the details of the token if the call succeeds, and does not change
// it otherwise. For an expired token, ExpiredError has the times. Describe is an option of
// minting and opening. It may be given once in a call, and d must not be nil.
//
// Use it to say in a mail how long a link is valid, or to renew a cookie after half of its
// life.
func Describe(d *Details) Option {
	return Option{kind: optionDescribe, details: d}
}

func (m *mintRoom) describe() Details {
	d := Details{
		IssuedAt: unixTime(m.stamp.issued),
		KeyID:    keyIDText(m.key.id),
		Version:  int(m.spec.version),
	}
	life := int64(m.stamp.ttl)
	if life == 0 {
		life = m.spec.maxSeconds
	}
	if life != 0 {
		d.ExpiresAt = unixTime(m.stamp.issued + life)
	}
	return d
}

func (o *openRoom) describe() Details {
	d := Details{
		IssuedAt: o.issuedAt(),
		KeyID:    keyIDText(o.key.id),
		Version:  o.version(),
		Remint:   o.version() < int(o.spec.version) || o.realm.set.primary != nil && !o.primary(),
		Repaired: o.mended,
		Repeated: o.repeated,
	}
	if o.life != 0 {
		d.ExpiresAt = o.expiresAt()
	}
	return d
}

// primary reports whether the ring's primary key opened the token.
func (o *openRoom) primary() bool {
	return o.key != nil && o.key == o.realm.set.primary
}

func unixTime(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
