package handshake

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
)

// For generated code. Spec is the policy of one annotated type. Other programs use [New].
// It is safe for concurrent use.
type Spec struct {
	settings
	fields int
	maxAge time.Duration
}

// For generated code. NewSpec returns the policy of tokens with this many fields, at
// least one. It panics if maxAge is neither positive nor [typeseal.Unlimited], or if an
// option is refused.
func NewSpec(fields int, maxAge time.Duration, opts ...Option) *Spec {
	s, err := settle(opts)
	if err == nil && (fields < 1 || maxAge <= 0 && maxAge != typeseal.Unlimited) {
		err = faults.Config("the number of fields or the max age is not positive")
	}
	if err != nil {
		panic(err)
	}
	return &Spec{s, fields, maxAge}
}

// For generated code. Opened is the content of an authentic token: its fields, for a
// [Decoder].
type Opened = opened.Of[[]string]

// For generated code. Mint returns a token of these fields.
func (s *Spec) Mint(keys *Keys, payload []string) (string, error) {
	a, err := s.with(keys)
	if err != nil {
		return "", err
	}
	if len(payload) != s.fields {
		return "", faults.Mint("the type has another number of fields")
	}
	return a.Create(payload...)
}

// For generated code. Open returns the content of an authentic token. It returns the
// content of an expired token too: [Finish] returns the error.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	a, err := s.with(keys)
	if err != nil {
		return Opened{}, err
	}
	names, issued, judged := a.openAt(token, s.maxAge, time.Now())
	if judged != nil && judged != typeseal.ErrExpired {
		return Opened{}, judged
	}
	fields, err := split(names)
	if err == nil && fields == nil {
		fields = []string{""}
	}
	if len(fields) != s.fields {
		fields = nil
	}
	return opened.New(fields, issued, s.maxAge, judged), nil
}

// For generated code. Finish returns the error for a token whose content was decoded into
// v, or nil. An expired token gives a *typeseal.ExpiredError with *v.
func Finish[T any](o Opened, v *T, decoded bool) error { return opened.Finish(o, v, decoded) }

// Format writes a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "handshake.Spec") }
