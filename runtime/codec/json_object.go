package codec

import "slices"

// Object is a struct that is being decoded. The method Object of a decoder begins
// it, and Field advances to the next field:
//
//	o := d.Object() // not in the for statement, which would copy o in each iteration
//	for d.Field(&o, names) {
//		switch o.Index {
//		case 0:
//			v.UserID = d.Int(64)
//		case 1:
//			v.Email = d.String()
//		}
//	}
type Object struct {
	// Index is the index, in the names passed to Field, of the field to decode.
	Index int

	next int       // the index that is expected next, in declared order
	read int       // the number of fields that Field has announced
	seen [4]uint64 // a set of their indices
}

// maxFields is the number of bits in Object.seen.
const maxFields = 256

// Object begins a struct.
func (d *JSONDecoder) Object() Object {
	d.expect('{')
	return Object{}
}

// Field reads the name of the next field and sets o.Index to its index in names; the
// caller must then read the value. Field returns false at the end of the struct and
// after a failure. The fields may come in any order. Field fails if a name is
// unknown or a duplicate, or if one is missing at the end; see AllowMissing.
//
// There must be at most 256 names, all different, and none that JSON must escape.
func (d *JSONDecoder) Field(o *Object, names []string) bool {
	if o.read == len(names) {
		d.expect('}')
		return false
	}
	if o.read > 0 && !d.is(',') {
		d.endEarly()
		return false
	}
	o.Index = o.next
	if o.next >= len(names) || !d.name(names[o.next]) {
		if o.read == 0 && d.lacking && d.is('}') {
			return false
		}
		o.Index = d.search(names)
	}
	if !o.first() {
		d.Fail()
		return false
	}
	return !d.lacking || d.present(o, names)
}

// name reads `"name":`. If anything else comes next, name reads nothing and returns
// false.
func (d *JSONDecoder) name(name string) bool {
	end := d.off + len(name) + len(`"":`)
	if end > len(d.b) {
		return false
	}
	b := d.b[d.off:end]
	if b[0] != '"' || string(b[1:1+len(name)]) != name || b[len(b)-2] != '"' || b[len(b)-1] != ':' {
		return false
	}
	d.off = end
	return true
}

// search reads a name, which may contain escapes, and a colon. It returns the name's
// index, or -1 if it is not in names or after a failure.
func (d *JSONDecoder) search(names []string) int {
	raw, escaped := d.quoted()
	if !d.expect(':') {
		return -1
	}
	if escaped {
		return slices.Index(names, d.unescape(raw))
	}
	return slices.IndexFunc(names, func(name string) bool { return name == string(raw) })
}

// first adds o.Index to the fields seen. It returns false if o.Index is not a field,
// or was seen before.
func (o *Object) first() bool {
	i := o.Index
	if i < 0 || i >= maxFields || o.seen[i/64]>>(i%64)&1 != 0 {
		return false
	}
	o.seen[i/64] |= 1 << (i % 64)
	o.next = i + 1
	o.read++
	return true
}
