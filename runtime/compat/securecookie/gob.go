package securecookie

import (
	"bytes"
	"encoding/gob"
	"reflect"
)

// For generated code. DecodeGob decodes the gob payload of an authentic cookie into v and
// reports whether it could. Otherwise *v does not change.
//
// The payload is a struct like T, or a map, as the sessions of gorilla/sessions are. The
// keys of a map are the names that the fields of T have in JSON. Its values are strings,
// numbers, bools, or slices of such. Package gob skips fields that T does not have.
// DecodeGob refuses a payload with such a field, since the field may be a limit, such as
// ReadOnly. As in gob, fields that the payload does not have are zero.
//
// Package gob makes room for a map with as many entries as a payload claims. So DecodeGob
// first compares each count with the bytes that follow it.
func DecodeGob[T any](o Opened, v *T) (ok bool) {
	defer func() {
		if recover() != nil { // in a method GobDecode, UnmarshalBinary or UnmarshalText of T
			ok = false
		}
	}()
	var fresh T
	if !decode(o.Payload(), reflect.ValueOf(&fresh)) {
		return false
	}
	*v = fresh
	return true
}

// decode decodes one gob value into what a pointer points to, which is a zero value.
func decode(stream []byte, pointer reflect.Value) bool {
	remote, ok := readTypes(stream)
	if m := remote.defined[remote.value].MapT; ok && m != nil && pointer.Elem().Kind() == reflect.Struct {
		return decodeMap(remote, stream, pointer.Elem())
	}
	return ok && remote.fits(pointer.Type(), remote.value, map[pair]bool{}) && remote.decode(stream, pointer)
}

// decode decodes the stream of t, if its value is whole.
func (t types) decode(stream []byte, pointer reflect.Value) bool {
	return t.whole() && gob.NewDecoder(bytes.NewReader(stream)).DecodeValue(pointer) == nil
}

// A pair is a type of the program, and the id of one of a stream.
type pair struct {
	local  reflect.Type
	remote int
}

// fits reports whether each field of a type of the stream, at every depth, is also in a type
// of the program, by the name with which gob looks for it. It leaves to gob whether types
// are compatible.
func (t types) fits(local reflect.Type, id int, seen map[pair]bool) bool {
	for local.Kind() == reflect.Pointer {
		local = local.Elem()
	}
	if seen[pair{local, id}] {
		return true
	}
	seen[pair{local, id}] = true
	switch r := t.defined[id]; {
	case r.StructT != nil:
		return local.Kind() == reflect.Struct && t.fieldsFit(local, r.StructT.Field, seen)
	case r.SliceT != nil:
		return local.Kind() == reflect.Slice && t.fits(local.Elem(), r.SliceT.Elem, seen)
	case r.ArrayT != nil:
		return local.Kind() == reflect.Array && t.fits(local.Elem(), r.ArrayT.Elem, seen)
	case r.MapT != nil:
		return local.Kind() == reflect.Map && t.fits(local.Key(), r.MapT.Key, seen) &&
			t.fits(local.Elem(), r.MapT.Elem, seen)
	}
	return true
}

// fieldsFit is fits for the fields of a struct. No two of them may have the same name.
func (t types) fieldsFit(local reflect.Type, fields []commonType, seen map[pair]bool) bool {
	names := map[string]bool{}
	for _, f := range fields {
		field, known := local.FieldByName(f.Name)
		if !known || !field.IsExported() || names[f.Name] || !t.fits(field.Type, f.Id, seen) {
			return false
		}
		names[f.Name] = true
	}
	return true
}
