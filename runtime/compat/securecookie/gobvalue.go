package securecookie

// The ids of builtin types.
const (
	boolID = iota + 1
	intID
	uintID
	floatID
	bytesID
	stringID
	complexID
	anyID
)

// whole reports whether a stream ends with its value, and no count in it is greater than the
// number of bytes that follow. Each element takes at least one byte.
func (t types) whole() bool {
	v := value{t.defined, t.content}
	return v.outer(t.value)
}

// A value is read without being decoded.
type value struct {
	defined map[int]wireType
	rest    []byte
}

// outer reads a value that is not inside another one, up to the end. In front of it is a
// zero, unless it is a struct.
func (v *value) outer(id int) bool {
	if v.defined[id].StructT == nil && !v.numbers(1) {
		return false
	}
	return v.inner(id) && len(v.rest) == 0
}

func (v *value) inner(id int) bool {
	switch t := v.defined[id]; {
	case t.StructT != nil:
		return v.fields(t.StructT.Field)
	case t.MapT != nil:
		return v.elements(t.MapT.Key, t.MapT.Elem)
	case t.SliceT != nil:
		return v.elements(t.SliceT.Elem)
	case t.ArrayT != nil:
		return v.elements(t.ArrayT.Elem)
	case id == bytesID, id == stringID,
		t.GobEncoderT != nil, t.BinaryMarshalerT != nil, t.TextMarshalerT != nil:
		_, ok := v.bytes()
		return ok
	case id == anyID:
		return v.dynamic()
	case id == complexID:
		return v.numbers(2)
	}
	return v.numbers(1) // a bool, a number, or of an unknown type, which gob refuses
}

func (v *value) number() (n uint64, ok bool) {
	n, v.rest, ok = readUint(v.rest)
	return n, ok
}

// numbers reads n numbers.
func (v *value) numbers(n int) bool {
	for range n {
		if _, ok := v.number(); !ok {
			return false
		}
	}
	return true
}

// count reads a number that the number of the bytes that follow limits.
func (v *value) count() (n int, ok bool) {
	long, ok := v.number()
	return int(long), ok && long <= uint64(len(v.rest))
}

// bytes reads a count, and as many bytes.
func (v *value) bytes() (b []byte, ok bool) {
	n, ok := v.count()
	if ok {
		b, v.rest = v.rest[:n], v.rest[n:]
	}
	return b, ok
}

// elements reads a count, and as many elements, each of which has values of these types.
func (v *value) elements(ids ...int) bool {
	n, ok := v.count()
	if !ok {
		return false
	}
	for range n {
		for _, id := range ids {
			if !v.inner(id) {
				return false
			}
		}
	}
	return true
}

// fields reads a struct. Each field has the distance from the one before; a zero is the end.
func (v *value) fields(list []commonType) bool {
	for {
		step, ok := v.number()
		switch {
		case !ok || step > uint64(len(list)):
			return false
		case step == 0:
			return true
		case !v.inner(list[step-1].Id):
			return false
		}
		list = list[step:]
	}
}

// dynamic reads the value of an interface: the name of its type, which is empty for nil,
// the type and the value. It refuses other types than the builtin ones and slices of them:
// gob would skip the fields of a struct that the type of the program does not have.
func (v *value) dynamic() bool {
	name, ok := v.bytes()
	if !ok || len(name) == 0 {
		return ok
	}
	id, ok := v.number()
	if ok && id&1 == 1 {
		id, ok = v.definition(id)
	}
	body, whole := v.bytes()
	inside := value{v.defined, body}
	return ok && whole && simpleType(v.defined, int(id>>1)) != nil && inside.outer(int(id>>1))
}

// definition reads a definition in front of a value, the length of the message that follows,
// and its id. A value goes on in another message after a definition.
func (v *value) definition(id uint64) (next uint64, ok bool) {
	if v.rest, ok = define(v.defined, id, v.rest); !ok {
		return 0, false
	}
	if _, ok := v.count(); !ok {
		return 0, false
	}
	return v.number()
}
