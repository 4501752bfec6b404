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
	var w writer
	w.value(v, 0)
	if w.err != nil {
		return nil, w.err
	}
	return w.buf, nil
}

// FloatText returns Python's repr of a float, with bits 32 that of the shortest
// decimal which reads back as the same float32. NaN and infinities give words
// that are not JSON and which [Spec.Sign] refuses.
func FloatText(f float64, bits int) string {
	if bits == 32 {
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	}
	return string(appendFloat(nil, f))
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

func (w *writer) value(v any, depth int) {
	rv := reflect.ValueOf(v)
	switch {
	case depth > maxDepth:
		w.fail("nested too deeply")
	case !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil():
		w.buf = append(w.buf, "null"...)
	default:
		w.present(v, rv, depth)
	}
}

func (w *writer) present(v any, rv reflect.Value, depth int) {
	switch v := v.(type) {
	case Object:
		w.object(v, depth)
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
		w.object(structMembers(w, rv), depth)
	case reflect.Pointer, reflect.Interface:
		w.value(rv.Elem().Interface(), depth+1)
	default:
		w.fail("a type that JSON cannot hold")
	}
}

func (w *writer) float(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.fail("NaN and infinities are not JSON")
		return
	}
	w.buf = append(w.buf, FloatText(f, bits)...)
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
		w.value(rv.Index(i).Interface(), depth+1)
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
		w.value(m.Value, depth+1)
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

func structMembers(w *writer, rv reflect.Value) []Member {
	var members []Member
	for i := range rv.NumField() {
		f := rv.Type().Field(i)
		tag := f.Tag.Get("json")
		if !f.IsExported() && !f.Anonymous || tag == "-" {
			continue
		}
		name, rest, _ := strings.Cut(tag, ",")
		options := strings.Split(rest, ",")
		if f.Anonymous || slices.Contains(options, "string") {
			w.fail("an embedded field, or the string option of a json tag")
			return nil
		}
		if name == "" {
			name = f.Name
		}
		if !left(rv.Field(i), options) {
			members = append(members, Member{name, rv.Field(i).Interface()})
		}
	}
	return members
}

// left says whether omitempty or omitzero leaves the field out.
func left(v reflect.Value, options []string) bool {
	if slices.Contains(options, "omitempty") {
		switch v.Kind() {
		case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
			return v.Len() == 0
		case reflect.Struct:
		default:
			return v.IsZero()
		}
	}
	if !slices.Contains(options, "omitzero") {
		return false
	}
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	return v.IsZero()
}
