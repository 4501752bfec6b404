package handoff

import (
	"fmt"
	"io"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// Spec is one annotated type's policy. It is for generated code; all others use
// [New]. It is safe for concurrent use.
type Spec struct {
	settings
	err     error
	variant Variant
}

// NewSpec returns a spec for JSON in tokens of one variant. It always answers;
// what is refused is the error of every later call.
func NewSpec(variant Variant, opts ...Option) *Spec {
	s, err := settle(opts)
	if err == nil && !variant.known() {
		err = configError("unknown variant")
	}
	return &Spec{s, err, variant}
}

// Mint returns a token with JSON text of any spelling, respelled as Python
// writes it. A float with an integral value must come with a fraction ("1.0",
// see [FloatText]): as text it cannot be told from an integer.
func (s *Spec) Mint(keys *Keys, text []byte) (string, error) {
	h, err := s.with(keys)
	if err != nil {
		return "", err
	}
	secret, err := h.primary(s.variant)
	if err != nil {
		return "", err
	}
	t := secret.take()
	defer secret.give(t)
	var ok bool
	if t.text, ok = pyjson.Respell(t.text[:0], text, pyjson.Cased, style); !ok {
		return "", mintError("JSON that Python would not write")
	}
	return h.encode(secret, t, s.variant)
}

// Opened is the content of an authentic token.
type Opened struct {
	Payload  []byte    // JSON without white space, for a strict decoder, as package codec's is
	IssuedAt time.Time // zero: tokens contain no time
}

// Open returns the content of an authentic token of the spec's variant.
func (s *Spec) Open(keys *Keys, token string) (Opened, error) {
	h, err := s.with(keys)
	if err != nil {
		return Opened{}, err
	}
	_, text, err := h.open(token, s.variant, squeeze)
	return Opened{Payload: text}, err
}

// Finish ends Open once o.Payload has been decoded into v. It returns
// [typeseal.ErrPayload] if decoding failed.
func Finish[T any](_ Opened, _ *T, decoded bool) error {
	if !decoded {
		return typeseal.ErrPayload
	}
	return nil
}

// Format prints a constant for every verb.
func (Spec) Format(f fmt.State, _ rune) { io.WriteString(f, "handoff.Spec") }

func (s *Spec) with(keys *Keys) (Handoff, error) {
	if s.err != nil {
		return Handoff{}, s.err
	}
	return Handoff{s.settings, keys}, nil
}
