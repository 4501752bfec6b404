package handoff

import (
	"crypto/aes"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
)

// Variant is what a token protects. It is the token's third letter, which the
// MAC does not cover: hence the reader names the one that it expects.
type Variant byte

const (
	// A is encrypted (AES-128-CBC) and signed. Its length tells how well the
	// payload compresses, and so about secrets beside what others may choose: see
	// the package's documentation.
	A Variant = 'A'
	// B is only signed.
	B Variant = 'B'
)

func (v Variant) known() bool { return v == A || v == B }

// Limits that hold unless an option says otherwise.
const (
	DefaultMaxSize    = 4096     // bytes of a token, as the native format's
	DefaultMaxPayload = 64 << 10 // bytes of a payload after inflating
)

const (
	mostSize    = 1 << 20
	mostPayload = 16 << 20
)

// Option is a limit.
type Option func(*settings)

type settings struct{ maxSize, maxPayload int }

// MaxSize sets the longest token in bytes, 1 to 1 MiB, for both directions.
func MaxSize(n int) Option { return func(s *settings) { s.maxSize = n } }

// MaxPayload sets the longest payload in bytes, 1 to 16 MiB, for both
// directions. Nothing is inflated beyond it.
func MaxPayload(n int) Option { return func(s *settings) { s.maxPayload = n } }

func settle(opts []Option) (settings, error) {
	s := settings{DefaultMaxSize, DefaultMaxPayload}
	for _, o := range opts {
		o(&s)
	}
	if s.maxSize < 1 || s.maxSize > mostSize || s.maxPayload < 1 || s.maxPayload > mostPayload {
		return s, configError("a limit is out of range")
	}
	return s, nil
}

// Handoff is Ax_Handoff's class of that name. It is immutable and safe for
// concurrent use, and prints no secret.
type Handoff struct {
	settings
	keys *Keys
}

// New returns a Handoff. Its errors are [typeseal.ErrConfig].
func New(keys *Keys, opts ...Option) (*Handoff, error) {
	s, err := settle(opts)
	if err != nil {
		return nil, err
	}
	if _, err := keys.list(); err != nil {
		return nil, err
	}
	return &Handoff{s, keys}, nil
}

// Encode returns a token with v as [JSON] writes it; json.RawMessage is
// respelled so. What JSON cannot hold and what the limits do not allow is
// [typeseal.ErrMint], an unknown variant [typeseal.ErrConfig].
func (h *Handoff) Encode(variant Variant, v any) (string, error) {
	secret, err := h.primary(variant)
	if err != nil {
		return "", err
	}
	t := secret.take()
	defer secret.give(t)
	if t.text, err = appendJSON(t.text[:0], v); err != nil {
		return "", err
	}
	return h.encode(secret, t, variant)
}

// Decode decodes the JSON of an authentic token of this variant into what v
// points to, with encoding/json: numbers become json.Number where v leaves the
// type open, and names that the text does not have, or null, leave Go's zero
// value. At every depth, a name that a struct does not have to the letter, an
// array of another length than Go's and two spellings of one key of a map are
// refused. Into a *json.RawMessage the text itself is given, compact, in its
// order. On error what v points to is untouched. The format has no time: tokens
// never expire.
func (h *Handoff) Decode(variant Variant, token string, v any) error {
	if !variant.known() {
		return configError("unknown variant")
	}
	_, text, err := h.open(token, variant, compact)
	if err != nil {
		return err
	}
	return decode(text, v)
}

// DecodeAny is Ax_Handoff's own decode: the token says which variant it is.
// Whoever has a B token for one purpose could pass it where A was meant, as
// nothing else tells purposes apart. Use this only where both are welcome; all
// others use [Handoff.Decode].
func (h *Handoff) DecodeAny(token string, v any) (Variant, error) {
	variant, text, err := h.open(token, 0, compact)
	if err != nil {
		return 0, err
	}
	return variant, decode(text, v)
}

// Format prints a constant for every verb.
func (Handoff) Format(f fmt.State, _ rune) { io.WriteString(f, "handoff.Handoff") }

// primary returns the secret that encodes.
func (h *Handoff) primary(variant Variant) (*secret, error) {
	if !variant.known() {
		return nil, configError("unknown variant")
	}
	secrets, err := h.keys.list()
	if err != nil {
		return nil, err
	}
	return secrets[0], nil
}

// encode makes a token of the JSON in t.text.
func (h *Handoff) encode(s *secret, t *tagger, variant Variant) (string, error) {
	if len(t.text) > h.maxPayload {
		return "", mintError("payload longer than the limit")
	}
	t.packed = slices.Grow(t.packed[:0], aes.BlockSize)[:aes.BlockSize]
	rand.Read(t.packed)
	t.packed = appendDeflated(t.packed, t.text, variant == A)
	return h.seal(s, t, variant)
}
