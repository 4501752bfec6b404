package itsdangerous

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// For generated code. Spec is the policy of one annotated type. It is safe for concurrent
// use.
type Spec struct {
	settings
	space  keylist.Namespace
	maxAge time.Duration
}

// For generated code. NewSpec returns the policy of tokens of a URLSafeTimedSerializer. It
// panics if maxAge is neither positive nor [typeseal.Unlimited], or if an option is
// refused.
func NewSpec(maxAge time.Duration, opts ...Option) *Spec {
	s, err := settle(opts)
	if err == nil && maxAge <= 0 && maxAge != typeseal.Unlimited {
		err = faults.Config("the max age is not positive")
	}
	if err != nil {
		panic(err)
	}
	return &Spec{s, derivations[s.derivation].space(s.salt), maxAge}
}

// For generated code. Opened is the content of an authentic token: JSON without white
// space between values, for a decoder of package codec.
type Opened = opened.Of[[]byte]

// For generated code. Mint returns a token with this JSON. The tests of annotated types
// call it.
func (s *Spec) Mint(keys *Keys, payload []byte) (string, error) {
	return s.mintAt(keys, payload, time.Now())
}

func (s *Spec) mintAt(keys *Keys, payload []byte, now time.Time) (string, error) {
	ring, err := keys.ring(s)
	if err != nil {
		return "", err
	}
	if len(payload) > s.limits.Payload {
		return "", faults.Mint("the payload is longer than MaxPayload")
	}
	m := ring.Primary()
	room := m.Take()
	defer m.Give(room)
	room.Token = pytoken.AppendBody(room.Token[:0], payload, true)
	room.Token = appendTime(append(room.Token, s.sep...), now.Unix())
	if len(room.Token)+len(s.sep)+armor.EncodedLen(m.Size()) > s.limits.Size {
		return "", faults.Mint("the token is longer than MaxSize")
	}
	tag := room.Sum(room.Token)
	room.Token = keylist.Base64(append(room.Token, s.sep...), tag)
	return string(room.Token), nil
}

// For generated code. Open returns the content of an authentic token. It returns the
// content of an expired token too: [Finish] returns the error.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	return s.openAt(keys, token, time.Now())
}

func (s *Spec) openAt(keys *Keys, token string, now time.Time) (Opened, error) {
	ring, err := keys.ring(s)
	if err != nil {
		return Opened{}, err
	}
	body, issued, err := s.verify(ring, token)
	if err != nil {
		return Opened{}, err
	}
	judged := s.judge(issued, now)
	if judged != nil && judged != typeseal.ErrExpired {
		return Opened{}, judged
	}
	text, ok := pytoken.Body(body, s.limits.Payload)
	if ok && hasSpace(text) { // a serializer may write it, such as module json
		text, _ = pyjson.Squeeze(make([]byte, 0, len(text)), text)
	}
	return opened.New(text, issued, s.maxAge, judged), nil
}

// For generated code. Finish returns the error for a token whose content was decoded into
// v, or nil. An expired token gives a *typeseal.ExpiredError with *v.
func Finish[T any](o Opened, v *T, decoded bool) error { return opened.Finish(o, v, decoded) }

// Format writes a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "itsdangerous.Spec") }

// verify returns the body and the time of an authentic token. Before it has checked the
// signature, it uses only the length of the token.
func (s *Spec) verify(ring keylist.Ring, token string) (body string, issued time.Time, err error) {
	if len(token) > s.limits.Size {
		return "", issued, typeseal.ErrMalformed
	}
	value, sig, ok := pytoken.CutLast(token, s.sep)
	if !ok {
		return "", issued, typeseal.ErrMalformed
	}
	if ring.Match(value, sig, keylist.Base64) < 0 {
		return "", issued, typeseal.ErrForged
	}
	body, stamp, ok := pytoken.CutLast(value, s.sep)
	if ok {
		issued, ok = parseTime(stamp)
	}
	if !ok {
		return "", issued, typeseal.ErrMalformed
	}
	return body, issued, nil
}

// judge compares whole seconds, as itsdangerous does.
func (s *Spec) judge(issued, now time.Time) error {
	ahead := opened.Skew
	if s.future {
		ahead = typeseal.Unlimited
	}
	return opened.Judge(issued, time.Unix(now.Unix(), 0), s.maxAge, ahead)
}

// hasSpace reports whether text has one of the characters that JSON allows between values.
func hasSpace(text []byte) bool {
	for _, c := range text {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			return true
		}
	}
	return false
}
