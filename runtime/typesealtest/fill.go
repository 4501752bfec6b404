package typesealtest

import (
	"fmt"
	"math"
	"math/rand"
	"reflect"
	"strings"
	"testing/quick"
	"time"
)

// A filler makes random payloads.
type filler struct {
	rand   *rand.Rand
	size   int // most elements of a list, and more or less the length of texts
	writer writer
}

// fill sets v to a random value. max is the bound of its field, or 0.
func (f *filler) fill(v reflect.Value, s *shape, max int) {
	if f.generate(v) {
		return
	}
	switch s.kind {
	case ownText, ownBinary, ownMsgpack:
		f.own(v, s)
	case structure:
		for _, field := range s.fields {
			f.fill(v.FieldByIndex(field.index), field.shape, field.max)
		}
	case pointer:
		if f.size > 0 && f.rand.Intn(3) > 0 {
			p := reflect.New(s.elem.typ)
			f.fill(p.Elem(), s.elem, max)
			v.Set(p.Convert(v.Type()))
		}
	case list:
		n := f.length(max)
		if n > 0 {
			v.Set(reflect.MakeSlice(s.typ, n, n))
		}
		f.elements(v, s)
	case array:
		f.elements(v, s)
	case mapping:
		n := f.length(max)
		if n > 0 {
			v.Set(reflect.MakeMap(s.typ))
		}
		for range n {
			key, elem := reflect.New(s.key.typ).Elem(), reflect.New(s.elem.typ).Elem()
			f.fill(key, s.key, 0)
			f.fill(elem, s.elem, 0)
			v.SetMapIndex(key, elem)
		}
	default:
		f.scalar(v, s, max)
	}
}

// generate sets v to the result of its method Generate, if it has one.
func (f *filler) generate(v reflect.Value) bool {
	g, ok := v.Interface().(quick.Generator)
	if !ok {
		g, ok = v.Addr().Interface().(quick.Generator)
	}
	if !ok {
		return false
	}
	made := reflect.Indirect(g.Generate(f.rand, f.size))
	if made.Type() != v.Type() { // the method of an embedded field
		return false
	}
	v.Set(made)
	return true
}

// elements fills the elements of a list or array, with fewer and shorter parts than the
// list itself.
func (f *filler) elements(v reflect.Value, s *shape) {
	f.size--
	defer func() { f.size++ }()
	for i := range v.Len() {
		f.fill(v.Index(i), s.elem, 0)
	}
}

// length returns a random number of elements.
func (f *filler) length(max int) int {
	n := 0
	if f.size > 0 {
		n = f.rand.Intn(f.size + 1)
	}
	if max > 0 {
		n = min(n, max)
	}
	return n
}

func (f *filler) scalar(v reflect.Value, s *shape, max int) {
	switch s.kind {
	case boolean:
		v.SetBool(f.rand.Intn(2) == 0)
	case integer:
		bits := v.Type().Bits()
		least := int64(math.MinInt64) >> (64 - bits)
		v.SetInt(pick(f, int64(f.rand.Uint64())>>(64-bits), int64(f.rand.Intn(8)), 0, -1, least, ^least))
	case unsigned:
		bits := v.Type().Bits()
		most := uint64(math.MaxUint64) >> (64 - bits)
		v.SetUint(pick(f, f.rand.Uint64()>>(64-bits), uint64(f.rand.Intn(8)), 0, most))
	case float:
		v.SetFloat(f.float(v.Type().Bits()))
	case text:
		v.SetString(f.text(max))
	case bytes:
		b := []byte(f.text(max))
		f.rand.Read(b)
		setBytes(v, b)
	case byteArray:
		b := make([]byte, v.Len())
		f.rand.Read(b)
		setBytes(v, b)
	case moment:
		v.Set(reflect.ValueOf(f.time()).Convert(v.Type()))
	}
}

// pick returns one of the values.
func pick[T any](f *filler, values ...T) T { return values[f.rand.Intn(len(values))] }

func setBytes(v reflect.Value, b []byte) {
	if v.Kind() == reflect.Slice && len(b) > 0 {
		v.Set(reflect.MakeSlice(v.Type(), len(b), len(b)))
	}
	for i := range b {
		v.Index(i).SetUint(uint64(b[i]))
	}
}

func (f *filler) float(bits int) float64 {
	if bits == 32 {
		return float64(pick(f, float32(f.rand.NormFloat64()), 0, 1.5, -math.MaxFloat32, math.SmallestNonzeroFloat32))
	}
	return pick(f, f.rand.NormFloat64(), 0, 1e21, 1e-7, -math.MaxFloat64, math.SmallestNonzeroFloat64)
}

// letters are characters that codecs have to treat in different ways.
const letters = "aZ09-_ .~\"\\/<>&'\t\n\x00\x7fäß\u2028€\ufeff\U0001f600"

// text returns random text of at most max bytes; if max is 0, it is short.
func (f *filler) text(max int) string {
	from := []rune(letters)
	if f.writer.in == inFields {
		from = []rune(fieldLetters)
	}
	var b strings.Builder
	n := 0
	if f.size > 0 {
		n = f.rand.Intn(4 * f.size)
	}
	for range n {
		r := from[f.rand.Intn(len(from))]
		if max > 0 && b.Len()+len(string(r)) > max {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// time returns a time in the years that codecs can write.
func (f *filler) time() time.Time {
	t := pick(f,
		time.Unix(f.rand.Int63n(1<<34), 0),
		time.Unix(f.rand.Int63n(1<<34), f.rand.Int63n(int64(time.Second))),
		time.Time{},
		time.Unix(0, 0),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	)
	return pick(f, t.UTC(), t.UTC().In(time.FixedZone("", 3*60*60)))
}

// guesses are texts in forms that many types read.
var guesses = []string{
	"1", "0", "a", "A", "7.25", "true", "127.0.0.1", "10.0.0.0/8", "[::1]:80", "https://example.com/a?b=c",
	"ana@example.com", "2026-11-29T10:00:00Z", "2026-11-29", "1h30m", "3/4", "info", "INFO", "en", "EUR", "DE",
	"01ARZ3NDEKTSV4RRFFQ69G5FAV", "123e4567-e89b-42d3-a456-426614174000", "00ff00ff",
}

// own sets v, of a type that encodes itself, to a value that its methods accept. If none is
// found, v stays as it is.
func (f *filler) own(v reflect.Value, s *shape) {
	for range 20 {
		try := reflect.New(s.typ).Elem()
		if f.rand.Intn(2) == 0 {
			f.raw(try)
		} else if t, ok := try.Addr().Interface().(textValue); ok && f.unmarshal(t) != nil {
			continue
		}
		if f.holds(try, s) {
			v.Set(try)
			return
		}
	}
}

// unmarshal sets t to a value that is a guess.
func (f *filler) unmarshal(t textValue) (err error) {
	defer recovered(&err)
	return t.UnmarshalText([]byte(pick(f, guesses...)))
}

// holds reports whether a value that encodes itself can be encoded and restored.
func (f *filler) holds(v reflect.Value, s *shape) bool {
	var err error
	func() {
		defer recovered(&err)
		_, _, err = f.writer.encode(v, s)
	}()
	return err == nil
}

// recovered turns a panic of a method into an error: the value was random.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panic: %v", r)
	}
}

// raw fills a value without regard to its methods, as far as its fields are exported.
func (f *filler) raw(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.raw(v.Field(i))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			f.raw(v.Index(i))
		}
	case reflect.Slice:
		n := f.length(0)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.raw(v.Index(i))
		}
	case reflect.Bool:
		f.scalar(v, &shape{kind: boolean}, 0)
	case reflect.String:
		v.SetString(f.text(0))
	default:
		switch {
		case v.CanInt():
			f.scalar(v, &shape{kind: integer}, 0)
		case v.CanUint() && v.Kind() != reflect.Uintptr:
			f.scalar(v, &shape{kind: unsigned}, 0)
		case v.CanFloat():
			f.scalar(v, &shape{kind: float}, 0)
		}
	}
}
