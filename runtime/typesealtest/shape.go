package typesealtest

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A kind says how a value is encoded, as in CODEC.md.
type kind int

const (
	boolean kind = iota
	integer
	unsigned
	float
	text
	bytes
	byteArray
	moment // a time
	ownText
	ownBinary
	ownMsgpack
	pointer
	list
	array
	mapping
	structure
)

// A shape says how a type is encoded. It is found by reflection, and so independent of the
// generator.
type shape struct {
	kind      kind
	typ       reflect.Type
	elem, key *shape
	fields    []field
}

// A field is a field of a payload.
type field struct {
	*shape
	name  string // in Go, with the names of embedded structs
	index []int
	wire  string
	max   int // bound of its max= tag; 0: none
	state bool
}

// A codecName says how payloads are encoded.
type codecName int

const (
	inMsgpack codecName = iota
	inJSON
	inFields
)

// shapeOf returns the shape of a payload. Marshal methods of the struct itself do not
// count.
func shapeOf(t reflect.Type, in codecName) *shape {
	s := &shape{kind: structure, typ: t}
	s.addFields(t, nil, "", in)
	return s
}

// addFields adds the fields of a struct, and those of the structs that it embeds.
func (s *shape) addFields(t reflect.Type, index []int, path string, in codecName) {
	for i := range t.NumField() {
		f := t.Field(i)
		embedded := f.Anonymous && f.Type.Kind() == reflect.Struct
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		own := strings.Split(f.Tag.Get("typeseal"), ",")
		state := slices.Contains(own, "state")
		if !f.IsExported() && !embedded || !state && (name == "-" || own[0] == "-") {
			continue
		}
		way := append(index[:len(index):len(index)], i)
		if embedded && name == "" {
			s.addFields(f.Type, way, path+f.Name+".", in)
			continue
		}
		added := field{shape: valueShape(f.Type, in), name: path + f.Name, index: way, wire: f.Name, state: state}
		if name != "" {
			added.wire = name
		}
		for _, word := range own {
			if n, ok := strings.CutPrefix(word, "max="); ok {
				added.max, _ = strconv.Atoi(n)
			}
		}
		s.fields = append(s.fields, added)
	}
}

var timeType = reflect.TypeFor[time.Time]()

// valueShape returns the shape of a value in a payload.
func valueShape(t reflect.Type, in codecName) *shape {
	s := &shape{typ: t}
	if t == timeType {
		s.kind = moment
		return s
	}
	if own, ok := marshals(t, in); ok {
		s.kind = own
		return s
	}
	switch t.Kind() {
	case reflect.Bool:
		s.kind = boolean
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s.kind = integer
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		s.kind = unsigned
	case reflect.Float32, reflect.Float64:
		s.kind = float
	case reflect.String:
		s.kind = text
	case reflect.Pointer:
		s.kind, s.elem = pointer, valueShape(t.Elem(), in)
	case reflect.Slice:
		s.kind, s.elem = list, valueShape(t.Elem(), in)
		if isByte(s.elem) {
			s.kind = bytes
		}
	case reflect.Array:
		s.kind, s.elem = array, valueShape(t.Elem(), in)
		if isByte(s.elem) {
			s.kind = byteArray
		}
	case reflect.Map:
		s.kind, s.key, s.elem = mapping, valueShape(t.Key(), in), valueShape(t.Elem(), in)
	case reflect.Struct:
		s.kind = moment
		if !t.ConvertibleTo(timeType) {
			return shapeOf(t, in)
		}
	}
	return s
}

func isByte(s *shape) bool { return s.kind == unsigned && s.typ.Kind() == reflect.Uint8 }

// The interfaces of types that encode themselves.
type (
	textValue interface {
		encoding.TextMarshaler
		encoding.TextUnmarshaler
	}
	binaryValue interface {
		encoding.BinaryMarshaler
		encoding.BinaryUnmarshaler
	}
)

// marshals reports whether a type encodes itself, and with which methods.
func marshals(t reflect.Type, in codecName) (kind, bool) {
	p := reflect.PointerTo(t)
	has := func(names ...string) bool {
		for _, name := range names {
			if _, ok := p.MethodByName(name); ok {
				return true
			}
		}
		return false
	}
	switch {
	case t.Name() == "" && t.Kind() != reflect.Struct:
	case in == inMsgpack && has("EncodeMsgpack", "MarshalMsgpack") && has("DecodeMsgpack", "UnmarshalMsgpack"):
		return ownMsgpack, true
	case p.Implements(reflect.TypeFor[textValue]()):
		return ownText, true
	case p.Implements(reflect.TypeFor[binaryValue]()):
		return ownBinary, true
	}
	return 0, false
}

// small reports whether the value is an integer of less than 64 bits on all platforms.
func (s *shape) small() bool {
	k := s.typ.Kind()
	return (s.kind == integer || s.kind == unsigned) && s.typ.Bits() < 64 && k != reflect.Int && k != reflect.Uint
}

// names returns the names of the fields of a payload, and of the structs in it.
func (s *shape) names() (list []string) {
	for _, f := range s.sent() {
		list = append(list, f.name)
		if f.kind == structure {
			list = append(list, f.names()...)
		}
	}
	return list
}

// sent returns the fields that tokens contain, without the state.
func (s *shape) sent() (list []field) {
	for _, f := range s.fields {
		if !f.state {
			list = append(list, f)
		}
	}
	return list
}

// states returns the state fields.
func (s *shape) states() (list []field) {
	for _, f := range s.fields {
		if f.state {
			list = append(list, f)
		}
	}
	return list
}
