package securecookie

import (
	"bytes"
	"encoding/gob"
)

// types are the types that a gob stream defines, by their ids, the id of its value's type,
// and the rest of the stream, which has the value.
type types struct {
	defined map[int]wireType
	value   int
	content []byte
}

// wireType is a definition, with all fields that the documentation of package gob gives it.
// At most one of them is not nil.
type wireType struct {
	ArrayT           *arrayType
	SliceT           *sliceType
	StructT          *structType
	MapT             *mapType
	GobEncoderT      *encoderType
	BinaryMarshalerT *encoderType
	TextMarshalerT   *encoderType
}

type (
	commonType struct {
		Name string
		Id   int
	}
	arrayType struct {
		CommonType commonType
		Elem, Len  int
	}
	sliceType struct {
		CommonType commonType
		Elem       int
	}
	structType struct {
		CommonType commonType
		Field      []commonType // the name of a field, and its type
	}
	mapType struct {
		CommonType commonType
		Key, Elem  int
	}
	encoderType struct{ CommonType commonType }
)

// readTypes reads the definitions of a stream up to its value.
func readTypes(stream []byte) (t types, ok bool) {
	t.defined = map[int]wireType{}
	for {
		size, rest, ok := readUint(stream)
		if !ok || size > uint64(len(rest)) {
			return t, false
		}
		id, body, ok := readUint(rest[:size])
		stream = rest[size:]
		switch {
		case !ok || id >= 1<<31:
			return t, false
		case id&1 == 0: // a value
			t.value, t.content = int(id>>1), rest[size-uint64(len(body)):]
			return t, true
		}
		if _, ok = define(t.defined, id, body); !ok {
			return t, false
		}
	}
}

// define adds the definition at the beginning of b to others, and returns what follows it.
// Its id is the negative one of the type, which gob spells as 2*^id+1.
func define(defined map[int]wireType, id uint64, b []byte) (rest []byte, ok bool) {
	v, own := value{definitions, b}, id>>1+1
	_, known := defined[int(own)]
	if own < firstID || known || len(defined) == mostTypes || !v.inner(wireTypeID) {
		return nil, false
	}
	var w wireType
	definition := asValue(b[:len(b)-len(v.rest)])
	if gob.NewDecoder(bytes.NewReader(definition)).Decode(&w) != nil {
		return nil, false
	}
	defined[int(own)] = w
	return v.rest, true
}

// mostTypes bounds the cost of definitions, each of which takes gob as long as hundreds of
// bytes of a value.
const mostTypes = 1000

// firstID is the least id that a stream can define. Those below are builtin.
const firstID = 64

// wireTypeID is the id of the type of definitions in all versions of gob.
const wireTypeID = 16

// definitions are the types of a definition. Only wireTypeID is an id of package gob.
var definitions = map[int]wireType{
	wireTypeID: structOf(17, 19, 20, 22, 23, 23, 23),
	17:         structOf(18, intID, intID), // arrayType
	18:         structOf(stringID, intID),  // commonType
	19:         structOf(18, intID),        // sliceType
	20:         structOf(18, 21),           // structType
	21:         {SliceT: &sliceType{Elem: 18}},
	22:         structOf(18, intID, intID), // mapType
	23:         structOf(18),               // encoderType
}

// structOf is the type of a struct with fields of these types.
func structOf(fields ...int) wireType {
	s := &structType{}
	for _, id := range fields {
		s.Field = append(s.Field, commonType{Id: id})
	}
	return wireType{StructT: s}
}

// asValue returns a message with the definition in body as its value, so that gob decodes it.
func asValue(body []byte) []byte {
	message := appendUint(nil, uint64(len(body)+1))
	return append(append(message, wireTypeID<<1), body...) // the id is a signed number
}

// readUint reads gob's unsigned number: a byte below 128, or the negative count of the bytes
// that follow.
func readUint(b []byte) (n uint64, rest []byte, ok bool) {
	if len(b) == 0 {
		return 0, nil, false
	}
	if b[0] < 128 {
		return uint64(b[0]), b[1:], true
	}
	size := -int(int8(b[0]))
	if size > 8 || size >= len(b) {
		return 0, nil, false
	}
	for _, c := range b[1 : 1+size] {
		n = n<<8 | uint64(c)
	}
	return n, b[1+size:], true
}

func appendUint(dst []byte, n uint64) []byte {
	if n < 128 {
		return append(dst, byte(n))
	}
	size := 1
	for n>>(8*size) != 0 {
		size++
	}
	dst = append(dst, byte(-size))
	for i := size - 1; i >= 0; i-- {
		dst = append(dst, byte(n>>(8*i)))
	}
	return dst
}
