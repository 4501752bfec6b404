package codec

// Array begins an array of n elements. More fails if the encoded array has another
// length.
func (d *JSONDecoder) Array(n int) Seq {
	if !d.expect('[') {
		return Seq{}
	}
	return Seq{n: n, left: n, close: ']'}
}

// Slice begins a slice. min, which must be positive, is the least number of bytes that
// an element takes. Slice counts the elements. It fails if the slice is too short for
// them, or does not end; see AllowMissing.
func (d *JSONDecoder) Slice(min int) Seq { return d.seq('[', ']', min) }

// Map begins a map. min, which must be positive, is the least number of bytes that a
// key, a colon and a value take. Map counts the entries, and fails as Slice does.
func (d *JSONDecoder) Map(min int) Seq { return d.seq('{', '}', min) }

// seq begins a slice or map, with the given brackets.
func (d *JSONDecoder) seq(open, close byte, min int) Seq {
	if d.absent() {
		return Seq{}
	}
	if !d.expect(open) {
		return Seq{}
	}
	n, size := countElements(d.b[d.off:])
	if n > 0 && n > (size+1)/(min+1) && !d.fits(n, size) { // n elements and n-1 commas do not fit
		n = -1
	}
	if n < 0 {
		d.Fail()
		return Seq{}
	}
	return Seq{n: n, left: n, close: close}
}

// More reports whether another element or entry follows, which the caller must then
// read. It reads the comma before an element, or the closing bracket after the last.
func (d *JSONDecoder) More(s *Seq) bool {
	switch {
	case s.left == 0:
		if s.close != 0 { // null has no closing bracket
			d.expect(s.close)
		}
		return false
	case s.left < s.n && !d.expect(','):
		return false
	}
	s.left--
	return !d.failed
}

// countElements counts the elements from the beginning of b, the first byte after an
// opening bracket, to the closing bracket. It returns their number, and their size
// with the commas between them, or -1 if there is no closing bracket. For input that
// is not well-formed the number may be wrong, and reading the elements will fail.
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
				return n + min(i, 1), i // one element more than commas, unless the array is empty
			}
			depth--
		}
	}
	return -1, 0
}

// closingQuote returns the index of the quote that ends the string with the byte b[i].
// If there is none, it returns len(b) or more.
func closingQuote(b []byte, i int) int {
	for i = plain(b, i); i < len(b) && b[i] != '"'; i = plain(b, i) {
		if b[i] == '\\' {
			i++
		}
		i++
	}
	return i
}

// Key reads a map's key, like String, and the colon after it.
func (d *JSONDecoder) Key() string {
	k := d.String()
	d.expect(':')
	return k
}

// IntKey reads a map's key, like Int but in quotes, and the colon after it.
func (d *JSONDecoder) IntKey(bits int) int64 {
	d.expect('"')
	k := d.Int(bits)
	d.closeKey()
	return k
}

// UintKey reads a map's key, like Uint but in quotes, and the colon after it.
func (d *JSONDecoder) UintKey(bits int) uint64 {
	d.expect('"')
	k := d.Uint(bits)
	d.closeKey()
	return k
}

// closeKey reads the closing quote of a key, and the colon.
func (d *JSONDecoder) closeKey() {
	if !d.word(`":`) {
		d.Fail()
	}
}
