package django

import (
	"fmt"
	"sync/atomic"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// Spec is one annotated type's policy. It is for generated code; all others use
// [Dumps] or a signer. It is safe for concurrent use.
type Spec struct {
	settings
	err    error
	maxAge time.Duration
	last   atomic.Pointer[derived]
}

// derived are the MAC keys of the Keys that were used last.
type derived struct {
	keys *Keys
	core core
}

// NewSpec returns a spec for timestamped JSON, the format of [Dumps]. It always
// answers; options that are refused are the error of every later call.
func NewSpec(maxAge time.Duration, opts ...Option) *Spec {
	s, err := settle(dumpsSalt, classTimestampSigner, opts)
	if err == nil && maxAge <= 0 {
		err = configError("a spec needs a max age")
	}
	return &Spec{settings: s, err: err, maxAge: maxAge}
}

// Opened is the content of an authentic token.
type Opened struct {
	Payload   []byte    // JSON in ASCII, or nil; for a strict decoder, as package codec's is
	IssuedAt  time.Time // UTC, whole seconds
	ExpiredAt time.Time // last second in which the token was good; zero if unlimited
	expired   bool
}

// Mint signs JSON text as package codec and [Float] write it.
func (s *Spec) Mint(keys *Keys, text []byte) (string, error) {
	return s.mintAt(keys, text, time.Now())
}

func (s *Spec) mintAt(keys *Keys, text []byte, now time.Time) (string, error) {
	c, err := s.with(keys)
	if err != nil {
		return "", err
	}
	m := c.macs()[0]
	t := m.take()
	defer m.give(t)
	if !isPrintable(text) { // what codec does not escape, and Python does
		var ok bool
		if t.text, ok = pyjson.Respell(t.text[:0], text, pyjson.Cased, style); !ok {
			return "", mintError("JSON that Python would not write")
		}
		text = t.text
	}
	return c.signJSON(m, t, text, &now)
}

// isPrintable reports whether text has only the characters from space to tilde.
func isPrintable(text []byte) bool {
	outside := byte(0)
	for _, c := range text {
		outside |= (c - ' ') | (c + 1)
	}
	return outside < 0x80
}

// Open returns the content of an authentic token. That of an expired one is
// returned too: [Finish] tells.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	return s.openAt(keys, token, time.Now())
}

func (s *Spec) openAt(keys *Keys, token string, now time.Time) (Opened, error) {
	c, err := s.with(keys)
	if err != nil {
		return Opened{}, err
	}
	content, state := c.openAt(token, s.maxAge, now)
	if state != nil && state != typeseal.ErrExpired {
		return Opened{}, state
	}
	text, err := c.unpack(content.value)
	if err != nil || !ascii(text) { // Django would read it as latin-1
		text = nil // which no decoder takes
	}
	o := Opened{Payload: text, IssuedAt: content.issued, expired: state != nil}
	if s.maxAge != Unlimited {
		o.ExpiredAt = content.issued.Add(s.maxAge)
	}
	return o, nil
}

func ascii(text []byte) bool {
	all := byte(0)
	for _, c := range text {
		all |= c
	}
	return all < utf8.RuneSelf
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
func (*Spec) Format(f fmt.State, _ rune) { fmt.Fprint(f, "django.Spec") }

// with returns the core for keys, deriving only when they are not those of the
// call before.
func (s *Spec) with(keys *Keys) (*core, error) {
	if s.err != nil {
		return nil, s.err
	}
	if d := s.last.Load(); d != nil && d.keys == keys {
		return &d.core, nil
	}
	c, err := s.settings.core(keys, "")
	if err != nil {
		return nil, err
	}
	d := &derived{keys, c}
	s.last.Store(d)
	return &d.core, nil
}
