package languages

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A value is a value of a typ. It may be outside of the type's range, and its text may be
// ill-formed.
type value struct {
	null  bool    // of a nullable
	truth bool    // of a bool
	neg   bool    // of an integer: its sign; num is its amount
	num   uint64  // of an integer, or the bits of a float
	data  []byte  // of text and bytes
	sec   int64   // of a time, since 1970
	nano  uint32  // of a time
	items []value // of a list, array or struct; of a map: key, value, key, value
}

// A valuer makes random values at the edges of types. About one in `wild` leaves is out of
// range; 0: none.
type valuer struct {
	*rand.Rand
	wild int
	left int // bytes and elements that a value may still have, about
}

func (r *valuer) isWild() bool { return r.wild > 0 && r.IntN(r.wild) == 0 }

// record returns a value of a struct with the fields.
func (r *valuer) record(fields []field) value {
	v := value{items: make([]value, len(fields))}
	for i, f := range fields {
		v.items[i] = r.value(f.Type, f.Max)
	}
	return v
}

// value returns a value of a type. most is the bound of its field; 0: none.
func (r *valuer) value(t *typ, most int) value {
	switch t.Kind {
	case "nullable":
		if r.IntN(3) == 0 {
			return value{null: true}
		}
		return r.value(t.Of, most)
	case "bool":
		return value{truth: r.IntN(2) == 0}
	case "int", "uint":
		return r.integer(t)
	case "float":
		return r.float(t.Bits)
	case "string", "text", "bytes", "binary":
		return r.bytes(t, most)
	case "time":
		return r.time()
	case "struct":
		return r.record(t.Fields)
	case "map":
		return r.entries(t, most)
	}
	n := r.length(most, 4)
	if t.Of.source == "" { // containers have enough of their own
		n = min(n, 40)
	}
	if t.Kind == "array" {
		if n = *t.Length; r.isWild() {
			n = max(0, n+r.IntN(3)-1)
		}
	}
	v := value{items: make([]value, n)}
	for i := range v.items {
		v.items[i] = r.value(t.Of, 0)
	}
	return v
}

// edges are lengths at the edges of forms.
var edges = []int{15, 16, 17, 31, 32, 33, 255, 256, 257, 65535, 65536}

// usualLeft is what most values have.
const usualLeft = 40

// size returns what a value has: rarely enough for a long text or a long list.
func size(r *rand.Rand) int {
	switch n := r.IntN(1000); {
	case n == 0:
		return 70_000
	case n < 20:
		return 300
	}
	return usualLeft
}

// length returns a length: short, at the bound, or at the edge of a form.
func (r *valuer) length(most, usual int) int {
	n := r.IntN(usual + 1)
	switch {
	case most > 0 && r.IntN(3) == 0:
		n = most
	case most > 0 && r.isWild():
		n = most + 1
	case most == 0 && (r.IntN(30) == 0 || r.left > usualLeft):
		n = edges[r.IntN(len(edges))]
	}
	if most > 0 && !r.isWild() {
		n = min(n, most)
	}
	if n > 8 && n > r.left {
		n = r.IntN(4)
	}
	r.left -= n
	return n
}

// keys are keys of maps that UTF-8, UTF-16 and numbers sort otherwise, or that mean something.
var keys = []string{"", "\x00", "1", "10", "2", "-1", "Z", "a", "a\x00", "é", "\u2028", "\ud7ff", "\ue000", "\uffff",
	"\U00010000", "\U0001f600", "\U0010ffff", "__proto__", "constructor", "ſ"}

func (r *valuer) entries(t *typ, most int) value {
	v := value{}
	taken := map[string]bool{}
	for range min(r.length(most, 4), 300) {
		key := r.value(t.Key, 0)
		if t.Key.Kind == "string" && r.IntN(2) == 0 {
			key.data = []byte(keys[r.IntN(len(keys))])
		}
		if text := key.keyText(t.Key); !taken[text] || r.isWild() {
			taken[text] = true
			v.items = append(v.items, key, r.value(t.Of, 0))
		}
	}
	return v
}

// keyText returns a key as it is written in JSON.
func (v value) keyText(t *typ) string {
	if t.Kind == "string" {
		return string(v.data)
	}
	return v.decimal()
}

func (v value) decimal() string {
	text := strconv.FormatUint(v.num, 10)
	if v.neg {
		text = "-" + text
	}
	return text
}

// sorted returns the entries of a map in an order of their keys.
func (v value) sorted(less func(a, b value) int) []value {
	pairs := slices.Collect(slices.Chunk(v.items, 2))
	slices.SortStableFunc(pairs, func(a, b []value) int { return less(a[0], b[0]) })
	return slices.Concat(pairs...)
}

func byKeyText(t *typ) func(a, b value) int {
	return func(a, b value) int { return strings.Compare(a.keyText(t), b.keyText(t)) }
}

func byKey(t *typ) func(a, b value) int {
	if t.Kind == "string" {
		return byKeyText(t)
	}
	return compareIntegers
}

// compareIntegers compares integers by their values.
func compareIntegers(a, b value) int {
	switch {
	case a.neg != b.neg && a.neg:
		return -1
	case a.neg != b.neg:
		return 1
	case a.neg:
		a, b = b, a
	}
	switch {
	case a.num < b.num:
		return -1
	case a.num > b.num:
		return 1
	}
	return 0
}

// integer returns an integer near the edge of a range or of a form, or any.
func (r *valuer) integer(t *typ) value {
	v := value{}
	switch r.IntN(4) {
	case 0:
		v.num = uint64(r.IntN(130))
	case 1:
		v.num = r.Uint64() >> r.IntN(64)
	default:
		edge := []uint{5, 7, 8, 15, 16, 31, 32, 53, 63, 64}[r.IntN(10)]
		v.num = uint64(1)<<edge + uint64(r.IntN(3)) - 1 // 1<<64 is 0
	}
	v.neg = v.num > 0 && r.IntN(2) == 0
	if r.isWild() {
		return v
	}
	return v.fit(t)
}

// fit returns the nearest integer in the range of a type.
func (v value) fit(t *typ) value {
	most := uint64(1)<<(t.Bits-1)<<1 - 1 // of 64 bits: all ones
	if t.Kind == "int" {
		most = uint64(1)<<(t.Bits-1) - 1
		if v.neg {
			most++
		}
	} else {
		v.neg = false
	}
	v.num = min(v.num, most)
	return v
}

// float returns the bits of any float, often one that is hard to write.
func (r *valuer) float(bits int) value {
	if r.IntN(6) == 0 { // a short decimal
		f := float64(r.IntN(2_000_001)-1_000_000) / math.Pow10(r.IntN(12))
		return value{num: floatBits(f, bits)}
	}
	special := []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 1e21, 1e-7, 123456789, 1 << 24, 1 << 53, 1e22, 1e23,
		5e-324, math.MaxFloat64, math.MaxFloat32, math.SmallestNonzeroFloat32, math.Pi, 5.684341886080802e-14,
		9.5367431640625e-7, 16777216, 2e-44, 33554432, 8.589973e9, 0x1p-96, 0x1p-44, 0x1p90, 0x1p-12}
	if r.IntN(6) == 0 {
		return value{num: floatBits(special[r.IntN(len(special))], bits)}
	}
	mantissa, exponent := 52, uint64(2047)
	if bits == 32 {
		mantissa, exponent = 23, 255
	}
	e := r.Uint64N(exponent)
	switch n := r.IntN(20); {
	case n == 0 || r.isWild(): // an infinity or a NaN
		e = exponent
	case n < 5: // near 1
		e = exponent/2 + uint64(r.IntN(60)) - 30
	case n < 9: // a fraction of a few bits, which may be in the middle of two short decimals
		e = exponent/2 + uint64(mantissa-r.IntN(8))
	case n < 13:
		e = []uint64{0, 0, 1, exponent - 1}[r.IntN(4)]
	}
	m := r.Uint64() & (1<<mantissa - 1)
	switch r.IntN(4) {
	case 0:
		m = 0
	case 1:
		m = 1<<mantissa - 1
	}
	return value{num: r.Uint64N(2)<<(bits-1) | e<<mantissa | m}
}

func floatBits(f float64, bits int) uint64 {
	if bits == 32 {
		return uint64(math.Float32bits(float32(f)))
	}
	return math.Float64bits(f)
}

// bytes returns text or bytes.
func (r *valuer) bytes(t *typ, most int) value {
	if t.opaque != "" && r.IntN(3) > 0 {
		own := []string{"", "0", "12", "-7", "192.0.2.1", "::1", "2001:db8::1", "fe80::1%eth0",
			"1234567890123456789012"}
		return value{data: []byte(own[r.IntN(len(own))])}
	}
	n := r.length(most, 8)
	if t.Kind == "bytes" || t.Kind == "binary" {
		if t.Length != nil {
			if n = *t.Length; r.isWild() {
				n++
			}
		}
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		return value{data: data}
	}
	data := []byte{}
	for len(data) < n {
		data = append(data, r.character()...)
	}
	if most > 0 && len(data) > n && !r.isWild() {
		data = data[:n]
		for i := range data {
			data[i] = byte('a' + r.IntN(26))
		}
	}
	return value{data: data}
}

// character returns the UTF-8 of a character, or something that is not UTF-8.
func (r *valuer) character() string {
	if r.isWild() {
		broken := []string{"\x80", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xc3",
			"\xe2\x82", "\xf0\x9f\x98", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xfe"}
		return broken[r.IntN(len(broken))]
	}
	switch r.IntN(4) {
	case 0:
		odd := []rune{0, 1, 8, 9, 10, 12, 13, 27, 31, 32, '"', '\\', '/', 127, 128, 0x7ff, 0x800, 0x2028, 0x2029,
			0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1f600, 0x10ffff, 'ß', 'ſ', '<', '&', '0', 'u'}
		return string(odd[r.IntN(len(odd))])
	case 1:
		return string(rune(r.IntN(0xd800)))
	}
	return string(rune(' ' + r.IntN(95)))
}

// The first and the last second of times, and seconds at the edges of their forms.
var seconds = []int64{-62135596800, 253402300799, 0, 1, -1, 1<<32 - 1, 1 << 32, 1<<34 - 1, 1 << 34, 951782400,
	-2208988800, 4107542399, 1709164800, -62135510400}

func (r *valuer) time() value {
	v := value{sec: r.Int64N(seconds[1]-seconds[0]) + seconds[0]}
	switch r.IntN(3) {
	case 0:
		v.sec = seconds[r.IntN(len(seconds))]
	case 1:
		v.sec = r.Int64N(1 << 33)
	}
	switch r.IntN(4) {
	case 0:
		v.nano = []uint32{1, 999_999_999, 500_000_000, 1000, 123_000_000}[r.IntN(5)]
	case 1:
		v.nano = r.Uint32N(1_000_000_000)
	case 2:
		v.nano = 1 + r.Uint32N(999)
		for range 3 * r.IntN(3) {
			v.nano *= 10
		}
	}
	if r.isWild() {
		switch r.IntN(3) {
		case 0:
			v.nano = 1_000_000_000 + r.Uint32N(1<<29)
		case 1:
			v.sec = []int64{seconds[0] - 1, seconds[1] + 1, math.MinInt64, math.MaxInt64}[r.IntN(4)]
		default:
			v.sec = int64(r.Uint64())
		}
	}
	return v
}

// be returns the last n bytes of a number, big-endian.
func be(number uint64, n int) []byte { return binary.BigEndian.AppendUint64(nil, number)[8-n:] }
