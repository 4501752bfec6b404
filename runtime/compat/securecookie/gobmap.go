package securecookie

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"reflect"
	"strings"
)

// builtin are the types that every gob stream knows, by their ids.
var builtin = map[int]reflect.Type{
	boolID: reflect.TypeFor[bool](), intID: reflect.TypeFor[int64](), uintID: reflect.TypeFor[uint64](),
	floatID: reflect.TypeFor[float64](), bytesID: reflect.TypeFor[[]byte](), stringID: reflect.TypeFor[string](),
	anyID: reflect.TypeFor[any](),
}

// simpleType returns the type with an id, if it is builtin or a slice of such a type. It
// returns nil for all others.
func simpleType(defined map[int]wireType, id int) reflect.Type {
	slice := defined[id].SliceT
	if slice == nil {
		return builtin[id]
	}
	if elem := builtin[slice.Elem]; elem != nil {
		return reflect.SliceOf(elem)
	}
	return nil
}

// decodeMap decodes a stream whose value is a map into the fields of a struct. It reports
// whether each entry is a field, by its name in JSON, and has a value for it.
func decodeMap(t types, stream []byte, into reflect.Value) bool {
	m := t.defined[t.value].MapT
	key, elem := builtin[m.Key], simpleType(t.defined, m.Elem)
	if key == nil || elem == nil {
		return false
	}
	entries := reflect.New(reflect.MapOf(key, elem))
	if !t.decode(stream, entries) {
		return false
	}
	for key, value := range entries.Elem().Seq2() {
		name, ok := key.Interface().(string)
		if !ok || !assign(fieldNamed(into, name), value) {
			return false
		}
	}
	return true
}

// fieldNamed returns a pointer to the exported field with a name in JSON, or the zero Value.
// It may be a field of an embedded struct.
func fieldNamed(into reflect.Value, name string) (field reflect.Value) {
	for f, v := range into.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case tag == "-":
		case f.Anonymous && tag == "" && v.Kind() == reflect.Struct:
			if inner := fieldNamed(v, name); !field.IsValid() {
				field = inner
			}
		case f.IsExported() && cmp.Or(tag, f.Name) == name:
			return v.Addr()
		}
	}
	return field
}

// assign sets what a pointer points to, if gob can convert the value without loss.
func assign(pointer, value reflect.Value) bool {
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	var b bytes.Buffer
	return pointer.IsValid() && value.IsValid() && gob.NewEncoder(&b).EncodeValue(value) == nil &&
		decode(b.Bytes(), pointer)
}
