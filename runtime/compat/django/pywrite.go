package django

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/codec"
)

// maxDepth is about where Python's own reader and writer give up.
const maxDepth = 1000

// Object is a JSON object whose members keep their order, as a Python dict's
// do. A Go map is written in the byte order of its keys instead.
type Object []Member

// Member is one entry of an [Object]. Names are unique.
type Member struct {
	Name  string
	Value any
}

// JSON returns v as Django's serializer writes the same value: ASCII only, no
// white space, Python's text for floats (1.0, 1e+16). v is nil, a bool, text, a
// number (json.Number and *big.Int too), a slice, array, map, [Object], struct,
// or pointer to one, or has a MarshalJSON or MarshalText method. Struct fields
// are written in declared order under their json tags (name, "-", omitempty,
// omitzero); embedded fields and the string option are refused.
//
// What JSON or UTF-8 cannot hold, doubled names and more than 1000 levels are
// [typeseal.ErrMint].
func JSON(v any) ([]byte, error) {
	text, err := appendJSON(nil, v)
	if err != nil {
		return nil, err
	}
	return text, nil
}

// appendJSON returns the grown buffer with an error too.
func appendJSON(dst []byte, v any) ([]byte, error) {
	w := writer{buf: dst}
	w.value(reflect.ValueOf(v), 0)
	return w.buf, w.err
}

// Float writes Python's repr of a float, with bits 32 that of the shortest decimal
// which reads back as the same float32. It fails for NaN and infinities. It is
// for generated code.
func Float(e *codec.JSONEncoder, f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(codec.ErrNumber)
		return
	}
	e.Raw(FloatText(f, bits))
}

// FloatText returns what [Float] writes, and for NaN and infinities Python's
// words, which are not JSON.
func FloatText(f float64, bits int) string {
	var room [32]byte
	return string(appendFloatBits(room[:0], f, bits))
}

func appendFloatBits(dst []byte, f float64, bits int) []byte {
	if bits == 32 {
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	}
	return appendFloat(dst, f)
}

// writer fails once and then writes on harmlessly.
type writer struct {
	buf []byte
	err error
}

func (w *writer) fail(text string) {
	if w.err == nil {
		w.err = mintError(text)
	}
}

func (w *writer) value(rv reflect.Value, depth int) {
	for rv.Kind() == reflect.Interface {
		rv = rv.Elem()
	}
	switch {
	case depth > maxDepth:
		w.fail("nested too deeply")
	case !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil():
		w.buf = append(w.buf, "null"...)
	case rv.Type() == objectType:
		w.object(rv.Interface().(Object), depth)
	case rv.NumMethod() > 0:
		w.methods(rv, depth)
	default:
		w.reflected(rv, depth)
	}
}

var objectType = reflect.TypeFor[Object]()

func (w *writer) methods(rv reflect.Value, depth int) {
	switch v := rv.Interface().(type) {
	case json.Number:
		w.text([]byte(v), depth)
	case json.Marshaler:
		raw, err := v.MarshalJSON()
		w.user(err)
		w.text(raw, depth)
	case encoding.TextMarshaler:
		text, err := v.MarshalText()
		w.user(err)
		w.string(string(text))
	default:
		w.reflected(rv, depth)
	}
}

// user keeps what a method of the caller's type answers.
func (w *writer) user(err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("%w: %w", mintError("marshal method"), err)
	}
}

// text respells JSON that another writer made.
func (w *writer) text(raw []byte, depth int) {
	if w.err != nil {
		return
	}
	out, ok := respell(w.buf, raw, anyJSON, depth)
	if !ok {
		w.fail("JSON that Python would not write")
		return
	}
	w.buf = out
}

func (w *writer) reflected(rv reflect.Value, depth int) {
	switch rv.Kind() {
	case reflect.Bool:
		w.buf = strconv.AppendBool(w.buf, rv.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.buf = strconv.AppendInt(w.buf, rv.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		w.buf = strconv.AppendUint(w.buf, rv.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		w.float(rv.Float(), rv.Type().Bits())
	case reflect.String:
		w.string(rv.String())
	case reflect.Slice, reflect.Array:
		w.list(rv, depth)
	case reflect.Map:
		w.object(mapMembers(w, rv), depth)
	case reflect.Struct:
		w.structure(rv, depth)
	case reflect.Pointer:
		w.value(rv.Elem(), depth+1)
	default:
		w.fail("a type that JSON cannot hold")
	}
}

func (w *writer) float(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.fail("NaN and infinities are not JSON")
		return
	}
	w.buf = appendFloatBits(w.buf, f, bits)
}

func (w *writer) string(s string) {
	if !utf8.ValidString(s) {
		w.fail("text is not UTF-8")
		return
	}
	w.buf = appendString(w.buf, s)
}

func (w *writer) list(rv reflect.Value, depth int) {
	if rv.Kind() == reflect.Slice && rv.Type().Elem().Kind() == reflect.Uint8 {
		w.string(base64.StdEncoding.EncodeToString(rv.Bytes()))
		return
	}
	w.buf = append(w.buf, '[')
	for i := range rv.Len() {
		if i > 0 {
			w.buf = append(w.buf, comma...)
		}
		w.value(rv.Index(i), depth+1)
	}
	w.buf = append(w.buf, ']')
}

func (w *writer) object(members []Member, depth int) {
	w.buf = append(w.buf, '{')
	seen := make(map[string]bool, len(members))
	for i, m := range members {
		if seen[m.Name] {
			w.fail("doubled name")
		}
		seen[m.Name] = true
		if i > 0 {
			w.buf = append(w.buf, comma...)
		}
		w.string(m.Name)
		w.buf = append(w.buf, colon...)
		w.value(reflect.ValueOf(m.Value), depth+1)
	}
	w.buf = append(w.buf, '}')
}

func mapMembers(w *writer, rv reflect.Value) []Member {
	members := make([]Member, 0, rv.Len())
	for it := rv.MapRange(); it.Next(); {
		members = append(members, Member{keyText(w, it.Key()), it.Value().Interface()})
	}
	slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	return members
}

func keyText(w *writer, key reflect.Value) string {
	switch {
	case key.Kind() == reflect.String:
		return key.String()
	case key.CanInt():
		return strconv.FormatInt(key.Int(), 10)
	case key.CanUint():
		return strconv.FormatUint(key.Uint(), 10)
	}
	w.fail("a map key that is neither text nor an integer")
	return ""
}
