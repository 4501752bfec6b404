package pyjson

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/runtime/codec"
)

// Input is which texts [Respell] takes. Its zero value is [CompactASCII].
type Input struct{ spaces, utf8, cased bool }

var (
	// CompactASCII has no white space between values and nothing beyond
	// ASCII: what Django's serializer writes.
	CompactASCII = Input{}
	// RFC8259 has whatever that allows.
	RFC8259 = Input{spaces: true, utf8: true}
	// Cased is RFC8259, and takes names that differ only in case for two
	// names. It is for texts of writers and readers that compare to the letter.
	Cased = Input{spaces: true, utf8: true, cased: true}
)

// Respell reads one JSON value and appends it as Python writes it. It refuses
// what no two readers agree on: doubled names, and such as are doubled for
// readers like encoding/json, which ignore case; lone surrogates, numbers beyond
// a float64, NaN and infinities, and more than 1000 levels. The buffer is
// returned, grown, when it refuses too.
func Respell(dst, src []byte, in Input, out Style) ([]byte, bool) {
	return respell(dst, src, in, out, 0)
}

// respell is Respell for a value that stands depth levels deep.
func respell(dst, src []byte, in Input, out Style, depth int) ([]byte, bool) {
	r := reader{Input: in, Style: out, src: src, dst: dst}
	r.space()
	r.value(depth)
	r.space()
	r.copy(r.i)
	return r.dst, !r.failed && r.i == len(src)
}

// reader fails once; after that peek answers 0, which ends every loop. What is
// spelled right, as nearly all is, it copies in long pieces.
type reader struct {
	Input
	Style
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
		r.mark(',', r.Comma)
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

// names are those of one object. A map for each of many small ones would take
// a multiple of the text's memory.
type names struct {
	cased bool
	few   [8][]byte
	n     int
	many  map[string]bool
}

// add says whether the name, which must not change any more, is new.
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

// fold returns one text for all that are equal but for case, by Unicode's simple
// folding, as bytes.EqualFold and encoding/json compare.
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		for {
			next := unicode.SimpleFold(c)
			if next <= c {
				return next // the orbit's least
			}
			c = next
		}
	}, name)
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
	r.dst = codec.AppendPythonFloat(r.dst, f, 64)
}

func (r *reader) digits() {
	start := r.i
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.i++
	}
	r.failed = r.failed || r.i == start
}
