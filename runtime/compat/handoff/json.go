package handoff

import (
	"reflect"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Object is a JSON object whose members keep their order, as a Python dict's
// do: Object{{Name: "uid", Value: 42}}. A Go map is written in the byte order of its
// keys instead.
type Object []Member

// Member is one entry of an [Object]. Names are unique.
type Member struct {
	Name  string
	Value any
}

var (
	// style is the json module's own.
	style = pyjson.Style{Comma: ", ", Colon: ": ", Object: reflect.TypeFor[Object]()}
	// compactStyle is how a decoded text is given to the caller.
	compactStyle = pyjson.Style{Comma: ",", Colon: ":"}
)

// JSON returns v as Python's json module writes the same value: ASCII only, ", "
// and ": " between values, Python's text for floats (1.0, 1e+16). v is nil, a
// bool, text, a number (json.Number and *big.Int too), a slice, array, map,
// [Object], struct, or pointer to one, or has a MarshalJSON or MarshalText
// method. Struct fields are written in declared order under their json tags
// (name, "-", omitempty, omitzero); embedded fields and the string option are
// refused.
//
// What JSON or UTF-8 cannot hold, doubled names and more than 1000 levels are
// [typeseal.ErrMint]. Names that differ only in case are written, for Python tells
// them apart; the readers of this package refuse them.
func JSON(v any) ([]byte, error) {
	text, err := appendJSON(nil, v)
	if err != nil {
		return nil, err
	}
	return text, nil
}

// appendJSON returns the grown buffer with an error too.
func appendJSON(dst []byte, v any) ([]byte, error) {
	dst, err := pyjson.Append(dst, v, style)
	if err != nil {
		err = typeseal.Caused(typeseal.ErrMint, reason.Wrap("handoff: "+err.Error(), err))
	}
	return dst, err
}

// Float writes Python's repr of a float, with bits 32 that of the shortest decimal
// which reads back as the same float32. It fails for NaN and infinities. It is
// for generated code.
func Float(e *codec.JSONEncoder, f float64, bits int) { pyjson.Float(e, f, bits) }

// FloatText returns what [Float] writes, and for NaN and infinities Python's
// words, which are not JSON.
func FloatText(f float64, bits int) string { return pyjson.FloatText(f, bits) }

func decode(text []byte, v any) error {
	switch pyjson.Decode(text, v) {
	case nil:
		return nil
	case pyjson.ErrTarget:
		return configError("no pointer to decode into")
	}
	return typeseal.ErrPayload
}

func compact(dst, src []byte) ([]byte, bool) {
	return pyjson.Respell(dst, src, pyjson.RFC8259, compactStyle)
}

func squeeze(dst, src []byte) ([]byte, bool) { return pyjson.Squeeze(dst, src), true }
