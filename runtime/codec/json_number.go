package codec

import (
	"math"
	"strconv"
)

// float writes v, which has the given bits, in encoding/json's spelling: that
// of ECMAScript, except that -0 keeps its sign.
func (e *JSONEncoder) float(v float64, bits int) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		e.Fail(ErrNumber)
		return
	}
	if !exponent(math.Abs(v), bits) {
		e.buf = strconv.AppendFloat(e.buf, v, 'f', -1, bits)
		return
	}
	e.buf = strconv.AppendFloat(e.buf, v, 'e', -1, bits)
	// Go writes at least two digits of exponent, ECMAScript 1e-7. An exponent of
	// one digit is always negative here.
	if n := len(e.buf); e.buf[n-3] == '-' && e.buf[n-2] == '0' {
		e.buf[n-2] = e.buf[n-1]
		e.buf = e.buf[:n-1]
	}
}

// exponent reports whether ECMAScript writes abs with an exponent. The bounds of
// a float32 are rounded as it is, so that it is compared as a float32.
func exponent(abs float64, bits int) bool {
	if bits == 32 {
		f := float32(abs)
		return f != 0 && (f < 1e-6 || f >= 1e21)
	}
	return abs != 0 && (abs < 1e-6 || abs >= 1e21)
}

// Int reads an integer that fits in the given bits: 8, 16, 32, 64 or WordBits.
// No fraction, exponent, -0 or leading zero.
func (d *JSONDecoder) Int(bits int) int64 {
	limit := uint64(1) << (bits - 1) // the size of the lowest number
	negative := d.is('-')
	v := d.digits()
	switch {
	case negative && v != 0 && v <= limit:
		return -int64(v)
	case !negative && v < limit:
		return int64(v)
	}
	d.Fail()
	return 0
}

// Uint reads an integer that fits in the given bits: 8, 16, 32, 64 or WordBits.
// No fraction, exponent, sign or leading zero.
func (d *JSONDecoder) Uint(bits int) uint64 {
	v := d.digits()
	if v>>1>>(bits-1) != 0 {
		d.Fail()
		return 0
	}
	return v
}

// digits reads 0, or digits that begin with another one; 0 after failing. What
// stands behind them is for the next reader to refuse.
func (d *JSONDecoder) digits() uint64 {
	if d.is('0') {
		return 0
	}
	var v uint64
	i := d.off
	for ; i < len(d.b) && isDigit(d.b[i]); i++ {
		c := uint64(d.b[i] - '0')
		if v > (math.MaxUint64-c)/10 {
			d.Fail()
			return 0
		}
		v = v*10 + c
	}
	if i == d.off {
		d.Fail()
		return 0
	}
	d.off = i
	return v
}

func isDigit(c byte) bool { return c-'0' <= 9 }

// Float32 reads a number of JSON's grammar, rounded to the nearest float32. It
// fails where that is infinite.
func (d *JSONDecoder) Float32() float32 { return float32(d.float(32)) }

// Float64 reads a number of JSON's grammar, rounded to the nearest float64. It
// fails where that is infinite.
func (d *JSONDecoder) Float64() float64 { return d.float(64) }

func (d *JSONDecoder) float(bits int) float64 {
	n := numberLen(d.b[d.off:])
	v, err := strconv.ParseFloat(string(d.take(n)), bits)
	if err != nil { // the empty string of n == 0 too
		d.Fail()
		return 0
	}
	return v
}

// numberLen returns the length of the number that b begins with, 0 if there is
// none. The grammar is RFC 8259's; ParseFloat alone would take 0x1p-2 and 1_0.
func numberLen(b []byte) int {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	n := digitsLen(b[i:])
	if n == 0 || n > 1 && b[i] == '0' {
		return 0
	}
	i += n
	if i < len(b) && b[i] == '.' {
		if n = digitsLen(b[i+1:]); n == 0 {
			return 0
		}
		i += 1 + n
	}
	return i + exponentLen(b[i:])
}

// exponentLen returns the length of the exponent that b begins with; 0 if there
// is none, which leaves a broken one such as 1e to the next reader to refuse.
func exponentLen(b []byte) int {
	if len(b) == 0 || b[0]|0x20 != 'e' {
		return 0
	}
	i := 1
	if i < len(b) && (b[i] == '+' || b[i] == '-') {
		i++
	}
	n := digitsLen(b[i:])
	if n == 0 {
		return 0
	}
	return i + n
}

func digitsLen(b []byte) int {
	i := 0
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	return i
}
