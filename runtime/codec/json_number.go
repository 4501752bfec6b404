package codec

import (
	"math"
	"strconv"
)

// float writes v, a float of 32 or 64 bits, in the form that encoding/json uses. It is
// ECMAScript's form, except that -0 keeps its sign.
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
	// Go writes an exponent of at least two digits, as in 1e-07, and ECMAScript
	// writes 1e-7. Exponents below ten are always negative here.
	if n := len(e.buf); e.buf[n-3] == '-' && e.buf[n-2] == '0' {
		e.buf[n-2] = e.buf[n-1]
		e.buf = e.buf[:n-1]
	}
}

// exponent reports whether ECMAScript writes abs, a float of the given number of
// bits, with an exponent. A float32 is compared with bounds that are rounded to
// float32 too.
func exponent(abs float64, bits int) bool {
	if bits == 32 {
		f := float32(abs)
		return f != 0 && (f < 1e-6 || f >= 1e21)
	}
	return abs != 0 && (abs < 1e-6 || abs >= 1e21)
}

// Int reads a signed integer of the given size: 8, 16, 32, 64 or WordBits. It fails
// if the number does not fit, is -0, or has a fraction, an exponent or a leading
// zero.
func (d *JSONDecoder) Int(bits int) int64 {
	limit := uint64(1) << (bits - 1) // the absolute value of the lowest number
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

// Uint reads an unsigned integer of the given size: 8, 16, 32, 64 or WordBits. It
// fails if the number does not fit, or has a fraction, an exponent, a sign or a
// leading zero.
func (d *JSONDecoder) Uint(bits int) uint64 {
	v := d.digits()
	if v>>1>>(bits-1) != 0 {
		d.Fail()
		return 0
	}
	return v
}

// digits reads 0, or digits that do not begin with 0. It fails and returns 0 if there
// is no digit or the number exceeds 64 bits. A fraction, an exponent or a digit after
// a leading 0 is left, and the next method refuses it.
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

// Float32 reads any JSON number and rounds it to the nearest float32. It fails if the
// result is infinite.
func (d *JSONDecoder) Float32() float32 { return float32(d.float(32)) }

// Float64 reads any JSON number and rounds it to the nearest float64. It fails if the
// result is infinite.
func (d *JSONDecoder) Float64() float64 { return d.float(64) }

// float reads a number and rounds it once, to a float of 32 or 64 bits.
func (d *JSONDecoder) float(bits int) float64 {
	n := numberLen(d.b[d.off:])
	v, err := strconv.ParseFloat(string(d.take(n)), bits)
	if err != nil { // also if n is 0
		d.Fail()
		return 0
	}
	return v
}

// numberLen returns the length of the number at the beginning of b, or 0 if there is
// none. It follows the grammar of RFC 8259, since strconv.ParseFloat also accepts
// forms such as 0x1p-2, 1_0 and Inf.
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

// exponentLen returns the length of the exponent at the beginning of b, or 0 if there
// is none. Half an exponent, such as in 1e, is left, and the next method refuses it.
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

// digitsLen returns the number of digits at the beginning of b.
func digitsLen(b []byte) int {
	i := 0
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	return i
}
