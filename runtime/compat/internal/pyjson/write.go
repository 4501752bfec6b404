package pyjson

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Append appends v as Python writes the same value. v is nil, a bool, text, a
// number (json.Number and *big.Int too), a slice, array, map, [Object], struct,
// or pointer to one, or has a MarshalJSON or MarshalText method. Maps are
// written in the byte order of their keys, struct fields in declared order
// under their json tags (name, "-", omitempty, omitzero).
//
// It refuses values that JSON or UTF-8 cannot represent, duplicate names, embedded
// fields, the string option of a tag, and more than 1000 levels. As in Python, names that
// differ only in case are different names. The errors match typeseal.ErrMint, and the
// error of a MarshalJSON or MarshalText. Append returns the grown buffer with an error
// too.
func Append(dst []byte, v any, s Style) ([]byte, error) {
	w := writer{Style: s, buf: dst}
	w.value(reflect.ValueOf(v), 0)
	if w.err != nil {
		return w.buf, s.Format.MintCause(w.err)
	}
	return w.buf, nil
}

var objectType = reflect.TypeFor[Object]()

// A writer records its first failure. Afterwards its methods have no effect.
type writer struct {
	Style
	buf []byte
	err error
}

func (w *writer) fail(text string) {
	if w.err == nil {
		w.err = reason.New(text)
	}
}

func (w *writer) value(rv reflect.Value, depth int) {
	for rv.Kind() == reflect.Interface {
		rv = rv.Elem()
	}
	switch {
	case depth > maxDepth:
		w.fail("more than 1000 levels")
	case !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil():
		w.buf = append(w.buf, "null"...)
	case rv.Type() == objectType:
		w.ordered(rv, depth)
	case rv.NumMethod() > 0:
		w.methods(rv, depth)
	default:
		w.reflected(rv, depth)
	}
}

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

// user records the error of a method of the caller's type.
func (w *writer) user(err error) {
	if err != nil && w.err == nil {
		w.err = reason.Wrap("a marshal method failed", err)
	}
}

// text rewrites JSON from another writer in Python's spelling.
func (w *writer) text(raw []byte, depth int) {
	if w.err != nil {
		return
	}
	out, ok := respell(w.buf, raw, Cased, w.Style, depth)
	if !ok {
		w.fail("JSON that Python does not write")
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
		f := rv.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			w.fail("NaN and infinities are not JSON")
			return
		}
		w.buf = codec.AppendPythonFloat(w.buf, f, rv.Type().Bits())
	case reflect.String:
		w.string(rv.String())
	case reflect.Slice, reflect.Array:
		w.list(rv, depth)
	case reflect.Map:
		w.mapping(rv, depth)
	case reflect.Struct:
		w.structure(rv, depth)
	case reflect.Pointer:
		w.value(rv.Elem(), depth+1)
	default:
		w.fail("JSON has no values of this type")
	}
}

func (w *writer) string(s string) {
	if !utf8.ValidString(s) {
		w.fail("a text is not UTF-8")
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
			w.buf = append(w.buf, w.Comma...)
		}
		w.value(rv.Index(i), depth+1)
	}
	w.buf = append(w.buf, ']')
}

// ordered writes an Object.
func (w *writer) ordered(rv reflect.Value, depth int) {
	w.buf = append(w.buf, '{')
	seen := make(map[string]bool, rv.Len())
	for i := range rv.Len() {
		m := rv.Index(i)
		w.member(seen, m.Field(0).String(), m.Field(1), depth)
	}
	w.buf = append(w.buf, '}')
}

func (w *writer) mapping(rv reflect.Value, depth int) {
	type entry struct {
		name  string
		value reflect.Value
	}
	entries := make([]entry, 0, rv.Len())
	for it := rv.MapRange(); it.Next(); {
		entries = append(entries, entry{w.key(it.Key()), it.Value()})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	w.buf = append(w.buf, '{')
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		w.member(seen, e.name, e.value, depth)
	}
	w.buf = append(w.buf, '}')
}

// key returns the text of a map's key.
func (w *writer) key(rv reflect.Value) string {
	switch {
	case rv.Kind() == reflect.String:
		return rv.String()
	case rv.CanInt():
		return strconv.FormatInt(rv.Int(), 10)
	case rv.CanUint():
		return strconv.FormatUint(rv.Uint(), 10)
	}
	w.fail("a map key that is neither text nor an integer")
	return ""
}

// member writes one member of an object. seen has the names of the members before it.
func (w *writer) member(seen map[string]bool, name string, rv reflect.Value, depth int) {
	switch {
	case seen[name]:
		w.fail("an object has one name twice")
	case len(seen) > 0:
		w.buf = append(w.buf, w.Comma...)
	}
	seen[name] = true
	w.string(name)
	w.buf = append(w.buf, w.Colon...)
	w.value(rv, depth+1)
}
