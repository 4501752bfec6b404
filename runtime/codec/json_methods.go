package codec

import "bytes"

// AllowMethods lets Text and Binary read a string, number or bool with the method
// UnmarshalJSON of a type that has one, until the next call of Reset. A value that
// UnmarshalJSON refuses is read as without AllowMethods.
//
// It is for JSON of other programs: encoding/json writes types that have MarshalJSON with
// it, and not with MarshalText. The two may differ: a *big.Int is a number in JSON.
func (d *JSONDecoder) AllowMethods() { d.methods = true }

// method reads a value with v.UnmarshalJSON. It returns false if v does not have this
// method or if the value is refused; unless d has failed, it has then read nothing.
func (d *JSONDecoder) method(v any) bool {
	u, ok := v.(interface{ UnmarshalJSON([]byte) error })
	if !ok {
		return false
	}
	start := d.off
	raw := bytes.Clone(d.scalar()) // a faulty method may keep the slice
	if d.failed {
		return false
	}
	if u.UnmarshalJSON(raw) != nil {
		d.off = start
		return false
	}
	return true
}

// scalar reads a string, number or bool and returns its JSON.
func (d *JSONDecoder) scalar() []byte {
	start := d.off
	if n := numberLen(d.b[start:]); n > 0 {
		d.off += n
	} else if !d.word("true") && !d.word("false") {
		_ = d.String() // it checks the escapes
	}
	if d.failed {
		return nil
	}
	return d.b[start:d.off]
}
