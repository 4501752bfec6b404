package handshake

import (
	"fmt"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Spec is one annotated type's policy. It is for generated code; all others use
// [New]. It is safe for concurrent use.
type Spec struct {
	settings
	err    error
	fields int
	maxAge time.Duration
	last   atomic.Pointer[AuthToken] // for the Keys that were used last
}

// NewSpec returns a spec for tokens of exactly this many fields, at least one,
// and at most maxAge old. It always answers; options that are refused are the
// error of every later call.
func NewSpec(fields int, maxAge time.Duration, opts ...Option) *Spec {
	s, err := settle(opts)
	if err == nil && (fields < 1 || maxAge <= 0) {
		err = configError("a spec needs a field and a max age")
	}
	return &Spec{settings: s, err: err, fields: fields, maxAge: maxAge}
}

// Opened is the content of an authentic token.
type Opened struct {
	Payload   []string  // the fields
	IssuedAt  time.Time // UTC, whole seconds
	ExpiredAt time.Time // last second in which the token was good; zero if unlimited
	expired   bool
}

// Mint creates a token; see [AuthToken.Create].
func (s *Spec) Mint(keys *Keys, fields []string) (string, error) {
	a, err := s.with(keys)
	if err != nil {
		return "", err
	}
	if len(fields) != s.fields {
		return "", mintError("another number of fields")
	}
	return a.Create(fields...)
}

// Open returns the content of an authentic token, without Payload if it does
// not have as many fields as the spec says. That of an expired one is returned too:
// [Finish] tells.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	return s.openAt(keys, token, time.Now())
}

func (s *Spec) openAt(keys *Keys, token string, now time.Time) (Opened, error) {
	a, err := s.with(keys)
	if err != nil {
		return Opened{}, err
	}
	c, state := a.openAt(token, s.maxAge, now)
	if state != nil && state != typeseal.ErrExpired {
		return Opened{}, state
	}
	fields, err := c.fields()
	if err == nil && fields == nil {
		fields = []string{""}
	}
	if len(fields) != s.fields {
		fields = nil // which no decoder takes
	}
	o := Opened{Payload: fields, IssuedAt: c.issued, expired: state != nil}
	if s.maxAge != Unlimited {
		o.ExpiredAt = c.issued.Add(s.maxAge)
	}
	return o, nil
}

// Finish ends Open once o.Payload has been decoded into v. It returns nil,
// [typeseal.ErrPayload] where decoding failed, or for an expired token
// [typeseal.ErrExpired], as a *typeseal.ExpiredError with the payload unless
// decoding failed.
func Finish[T any](o Opened, v *T, decoded bool) error {
	switch {
	case !o.expired && !decoded:
		return typeseal.ErrPayload
	case o.expired && !decoded:
		return typeseal.ErrExpired
	case o.expired:
		return typeseal.NewExpiredError(*v, o.IssuedAt, o.ExpiredAt)
	}
	return nil
}

// Format prints a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { fmt.Fprint(f, "handshake.Spec") }

func (s *Spec) with(keys *Keys) (*AuthToken, error) {
	if s.err != nil {
		return nil, s.err
	}
	if a := s.last.Load(); a != nil && a.keys == keys {
		return a, nil
	}
	a, err := s.settings.with(keys)
	if err == nil {
		s.last.Store(a)
	}
	return a, err
}
