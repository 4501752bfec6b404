package pyjson

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/runtime/codec"
)

// Input says which texts [Respell] accepts. Its zero value is [CompactASCII].
type Input struct{ spaces, utf8, cased bool }

var (
	// CompactASCII accepts what Django's serializer writes: no white space
	// between values, and only ASCII characters.
	CompactASCII = Input{}
	// RFC8259 accepts what RFC 8259 allows.
	RFC8259 = Input{spaces: true, utf8: true}
	// Cased is RFC8259, but accepts names that differ only in case. Use it if the writers
	// and readers of a text distinguish case.
	Cased = Input{spaces: true, utf8: true, cased: true}
)

// Respell reads one JSON value and appends it in Python's spelling. It refuses texts that
// readers interpret differently: duplicate names, names that differ only in case (readers
// such as encoding/json ignore case), lone surrogates, numbers beyond a float64, NaN and
// infinities, and more than 1000 levels. It returns the grown buffer even if it refuses
// the value.
func Respell(dst, src []byte, in Input, out Style) ([]byte, bool) {
	return respell(dst, src, in, out, 0)
}

// respell is Respell for a value at the given depth.
func respell(dst, src []byte, in Input, out Style, depth int) ([]byte, bool) {
	r := reader{Input: in, Style: out, src: src, dst: dst}
	r.space()
	r.value(depth)
	r.space()
	r.copy(r.i)
	return r.dst, !r.failed && r.i == len(src)
}

// A reader stops at its first failure: from then on peek returns 0, which ends every
// loop. It copies text that already has Python's spelling, as most text has, in long
// pieces.
type reader struct {
	Input
	Style
	src, dst []byte
	i        int
	copied   int // dst has src up to here; src from here to i needs no change
	failed   bool
}

// copy appends src up to end, which is at most r.i.
func (r *reader) copy(end int) {
	r.dst = append(r.dst, r.src[r.copied:end]...)
	r.copied = r.i
}

// put writes text instead of src from start to r.i.
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
	for r.spaces && isSpace(r.peek()) {
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
		r.i++
		for n := 0; r.next(n, ']'); n++ {
			r.value(depth + 1)
		}
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

// next reports whether another element follows the first n. It reads the comma or the
// closing bracket.
func (r *reader) next(n int, end byte) bool {
	r.space()
	if r.take(end) {
		return false
	}
	if n > 0 {
		r.mark(',', r.Comma)
		r.space()
	}
	return !r.failed
}

// mark reads a separator, and writes text in its place.
func (r *reader) mark(c byte, text string) {
	if !r.take(c) {
		r.failed = true
		return
	}
	r.put(r.i-1, text)
}

func (r *reader) object(depth int) {
	r.i++
	seen := names{cased: r.cased}
	for n := 0; r.next(n, '}'); n++ {
		if !seen.add(r.string()) {
			r.failed = true
		}
		r.space()
		r.mark(':', r.Colon)
		r.space()
		r.value(depth + 1)
	}
}

// names holds the names of one object. With a map for each, many small objects would take
// several times the memory of the text.
type names struct {
	cased bool
	few   [8][]byte
	n     int
	many  map[string]bool
}

// add adds a name and reports whether it is new. The name must not change afterwards.
func (s *names) add(name []byte) bool {
	for _, other := range s.few[:s.n] {
		if bytes.Equal(name, other) || !s.cased && bytes.EqualFold(name, other) {
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
	key := string(name)
	if !s.cased {
		key = fold(key)
	}
	if s.many[key] {
		return false
	}
	s.many[key] = true
	return true
}

// fold returns the same text for all names that differ only in case, by Unicode's
// simple folding, as bytes.EqualFold and encoding/json compare.
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		for {
			next := unicode.SimpleFold(c)
			if next <= c {
				return next // the smallest of all characters that fold to c
			}
			c = next
		}
	}, name)
}

// number copies an integer. All other numbers, and -0, are floats.
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
	r.dst = codec.AppendPythonFloat(r.dst, f, 64)
}

func (r *reader) digits() {
	start := r.i
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.i++
	}
	r.failed = r.failed || r.i == start
}
