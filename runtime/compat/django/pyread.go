package django

import (
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// dialect is which JSON texts a reader takes besides compact ASCII.
type dialect struct{ spaces, utf8 bool }

var (
	pythonJSON = dialect{}                         // what Django's serializer writes
	anyJSON    = dialect{spaces: true, utf8: true} // what RFC 8259 allows
)

// respell reads one JSON value and appends it as Python writes it. It refuses
// what no two readers agree on: doubled names, lone surrogates, numbers beyond
// a float64, NaN and infinities, and more than maxDepth levels.
func respell(dst, src []byte, d dialect, depth int) ([]byte, bool) {
	r := reader{dialect: d, src: src, dst: dst}
	r.space()
	r.value(depth)
	r.space()
	return r.dst, !r.failed && r.i == len(src)
}

// reader fails once; after that peek answers 0, which ends every loop.
type reader struct {
	dialect
	src, dst []byte
	i        int
	failed   bool
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
	for r.spaces {
		switch r.peek() {
		case ' ', '\t', '\n', '\r':
			r.i++
		default:
			return
		}
	}
}

func (r *reader) value(depth int) {
	switch c := r.peek(); {
	case depth > maxDepth:
		r.failed = true
	case c == '{':
		r.object(depth)
	case c == '[':
		r.array(depth)
	case c == '"':
		r.dst = appendString(r.dst, r.string())
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
	r.dst = append(r.dst, w...)
	return true
}

// next says whether another element follows the n already read, and takes the
// comma or the closing bracket.
func (r *reader) next(n int, end byte) bool {
	r.space()
	if r.take(end) {
		r.dst = append(r.dst, end)
		return false
	}
	if n > 0 {
		if !r.take(',') {
			r.failed = true
		}
		r.dst = append(r.dst, comma...)
		r.space()
	}
	return !r.failed
}

func (r *reader) array(depth int) {
	r.i++
	r.dst = append(r.dst, '[')
	for n := 0; r.next(n, ']'); n++ {
		r.value(depth + 1)
	}
}

func (r *reader) object(depth int) {
	r.i++
	r.dst = append(r.dst, '{')
	var seen names
	for n := 0; r.next(n, '}'); n++ {
		name := r.string()
		r.space()
		if !seen.add(name) || !r.take(':') {
			r.failed = true
		}
		r.dst = append(appendString(r.dst, name), colon...)
		r.space()
		r.value(depth + 1)
	}
}

// names are those of one object. A map for each of many small ones would take
// a multiple of the text's memory.
type names struct {
	few  [8]string
	n    int
	many map[string]bool
}

// add says whether the name is new.
func (s *names) add(name string) bool {
	if slices.Contains(s.few[:s.n], name) || s.many[name] {
		return false
	}
	if s.n < len(s.few) {
		s.few[s.n] = name
		s.n++
		return true
	}
	if s.many == nil {
		s.many = map[string]bool{}
	}
	s.many[name] = true
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
	text := string(r.src[start:r.i])
	if r.i == whole && text != "-0" {
		r.dst = append(r.dst, text...)
		return
	}
	f, err := strconv.ParseFloat(text, 64)
	r.failed = r.failed || err != nil
	r.dst = appendFloat(r.dst, f)
}

func (r *reader) digits() {
	start := r.i
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.i++
	}
	r.failed = r.failed || r.i == start
}

// string returns the text of a string, or nothing after a failure.
func (r *reader) string() string {
	if !r.take('"') {
		r.failed = true
	}
	var text []byte
	for !r.take('"') {
		switch c := r.peek(); {
		case c < ' ' || c >= utf8.RuneSelf && !r.utf8:
			r.failed = true
			return ""
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
	return string(text)
}

func (r *reader) rune() rune {
	c, size := utf8.DecodeRune(r.src[r.i:])
	r.failed = r.failed || size == 1
	r.i += size
	return c
}

func (r *reader) escape() rune {
	c := r.peek()
	r.i++
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
