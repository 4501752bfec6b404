package codec

import "slices"

// Object is a struct while it is being decoded. It is declared before the loop,
// because a variable of the loop itself would be copied in each round:
//
//	o := d.Object()
//	for d.Field(&o, names) {
//		switch o.Index {
//		case 0:
//			v.UserID = d.Int(64)
//		case 1:
//			v.Email = d.String()
//		}
//	}
type Object struct {
	// Index is the field whose value comes next: its place in the names given
	// to Field.
	Index int

	next int       // the field that follows in declared order
	read int       // fields announced so far
	seen [4]uint64 // which these were
}

// maxFields is the number of fields that an Object keeps apart.
const maxFields = 256

// Object begins a struct.
func (d *JSONDecoder) Object() Object {
	d.expect('{')
	return Object{}
}

// Field reads the next name and sets o.Index; its value is the caller's to read.
// The names may come in any order, each exactly once: Field fails at one that is
// unknown or comes again, and at the end if one is missing. It returns false
// when it has read the end of the struct, and after a failure.
//
// There are at most 256 names, all different and none in need of an escape.
func (d *JSONDecoder) Field(o *Object, names []string) bool {
	if d.is('}') {
		if o.read != len(names) {
			d.Fail()
		}
		return false
	}
	if o.read > 0 && !d.expect(',') {
		return false
	}
	o.Index = o.next
	if o.next >= len(names) || !d.name(names[o.next]) {
		o.Index = d.search(names)
	}
	if !o.first() {
		d.Fail()
	}
	return !d.failed
}

// name consumes `"name":` if exactly that comes next, and says so.
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

// search consumes a name, spelt in any way, and the colon behind it. It returns
// the name's index, -1 if it is none of names.
func (d *JSONDecoder) search(names []string) int {
	raw, escaped := d.quoted()
	d.expect(':')
	if escaped {
		return slices.Index(names, d.unescape(raw))
	}
	return slices.IndexFunc(names, func(name string) bool { return name == string(raw) })
}

// first records that o.Index was read, and reports whether it is a field at all
// and was not read before.
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
