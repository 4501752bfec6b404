package django

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

// For generated code. Spec is the policy of one annotated type. Other programs use
// [Dumps] or a signer. It is safe for concurrent use.
type Spec struct {
	settings
	space  keylist.Namespace
	maxAge time.Duration
}

// For generated code. NewSpec returns the policy of tokens as [Dumps] makes them. It
// panics if maxAge is neither positive nor [typeseal.Unlimited], or if an option is
// refused.
func NewSpec(maxAge time.Duration, opts ...Option) *Spec {
	s, err := settle(dumpsSalt, classTimestampSigner, opts)
	if err == nil && maxAge <= 0 && maxAge != typeseal.Unlimited {
		err = faults.Config("the max age is not positive")
	}
	if err != nil {
		panic(err)
	}
	return &Spec{s, pytoken.Signing(s.salt), maxAge}
}

// For generated code. Opened is the content of an authentic token: JSON of ASCII
// characters, for a decoder of package codec.
type Opened = opened.Of[[]byte]

// For generated code. Mint returns a token with JSON as package codec writes it, with
// Python's floats.
func (s *Spec) Mint(keys *Keys, payload []byte) (string, error) {
	c, err := s.core(keys, s.space)
	if err != nil {
		return "", err
	}
	m := c.ring.Primary()
	room := m.Take()
	defer m.Give(room)
	if !pyjson.Printable(payload) { // Python escapes more than package codec
		var ok bool
		if room.Text, ok = pyjson.Respell(room.Text[:0], payload, pyjson.Cased, style); !ok {
			return "", faults.Mint("JSON that Python does not write")
		}
		payload = room.Text
	}
	return c.signJSON(m, room, payload, new(time.Now()))
}

// For generated code. Open returns the content of an authentic token. It returns the
// content of an expired token too: [Finish] returns the error.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	c, err := s.core(keys, s.space)
	if err != nil {
		return Opened{}, err
	}
	body, issued, judged := c.openAt(token, s.maxAge, time.Now())
	if judged != nil && judged != typeseal.ErrExpired {
		return Opened{}, judged
	}
	text, ok := pytoken.Body(body, c.limits.Payload)
	if !ok || !pyjson.ASCII(text) { // Django would read it as latin-1
		text = nil
	}
	return opened.New(text, issued, s.maxAge, judged), nil
}

// For generated code. Finish returns the error for a token whose content was decoded into
// v, or nil. An expired token gives a *typeseal.ExpiredError with *v.
func Finish[T any](o Opened, v *T, decoded bool) error { return opened.Finish(o, v, decoded) }

// Format writes a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "django.Spec") }
