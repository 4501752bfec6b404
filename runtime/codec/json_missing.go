package codec

// AllowMissing accepts structs in which members are missing or null, until the next call of
// Reset. The fields of these members keep their values, and methods of their types are
// not called. Slices, maps and bytes may also be null if they are elements or values of a
// map. All else stays refused: unknown and duplicate names, and null for other elements
// and values, unless they are pointers.
//
// It is for JSON of other programs, such as those that use omitempty, and for encoding/json,
// which writes nil slices and maps as null. The encoder of this package writes all members,
// and null only for pointers.
func (d *JSONDecoder) AllowMissing() { d.lacking = true }

// endEarly ends a struct some of whose members have not been read. It fails if they must
// not be missing.
func (d *JSONDecoder) endEarly() {
	if !d.lacking || !d.is('}') {
		d.Fail()
	}
}

// present reports whether a member that may be null has a value, which the caller must then
// read. If it is null, present goes on to the next member, like Field.
func (d *JSONDecoder) present(o *Object, names []string) bool {
	return !d.Nil() || d.Field(o, names)
}

// absent reports whether null comes next instead of a slice, a map or bytes, and reads it if
// so. It returns false if they must not be null.
func (d *JSONDecoder) absent() bool { return d.lacking && d.Nil() }

// fits reports whether n elements and the commas between them can have the given size even
// though they should take more. Structs without their members take less, and so do numbers
// of types that are usually text.
func (d *JSONDecoder) fits(n, size int) bool { return (d.lacking || d.methods) && n <= (size+1)/2 }
