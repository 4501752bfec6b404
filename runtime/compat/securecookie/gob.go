package securecookie

import (
	"bytes"
	"encoding/gob"
)

// For generated code. DecodeGob decodes the gob payload of an authentic cookie into v and
// reports whether it could. Otherwise *v does not change.
//
// Package gob skips fields that T does not have. DecodeGob refuses a payload whose type has
// such a field, since the field may be a limit, such as ReadOnly. As in gob, fields that
// the payload does not have are zero. A payload with a wrong length in it can make gob
// allocate up to 10 MB before it fails; only holders of the keys can make such cookies.
func DecodeGob[T any](o Opened, v *T) (ok bool) {
	defer func() {
		if recover() != nil { // in a method GobDecode, UnmarshalBinary or UnmarshalText of T
			ok = false
		}
	}()
	var fresh T
	if !covers(&fresh, o.Payload()) || gob.NewDecoder(bytes.NewReader(o.Payload())).Decode(&fresh) != nil {
		return false
	}
	*v = fresh
	return true
}

// covers reports whether stream is one gob value, and zero, a pointer to a zero value, has
// all fields that the types of the stream define.
func covers(zero any, stream []byte) bool {
	var own bytes.Buffer
	if gob.NewEncoder(&own).Encode(zero) != nil {
		return false
	}
	local, ok := readTypes(own.Bytes())
	remote, known := readTypes(stream)
	return ok && known && matching{local, remote, map[[2]int]bool{}}.covers(local.value, remote.value)
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
