package pyjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
)

// matches reports whether a text that [Respell] took has, at every depth, no
// name but those that t's fields have to the letter, and nothing else that
// encoding/json would drop in silence: an array's surplus, a map's key under a
// second spelling. Fields are found by encoding/json's rules. Types with an
// UnmarshalJSON or UnmarshalText of their own, and open ones, take any text. All
// that remains is encoding/json's to refuse.
func matches(text []byte, t reflect.Type) bool {
	m := matcher{reader{Input: Cased, Style: Style{Comma: ",", Colon: ":"}, src: text}}
	m.match(t)
	return !m.failed
}

type matcher struct{ reader }

func (m *matcher) match(t reflect.Type) {
	t = decoded(t)
	m.space()
	switch c := m.peek(); {
	case t == nil:
		m.value(0)
	case c == '{' && t.Kind() == reflect.Struct:
		m.struct_(t)
	case c == '{' && t.Kind() == reflect.Map:
		m.map_(t)
	case c == '[' && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array):
		m.list(t)
	default:
		m.value(0)
	}
	m.space()
}

// decoded returns the type that encoding/json decodes by its kind into a t, or
// nil if there is none, because a method does it or because t is open.
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

func (m *matcher) struct_(t reflect.Type) {
	known := fieldTypes(t)
	m.members(func(name []byte) reflect.Type { return known[string(name)] })
}

// members reads an object. elem returns the type of a member, nil if its name
// is refused.
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

func (m *matcher) list(t reflect.Type) {
	m.i++
	n := 0
	for ; m.next(n, ']'); n++ {
		m.match(t.Elem())
	}
	if t.Kind() == reflect.Array && n != t.Len() {
		m.failed = true
	}
}

func (m *matcher) map_(t reflect.Type) {
	fresh := keys(t.Key())
	m.members(func(name []byte) reflect.Type {
		if !fresh(name) {
			return nil
		}
		return t.Elem()
	})
}

// keys returns a func that says whether a name is a key that no name before it
// was. Text keeps the names apart by itself.
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
