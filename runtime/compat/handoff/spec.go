package handoff

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/opened"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// For generated code. Spec is the policy of one annotated type. Other programs use [New].
// It is safe for concurrent use.
type Spec struct {
	settings
	variant Variant
}

// For generated code. NewSpec returns the policy of tokens of one variant. It panics if
// the variant is unknown, or if an option is refused.
func NewSpec(variant Variant, opts ...Option) *Spec {
	s, err := settle(opts)
	if err == nil && !variant.known() {
		err = errVariant
	}
	if err != nil {
		panic(err)
	}
	return &Spec{s, variant}
}

// For generated code. Opened is the content of an authentic token: JSON, for a decoder of
// package codec.
type Opened = opened.Of[[]byte]

// For generated code. Mint returns a token with JSON as package codec writes it, with
// Python's floats.
func (s *Spec) Mint(keys *Keys, payload []byte) (string, error) {
	h := Handoff{s.settings, keys}
	return h.encode(s.variant, func(dst []byte) ([]byte, error) {
		dst, ok := pyjson.Respell(dst, payload, pyjson.Cased, style)
		if !ok {
			return dst, faults.Mint("JSON that Python does not write")
		}
		return dst, nil
	})
}

// For generated code. Open returns the content of an authentic token. The format has no
// time, so that no token is expired.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	h := Handoff{s.settings, keys}
	_, text, err := h.open(token, s.variant, pyjson.Squeeze)
	if err != nil {
		return Opened{}, err
	}
	return opened.New(text, time.Time{}, typeseal.Unlimited, nil), nil
}

// For generated code. Finish returns the error for a token whose content was decoded into
// v, or nil.
func Finish[T any](o Opened, v *T, decoded bool) error { return opened.Finish(o, v, decoded) }

// Format writes a constant for every verb.
func (*Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "handoff.Spec") }
