package codec

import (
	"bytes"
	"encoding"
	"reflect"
	"time"
)

// A verdict is the result of a comparison. The verdict on a value is the greatest of the
// verdicts on its parts.
type verdict int

const (
	equal   verdict = iota // nothing differs
	unsure                 // only parts that a program cannot see may differ
	changed                // the values are not the same
)

// Limits of a comparison, so that a value with cycles does not make it endless. The
// verdict on everything beyond the limits is unsure.
const (
	maxSameDepth = 32      // values inside each other
	maxSame      = 1 << 16 // values in all
)

// A comparison counts down the values that it may still compare.
type comparison struct{ left int }

// compare compares two values of the same type by the rules in the package
// comment. v and back point to them.
func compare(v, back any) verdict {
	a, b := reflect.Indirect(reflect.ValueOf(v)), reflect.Indirect(reflect.ValueOf(back))
	if a.Type() != b.Type() {
		return changed
	}
	// A method Equal may ignore parts of the value that are encoded.
	if v, ok := ownEqual(a, b); ok {
		return max(v, unsure)
	}
	c := comparison{maxSame}
	return c.same(a, b, maxSameDepth)
}

// same compares two values. depth is how many levels of values it may still descend.
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

// differ returns changed if the condition is true, and equal otherwise.
func differ(is bool) verdict {
	if is {
		return changed
	}
	return equal
}

// samePlain reports whether two numbers, texts or bools are equal. NaN equals NaN.
func samePlain(a, b reflect.Value) bool {
	if a.CanFloat() && a.Float() != a.Float() {
		return b.Float() != b.Float()
	}
	return a.Equal(b)
}

// fields compares two structs.
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

// hidden reports whether the field f of t may differ, because it is a hint of url.URL, or
// because it is unexported and may be a cache. plain means that t contains only numbers,
// text and bools, and therefore no caches. An embedded struct is not hidden, since its
// fields may be promoted; they are compared one by one.
func hidden(t reflect.Type, f reflect.StructField, plain bool) bool {
	if f.IsExported() {
		return t.PkgPath() == "net/url" && (f.Name == "RawPath" || f.Name == "RawFragment")
	}
	promotes := f.Anonymous && f.Type.Kind() == reflect.Struct
	return !plain && !promotes
}

// elements compares two slices or arrays.
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

// entries compares two maps.
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

// onlyPlain reports whether values of type t contain only numbers, text and bools.
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
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map,
		reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return false
	}
	return true
}

var timeType = reflect.TypeFor[time.Time]()

// ownEqual compares times, and values whose type has a method Equal. For all other
// values it returns false as its second result.
func ownEqual(a, b reflect.Value) (v verdict, ok bool) {
	switch {
	case !a.CanInterface() || a.Kind() == reflect.Pointer || a.Kind() == reflect.Interface:
		return 0, false
	case a.Kind() == reflect.Struct && a.CanConvert(timeType):
		x, y := a.Convert(timeType).Interface().(time.Time), b.Convert(timeType).Interface().(time.Time)
		return differ(!x.Equal(y)), true
	}
	is, ok := callEqual(a, b)
	if ok && !is { // ignore an Equal for which a does not equal itself
		ok, _ = callEqual(a, a)
	}
	return differ(!is), ok
}

// callEqual calls the method Equal of a, or of a pointer to a, with b. The method
// may take b as a value or as a pointer. ok reports whether there is such a method.
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

// sameText compares the texts that the methods of a and b return, for an exported field
// that differs only in parts that a program cannot see. The verdict is unsure if the
// values have no such methods.
func sameText(a, b reflect.Value) verdict {
	x, ok := textOf(a)
	if !ok {
		return unsure
	}
	y, ok := textOf(b)
	return differ(!ok || !bytes.Equal(x, y))
}

// textOf returns the result of v's MarshalText or MarshalBinary, and nil for a nil
// pointer.
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
