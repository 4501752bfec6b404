package pyjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
)

// A matcher reads a text that [Respell] accepted. It fails if the text has, at any depth,
// a name that no field has exactly. It also fails for everything that encoding/json would
// drop silently: elements beyond the end of an array, and a key of a map in a second
// spelling. It finds fields by the rules of encoding/json. Types with a method
// UnmarshalJSON or UnmarshalText, and open types, accept any text. encoding/json refuses
// everything else.
type matcher struct{ reader }

func (m *matcher) match(t reflect.Type) {
	t = decoded(t)
	m.space()
	switch c := m.peek(); {
	case t == nil:
		m.value(0)
	case c == '{' && t.Kind() == reflect.Struct:
		known := fieldTypes(t)
		m.members(func(name []byte) reflect.Type { return known[string(name)] })
	case c == '{' && t.Kind() == reflect.Map:
		fresh := keys(t.Key())
		m.members(func(name []byte) reflect.Type {
			if !fresh(name) {
				return nil
			}
			return t.Elem()
		})
	case c == '[' && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array):
		m.i++
		n := 0
		for ; m.next(n, ']'); n++ {
			m.match(t.Elem())
		}
		m.failed = m.failed || t.Kind() == reflect.Array && n != t.Len()
	default:
		m.value(0)
	}
	m.space()
}

// decoded returns the type that encoding/json decodes into for a t, by its kind. It
// returns nil if t has its own method for decoding, or if t is open.
func decoded(t reflect.Type) reflect.Type {
	for {
		p := t
		if t.Kind() != reflect.Pointer && t.Name() != "" {
			p = reflect.PointerTo(t) // fields are addressable
		}
		if p.Kind() == reflect.Pointer && (p.Implements(jsonUnmarshaler) || p.Implements(textUnmarshaler)) {
			return nil
		}
		if t.Kind() != reflect.Pointer {
			break
		}
		t = t.Elem()
	}
	if t.Kind() == reflect.Interface {
		return nil
	}
	return t
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// members reads an object. elem returns the type of a member, or nil if it refuses
// the name.
func (m *matcher) members(elem func(name []byte) reflect.Type) {
	m.i++
	for n := 0; m.next(n, '}'); n++ {
		t := elem(m.string())
		m.space()
		m.mark(':', ":")
		if t == nil {
			m.failed = true
			return
		}
		m.match(t)
	}
}

// keys returns a function that reports whether a name is a key, and a different key from
// all names before it. Keys that are text differ if the names differ.
func keys(t reflect.Type) func(name []byte) bool {
	switch {
	case reflect.PointerTo(t).Implements(textUnmarshaler):
		return textKeys(t)
	case t.Kind() == reflect.String:
		return func([]byte) bool { return true }
	}
	return func(name []byte) bool {
		signed, err := strconv.ParseInt(string(name), 10, 64)
		if err == nil {
			return strconv.FormatInt(signed, 10) == string(name)
		}
		unsigned, err := strconv.ParseUint(string(name), 10, 64)
		return err == nil && strconv.FormatUint(unsigned, 10) == string(name)
	}
}

func textKeys(t reflect.Type) func(name []byte) bool {
	seen := reflect.MakeMap(reflect.MapOf(t, reflect.TypeFor[bool]()))
	return func(name []byte) bool {
		key, before := reflect.New(t), seen.Len()
		if key.Interface().(encoding.TextUnmarshaler).UnmarshalText(name) != nil {
			return false
		}
		seen.SetMapIndex(key.Elem(), reflect.ValueOf(true))
		return seen.Len() > before
	}
}
