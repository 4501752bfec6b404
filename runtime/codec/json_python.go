package codec

import (
	"bytes"
	"math"
	"strconv"
)

// PythonFloat32 writes v like [AppendPythonFloat], with the fewest digits that are read
// as the same float32. It fails with ErrNumber if v is NaN or infinite.
func (e *JSONEncoder) PythonFloat32(v float32) { e.pythonFloat(float64(v), 32) }

// PythonFloat64 writes v like [AppendPythonFloat]. It fails with ErrNumber if v is NaN
// or infinite.
func (e *JSONEncoder) PythonFloat64(v float64) { e.pythonFloat(v, 64) }

// pythonFloat writes f, a float of 32 or 64 bits.
func (e *JSONEncoder) pythonFloat(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(ErrNumber)
		return
	}
	e.buf = AppendPythonFloat(e.buf, f, bits)
}

// AppendPythonFloat appends f, which must be finite, in the form of Python's repr: with
// the fewest digits that are read as the same float of 32 or 64 bits, with an exponent
// only below 1e-4 or from 1e16 on, and with at least one decimal if there is no exponent.
func AppendPythonFloat(dst []byte, f float64, bits int) []byte {
	if bits == 32 {
		f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if bytes.IndexByte(dst[start:], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}
