package handoff

import (
	"crypto/aes"
	"crypto/rand"
	"fmt"
	"io"
	"slices"

	"github.com/typeseal/typeseal/runtime/compat/internal/limits"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

// Variant says how a token is protected. It is the third letter of the token. The MAC
// does not cover that letter, so the reader must name the variant that it expects.
type Variant byte

const (
	// A is encrypted (AES-128-CBC) and signed. A payload of more than 1 KiB is compressed
	// first. If others can choose a part of the payload, the length of the token may
	// reveal secrets in the rest: see the package's documentation.
	A Variant = 'A'
	// B is only signed.
	B Variant = 'B'
)

func (v Variant) known() bool { return v == A || v == B }

var errVariant = faults.Config("unknown variant; use A or B")

// The limits that hold unless an option says otherwise, in bytes. DefaultMaxPayload
// counts the payload after inflating.
const (
	DefaultMaxSize    = limits.DefaultSize
	DefaultMaxPayload = limits.DefaultPayload
)

// Option is a limit.
type Option func(*settings)

type settings struct{ limits limits.Limits }

// MaxSize sets the length of the longest token to encode or decode: 1 byte to 1 MiB,
// [DefaultMaxSize] by default.
func MaxSize(n int) Option { return func(s *settings) { s.limits.Size = n } }

// MaxPayload sets the length of the longest payload to encode or decode: 1 byte to
// 16 MiB, [DefaultMaxPayload] by default. Nothing is inflated beyond it.
func MaxPayload(n int) Option { return func(s *settings) { s.limits.Payload = n } }

func settle(opts []Option) (settings, error) {
	s := settings{limits.Limits{Size: DefaultMaxSize, Payload: DefaultMaxPayload}}
	for _, o := range opts {
		o(&s)
	}
	return s, s.limits.Check(faults)
}

// Handoff is Ax_Handoff's class of that name. It is immutable and safe for
// concurrent use. Printing it does not show its keys.
type Handoff struct {
	settings
	keys *Keys
}

// New returns a Handoff. Every error matches [typeseal.ErrConfig].
func New(keys *Keys, opts ...Option) (*Handoff, error) {
	s, err := settle(opts)
	if err != nil {
		return nil, err
	}
	if _, _, err := keys.primary(); err != nil {
		return nil, err
	}
	return &Handoff{s, keys}, nil
}

// Encode returns a token with v as the JSON that Python's json module writes for the
// same value: ASCII only, ", " and ": " between values, Python's text for floats
// (1.0, 1e+16). v is nil, a bool, text, a number (json.Number and *big.Int too), a
// slice, array, map, [Object], struct, or pointer to one, or has a MarshalJSON or
// MarshalText method; a json.RawMessage is written in Python's spelling. Struct fields
// are written in the order of their declaration under their json tags (name, "-",
// omitempty, omitzero); embedded fields and the string option are refused.
//
// Values that JSON or UTF-8 cannot represent, duplicate names, more than 1000 levels and
// payloads or tokens over the limits are refused with [typeseal.ErrMint], and an unknown
// variant with [typeseal.ErrConfig]. Names that differ only in case are written, since
// Python distinguishes them; the readers of this package refuse them.
func (h *Handoff) Encode(variant Variant, v any) (string, error) {
	if !variant.known() {
		return "", errVariant
	}
	return h.encode(variant, func(dst []byte) ([]byte, error) { return pyjson.Append(dst, v, style) })
}

// Decode decodes the JSON of an authentic token of this variant into what v points to,
// with encoding/json: numbers become json.Number if v does not specify their type, and
// null or a missing name leaves Go's zero value. At every depth, Decode refuses names
// that no field of a struct has exactly, an array of another length than Go's, and two
// spellings of one key of a map. A *json.RawMessage receives the text itself, without
// white space. If Decode fails, the value that v points to does not change. The format
// has no time: tokens never expire.
func (h *Handoff) Decode(variant Variant, token string, v any) error {
	if !variant.known() {
		return errVariant
	}
	_, text, err := h.open(token, variant, compact)
	if err != nil {
		return err
	}
	return pyjson.Decode(faults, text, v)
}

// DecodeAny is Ax_Handoff's own decode: the token says which variant it has. Nothing else
// separates purposes, so somebody who has a B token for one purpose could pass it instead
// of an A token. Use DecodeAny only if you accept both variants, and otherwise
// [Handoff.Decode].
func (h *Handoff) DecodeAny(token string, v any) (Variant, error) {
	variant, text, err := h.open(token, 0, compact)
	if err != nil {
		return 0, err
	}
	return variant, pyjson.Decode(faults, text, v)
}

// Format writes a constant for every verb.
func (Handoff) Format(f fmt.State, _ rune) { io.WriteString(f, "handoff.Handoff") }

// encode makes a token of the JSON that text appends.
func (h *Handoff) encode(variant Variant, text func(dst []byte) ([]byte, error)) (string, error) {
	m, block, err := h.keys.primary()
	if err != nil {
		return "", err
	}
	room := m.Take()
	defer m.Give(room)
	if room.Text, err = text(room.Text[:0]); err != nil {
		return "", err
	}
	if len(room.Text) > h.limits.Payload {
		return "", faults.Mint("the payload is longer than MaxPayload")
	}
	if variant == B {
		room.Packed = deflate.PackZlib(room.Packed[:0], room.Text, false)
		return h.seal(room, variant)
	}
	iv := slices.Grow(room.Packed[:0], aes.BlockSize)[:aes.BlockSize]
	rand.Read(iv)
	room.Packed = encrypt(block, packSecret(iv, room.Text))
	return h.seal(room, variant)
}
