package codec

// Array begins an array of exactly n elements.
func (d *JSONDecoder) Array(n int) Seq {
	if !d.expect('[') {
		return Seq{}
	}
	return Seq{n: n, left: n, close: ']'}
}

// Slice begins a slice of which each element takes at least min bytes, min
// being at least 1. It fails where the brackets that follow do not match.
func (d *JSONDecoder) Slice(min int) Seq { return d.seq('[', ']', min) }

// Map begins a map of which each entry, key, colon and value together, takes at
// least min bytes, min being at least 1. It fails where the brackets that follow
// do not match.
func (d *JSONDecoder) Map(min int) Seq { return d.seq('{', '}', min) }

func (d *JSONDecoder) seq(open, close byte, min int) Seq {
	if !d.expect(open) {
		return Seq{}
	}
	n, size := countElements(d.b[d.off:])
	if n > 0 && n > (size+1)/(min+1) { // n elements with a comma between
		n = -1
	}
	if n < 0 {
		d.Fail()
		return Seq{}
	}
	return Seq{n: n, left: n, close: close}
}

// More reports whether an element or entry follows, and consumes the comma
// before it. Where none follows it consumes the closing bracket.
func (d *JSONDecoder) More(s *Seq) bool {
	switch {
	case s.left == 0:
		d.expect(s.close)
		return false
	case s.left < s.n && !d.expect(','):
		return false
	}
	s.left--
	return !d.failed
}

// countElements returns the number of elements up to the bracket that closes
// what b is the inside of, and the bytes they take; -1 if there is none. It
// counts right whatever is well-formed; the rest is refused when it is read.
func countElements(b []byte) (n, size int) {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c >= '-' && c < '[': // a number, a colon
		case c == '"':
			i = closingQuote(b, i+1)
		case c == ',':
			if depth == 0 {
				n++
			}
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth == 0 {
				return n + min(i, 1), i // no comma is one element, nothing at all none
			}
			depth--
		}
	}
	return -1, 0
}

// closingQuote returns the index of the quote that ends the string in which i
// stands, len(b) or more if there is none.
func closingQuote(b []byte, i int) int {
	for i = plain(b, i); i < len(b) && b[i] != '"'; i = plain(b, i) {
		if b[i] == '\\' {
			i++
		}
		i++
	}
	return i
}

// Key reads a map's key and the colon behind it.
func (d *JSONDecoder) Key() string {
	k := d.String()
	d.expect(':')
	return k
}

// IntKey reads a map's key, a string that holds what Int reads, and the colon
// behind it.
func (d *JSONDecoder) IntKey(bits int) int64 {
	d.expect('"')
	k := d.Int(bits)
	d.closeKey()
	return k
}

// UintKey reads a map's key, a string that holds what Uint reads, and the colon
// behind it.
func (d *JSONDecoder) UintKey(bits int) uint64 {
	d.expect('"')
	k := d.Uint(bits)
	d.closeKey()
	return k
}

func (d *JSONDecoder) closeKey() {
	if !d.word(`":`) {
		d.Fail()
	}
}
