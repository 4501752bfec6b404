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
	return ok && remote.coveredBy(pointer) && remote.decode(stream, pointer)
}

// decode decodes the stream of t, if its value is whole.
func (t types) decode(stream []byte, pointer reflect.Value) bool {
	return t.whole() && gob.NewDecoder(bytes.NewReader(stream)).DecodeValue(pointer) == nil
}

// coveredBy reports whether the type of a pointer to a zero value has all fields that t
// defines.
func (t types) coveredBy(pointer reflect.Value) bool {
	var own bytes.Buffer
	if gob.NewEncoder(&own).EncodeValue(pointer) != nil {
		return false
	}
	local, ok := readTypes(own.Bytes())
	return ok && matching{local, t, map[[2]int]bool{}}.covers(local.value, t.value)
}

// matching compares the types of two streams.
type matching struct {
	local, remote types
	seen          map[[2]int]bool
}

// covers reports whether each field of the remote type, at every depth, is also in the
// local type. It leaves to gob whether types are compatible.
func (m matching) covers(local, remote int) bool {
	pair := [2]int{local, remote}
	if m.seen[pair] {
		return true
	}
	m.seen[pair] = true
	l, r := m.local.defined[local], m.remote.defined[remote]
	switch {
	case r.StructT != nil:
		return l.StructT != nil && m.fields(l.StructT.Field, r.StructT.Field)
	case r.SliceT != nil:
		return l.SliceT != nil && m.covers(l.SliceT.Elem, r.SliceT.Elem)
	case r.ArrayT != nil:
		return l.ArrayT != nil && m.covers(l.ArrayT.Elem, r.ArrayT.Elem)
	case r.MapT != nil:
		return l.MapT != nil && m.covers(l.MapT.Key, r.MapT.Key) && m.covers(l.MapT.Elem, r.MapT.Elem)
	}
	return true
}

func (m matching) fields(local, remote []commonType) bool {
	ids := map[string]int{}
	for _, f := range local {
		ids[f.Name] = f.Id
	}
	for _, f := range remote {
		id, known := ids[f.Name]
		if !known || !m.covers(id, f.Id) {
			return false
		}
	}
	return true
}
