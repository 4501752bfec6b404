package handoff

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// style is what stands between values in a reader's output.
type style struct{ comma, colon string }

var (
	pythonJSON  = style{comma, colon}
	compactJSON = style{",", ":"}
)

// respell reads one JSON value and appends it as Python writes it, apart from
// the style. It refuses what no two readers agree on: doubled names, lone
// surrogates, numbers beyond a float64, NaN and infinities, and more than
// maxDepth levels.
func respell(dst, src []byte, s style, depth int) ([]byte, bool) {
	r := reader{style: s, src: src, dst: dst}
	r.space()
	r.value(depth)
	r.space()
	r.copy(r.i)
	return r.dst, !r.failed && r.i == len(src)
}

// compact is respell without white space.
func compact(dst, src []byte) ([]byte, bool) { return respell(dst, src, compactJSON, 0) }

// reader fails once; after that peek answers 0, which ends every loop. What is
// spelled right, as nearly all is, it copies in long pieces.
type reader struct {
	style
	src, dst []byte
	i        int
	copied   int // dst stands for src up to here; from here to i src is right
	failed   bool
}

// copy appends src up to end, which is at most r.i.
func (r *reader) copy(end int) {
	r.dst = append(r.dst, r.src[r.copied:end]...)
	r.copied = r.i
}

// put writes text for src from start to r.i.
func (r *reader) put(start int, text string) {
	if string(r.src[start:r.i]) != text {
		r.copy(start)
		r.dst = append(r.dst, text...)
	}
}

func (r *reader) peek() byte {
	if r.failed || r.i >= len(r.src) {
		return 0
	}
	return r.src[r.i]
}

func (r *reader) take(c byte) bool {
	if r.peek() != c || c == 0 {
		return false
	}
	r.i++
	return true
}

func (r *reader) space() {
	start := r.i
	for isSpace(r.peek()) {
		r.i++
	}
	r.put(start, "")
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (r *reader) value(depth int) {
	switch c := r.peek(); {
	case depth > maxDepth:
		r.failed = true
	case c == '{':
		r.object(depth)
	case c == '[':
		r.array(depth)
	case c == '"':
		r.string()
	case c == '-' || c >= '0' && c <= '9':
		r.number()
	case !r.word("null") && !r.word("true") && !r.word("false"):
		r.failed = true
	}
}

func (r *reader) word(w string) bool {
	if len(r.src)-r.i < len(w) || string(r.src[r.i:r.i+len(w)]) != w {
		return false
	}
	r.i += len(w)
	return true
}

// next says whether another element follows the n already read, and takes the
// comma or the closing bracket.
func (r *reader) next(n int, end byte) bool {
	r.space()
	if r.take(end) {
		return false
	}
	if n > 0 {
		r.mark(',', r.comma)
		r.space()
	}
	return !r.failed
}

// mark reads what stands between values, and writes it as text.
func (r *reader) mark(c byte, text string) {
	if !r.take(c) {
		r.failed = true
		return
	}
	r.put(r.i-1, text)
}

func (r *reader) array(depth int) {
	r.i++
	for n := 0; r.next(n, ']'); n++ {
		r.value(depth + 1)
	}
}

func (r *reader) object(depth int) {
	r.i++
	var seen names
	for n := 0; r.next(n, '}'); n++ {
		if !seen.add(r.string()) {
			r.failed = true
		}
		r.space()
		r.mark(':', r.colon)
		r.space()
		r.value(depth + 1)
	}
}

// names are those of one object. A map for each of many small ones would take
// a multiple of the text's memory.
type names struct {
	few  [8][]byte
	n    int
	many map[string]bool
}

// add says whether the name, which must not change any more, is new.
func (s *names) add(name []byte) bool {
	for _, other := range s.few[:s.n] {
		if bytes.Equal(name, other) {
			return false
		}
	}
	if s.n < len(s.few) {
		s.few[s.n] = name
		s.n++
		return true
	}
	if s.many == nil {
		s.many = map[string]bool{}
	}
	if s.many[string(name)] {
		return false
	}
	s.many[string(name)] = true
	return true
}

// number copies an integer; -0, which is none, and all others are floats.
func (r *reader) number() {
	start := r.i
	r.take('-')
	if !r.take('0') {
		r.digits()
	}
	whole := r.i
	if r.take('.') {
		r.digits()
	}
	if r.take('e') || r.take('E') {
		if !r.take('+') {
			r.take('-')
		}
		r.digits()
	}
	text := r.src[start:r.i]
	if r.i == whole && string(text) != "-0" {
		return
	}
	f, err := strconv.ParseFloat(string(text), 64)
	r.failed = r.failed || err != nil
	r.copy(start)
	r.dst = appendFloat(r.dst, f)
}

func (r *reader) digits() {
	start := r.i
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.i++
	}
	r.failed = r.failed || r.i == start
}

// string returns the text of a string, or nothing after a failure: a part of
// src where that says it plainly, as most do.
func (r *reader) string() []byte {
	if !r.take('"') {
		r.failed = true
		return nil
	}
	start := r.i
	r.i += plain(r.src[start:])
	text := r.src[start:r.i:r.i]
	if !r.take('"') {
		text = r.unescaped(text)
		r.copy(start - 1)
		r.dst = appendString(r.dst, text)
	}
	return text
}

// unescaped reads the rest of a string, and appends it to a copy of text.
func (r *reader) unescaped(text []byte) []byte {
	for !r.take('"') {
		switch c := r.peek(); {
		case c < ' ':
			r.failed = true
			return nil
		case c == '\\':
			r.i++
			text = utf8.AppendRune(text, r.escape())
		case c < utf8.RuneSelf:
			r.i++
			text = append(text, c)
		default:
			text = utf8.AppendRune(text, r.rune())
		}
	}
	return text
}

func (r *reader) rune() rune {
	c, size := utf8.DecodeRune(r.src[r.i:])
	r.failed = r.failed || size == 1
	r.i += size
	return c
}

func (r *reader) escape() rune {
	c := r.peek()
	if !r.take(c) {
		r.failed = true
	}
	switch c {
	case '"', '\\', '/':
		return rune(c)
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'u':
		return r.codePoint()
	}
	r.failed = true
	return 0
}

// codePoint reads the digits of one \u escape, or of the two of a pair.
func (r *reader) codePoint() rune {
	high := r.hex()
	if !utf16.IsSurrogate(high) {
		return high
	}
	if !r.take('\\') || !r.take('u') {
		r.failed = true
		return 0
	}
	c := utf16.DecodeRune(high, r.hex())
	r.failed = r.failed || c == utf8.RuneError
	return c
}

func (r *reader) hex() rune {
	if len(r.src)-r.i < 4 {
		r.failed = true
		return 0
	}
	var n rune
	for _, c := range r.src[r.i : r.i+4] {
		d := hexDigit(c)
		r.failed = r.failed || d < 0
		n = n<<4 | d&15
	}
	r.i += 4
	return n
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c - 'a' + 10)
	case c >= 'A' && c <= 'F':
		return rune(c - 'A' + 10)
	}
	return -1
}
