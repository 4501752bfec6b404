package codec

import (
	"bytes"
	"encoding"
	"reflect"
	"time"
)

// A verdict says whether a value came back as it was. The higher one counts.
type verdict int

const (
	equal   verdict = iota // nothing differs
	unsure                 // only what a program cannot see differs
	changed                // it is another value
)

// maxSame is how many values inside each other, and in all, are compared. Beyond
// that nothing is sure: one may lead back to itself.
const (
	maxSameDepth = 32
	maxSame      = 1 << 16
)

// A comparison counts the values that it may still look at.
type comparison struct{ left int }

// compare compares a value with what was read back, pointers to both.
//
// What a program can see must be the same: exported fields, elements, keys, and
// what pointers point to. A method Equal decides where there is one; times are
// the same that are the same moment; nil is the same as empty. Unexported fields
// may differ, since caches and the like do, unless the struct that they are in
// has nothing but plain values.
func compare(v, back any) verdict {
	a, b := reflect.Indirect(reflect.ValueOf(v)), reflect.Indirect(reflect.ValueOf(back))
	if a.Type() != b.Type() {
		return changed
	}
	if v, ok := ownEqual(a, b); ok { // it may not look at all that is written
		return max(v, unsure)
	}
	c := comparison{maxSame}
	return c.same(a, b, maxSameDepth)
}

func (c *comparison) same(a, b reflect.Value, depth int) verdict {
	if c.left--; depth == 0 || c.left < 0 {
		return unsure
	}
	if v, ok := ownEqual(a, b); ok {
		return v
	}
	switch a.Kind() {
	case reflect.Struct:
		return c.fields(a, b, depth)
	case reflect.Pointer, reflect.Interface:
		switch {
		case a.IsNil() || b.IsNil():
			return differ(a.IsNil() != b.IsNil())
		case a.Elem().Type() != b.Elem().Type():
			return changed
		}
		return c.same(a.Elem(), b.Elem(), depth-1)
	case reflect.Slice, reflect.Array:
		return c.elements(a, b, depth)
	case reflect.Map:
		return c.entries(a, b, depth)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if a.IsNil() || b.IsNil() {
			return differ(a.IsNil() != b.IsNil())
		}
		return unsure
	}
	return differ(!samePlain(a, b))
}

func differ(is bool) verdict {
	if is {
		return changed
	}
	return equal
}

// samePlain compares basic values. NaN is itself.
func samePlain(a, b reflect.Value) bool {
	if a.CanFloat() && a.Float() != a.Float() {
		return b.Float() != b.Float()
	}
	return a.Equal(b)
}

func (c *comparison) fields(a, b reflect.Value, depth int) verdict {
	worst, isPlain := equal, onlyPlain(a.Type())
	for i := range a.NumField() {
		f := a.Type().Field(i)
		got := c.same(a.Field(i), b.Field(i), depth-1)
		switch {
		case f.IsExported() && got == unsure:
			got = sameText(a.Field(i), b.Field(i))
		case got == changed && hidden(a.Type(), f, isPlain):
			got = unsure
		}
		worst = max(worst, got)
	}
	return worst
}

// hidden reports whether a program does not see a field: it is not exported, in a
// struct that keeps such things as caches, or documented to be a hint.
func hidden(t reflect.Type, f reflect.StructField, plain bool) bool {
	if f.IsExported() {
		return t.PkgPath() == "net/url" && (f.Name == "RawPath" || f.Name == "RawFragment")
	}
	promotes := f.Anonymous && f.Type.Kind() == reflect.Struct
	return !plain && !promotes
}

func (c *comparison) elements(a, b reflect.Value, depth int) verdict {
	if a.Len() != b.Len() {
		return changed
	}
	worst := equal
	for i := range a.Len() {
		worst = max(worst, c.same(a.Index(i), b.Index(i), depth-1))
	}
	return worst
}

func (c *comparison) entries(a, b reflect.Value, depth int) verdict {
	if a.Len() != b.Len() {
		return changed
	}
	worst := equal
	for entries := a.MapRange(); entries.Next(); {
		elem := b.MapIndex(entries.Key())
		if !elem.IsValid() {
			return changed
		}
		worst = max(worst, c.same(entries.Value(), elem, depth-1))
	}
	return worst
}

// onlyPlain reports whether a type holds nothing but basic values.
func onlyPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if !onlyPlain(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return onlyPlain(t.Elem())
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return false
	}
	return true
}

var timeType = reflect.TypeFor[time.Time]()

// ownEqual compares times, and values whose type has a method Equal.
func ownEqual(a, b reflect.Value) (v verdict, ok bool) {
	switch {
	case !a.CanInterface() || a.Kind() == reflect.Pointer || a.Kind() == reflect.Interface:
		return 0, false
	case a.Kind() == reflect.Struct && a.CanConvert(timeType):
		x, y := a.Convert(timeType).Interface().(time.Time), b.Convert(timeType).Interface().(time.Time)
		return differ(!x.Equal(y)), true
	}
	is, ok := callEqual(a, b)
	if ok && !is { // one that does not know its own value says nothing
		ok, _ = callEqual(a, a)
	}
	return differ(!is), ok
}

// callEqual calls a's method Equal with b, which it takes as it is or by pointer.
func callEqual(a, b reflect.Value) (is, ok bool) {
	m := a.MethodByName("Equal")
	if !m.IsValid() && a.CanAddr() {
		m = a.Addr().MethodByName("Equal")
	}
	if !m.IsValid() || m.Type().NumIn() != 1 || m.Type().NumOut() != 1 || m.Type().Out(0).Kind() != reflect.Bool {
		return false, false
	}
	switch in := m.Type().In(0); {
	case in == a.Type():
	case in == reflect.PointerTo(a.Type()) && b.CanAddr():
		b = b.Addr()
	default:
		return false, false
	}
	return m.Call([]reflect.Value{b})[0].Bool(), true
}

// sameText compares the encodings of two values inside another, if they have any.
func sameText(a, b reflect.Value) verdict {
	x, ok := textOf(a)
	if !ok {
		return unsure
	}
	y, ok := textOf(b)
	return differ(!ok || !bytes.Equal(x, y))
}

func textOf(v reflect.Value) (text []byte, ok bool) {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, true
	}
	if v.CanAddr() {
		v = v.Addr()
	}
	if !v.CanInterface() {
		return nil, false
	}
	var err error
	switch m := v.Interface().(type) {
	case encoding.TextMarshaler:
		text, err = m.MarshalText()
	case encoding.BinaryMarshaler:
		text, err = m.MarshalBinary()
	default:
		return nil, false
	}
	return text, err == nil
}
