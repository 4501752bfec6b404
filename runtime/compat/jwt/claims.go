package jwt

import (
	"math"
	"strconv"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
)

// claims are the claims of an authentic token.
type claims struct {
	issued, expires, before date // iat, exp, nbf
	rest                    []byte
}

// A date is a NumericDate, or the zero date if the token does not have the claim.
type date struct {
	set bool
	at  time.Time
}

// latest is the last second of the year 9999.
const latest = 253402300799

// parse reads a canonical JSON value. It refuses values that are not numbers, such as
// numbers in quotes, and times that are thousands of years away.
func (d *date) parse(value []byte) bool {
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil || math.Abs(f) > latest {
		return false
	}
	whole, fraction := math.Modf(f)
	*d = date{true, time.Unix(int64(whole), int64(fraction*1e9)).UTC()}
	return true
}

// claims reads the registered claims that this package judges, and takes them out of the
// object. It returns false if one of them has a wrong type, or if the issuer or the
// audience differs from that of the policy.
func (s *Spec) claims(text []byte) (c claims, ok bool) {
	var name, value []byte
	c.rest = append(text[:0], '{')
	issuer, audience := false, false
	for rest := members(text); len(rest) > 0; {
		name, value, rest = cut(rest)
		ok := true
		switch string(name) {
		case `"iat"`:
			ok = c.issued.parse(value)
		case `"exp"`:
			ok = c.expires.parse(value)
		case `"nbf"`:
			ok = c.before.parse(value)
		case `"jti"`:
			ok = value[0] == '"'
		case `"iss"`:
			issuer = true
			ok = string(value) == s.issuer.json
		case `"aud"`:
			audience = true
			ok = s.audience.in(value)
		default:
			c.keep(name, value)
		}
		if !ok {
			return c, false
		}
	}
	c.rest = append(c.rest, '}')
	return c, issuer == s.issuer.set && audience == s.audience.set
}

// keep appends a member to the rest. The rest has the memory of the text that is being
// read, and never overtakes the member.
func (c *claims) keep(name, value []byte) {
	if len(c.rest) > 1 {
		c.rest = append(c.rest, ',')
	}
	c.rest = append(append(append(c.rest, name...), ':'), value...)
}

// in reports whether a claim is the expected text, or a list of texts that contains it.
func (e expected) in(value []byte) bool {
	if value[0] != '[' {
		return e.set && string(value) == e.json
	}
	found := false
	var one []byte
	for list := value[1 : len(value)-1]; len(list) > 0; {
		one, list = split(list)
		if one[0] != '"' {
			return false
		}
		found = found || e.set && string(one) == e.json
	}
	return found
}

// judge returns the error for the times of a token. A token without iat counts as issued
// its policy's max age before it expires.
func (s *Spec) judge(c *claims, now time.Time) error {
	ahead := opened.Skew
	if s.future {
		ahead = typeseal.Unlimited
	}
	judged := error(nil)
	switch {
	case c.before.set && c.before.at.Sub(now) > opened.Skew:
		return typeseal.ErrNotYetValid
	case c.issued.set:
		judged = opened.Judge(c.issued.at, now, s.maxAge, ahead)
	case s.maxAge == typeseal.Unlimited:
	case !c.expires.set:
		return typeseal.ErrPayload
	case c.expires.at.Sub(now.Add(opened.Skew)) > s.maxAge:
		return typeseal.ErrNotYetValid
	}
	if judged == nil && c.expires.set && !now.Before(c.expires.at) {
		return typeseal.ErrExpired
	}
	return judged
}

// issuedAt returns the time of iat in whole seconds, or the zero time.
func (c *claims) issuedAt() time.Time { return c.issued.at.Truncate(time.Second) }

// until returns the last second in which a token was valid, or the zero time.
func (s *Spec) until(c *claims) (last time.Time) {
	if c.expires.set {
		last = c.expires.at.Add(-1).Truncate(time.Second)
	}
	if c.issued.set && s.maxAge != typeseal.Unlimited {
		if oldest := c.issuedAt().Add(s.maxAge); !c.expires.set || oldest.Before(last) {
			return oldest
		}
	}
	return last
}
