package codec

import (
	"bytes"
	"math"
	"strconv"
)

// PythonFloat32 writes the shortest decimal that reads back as v, as [AppendPythonFloat]
// does. NaN and infinities fail with ErrNumber.
func (e *JSONEncoder) PythonFloat32(v float32) { e.pythonFloat(float64(v), 32) }

// PythonFloat64 writes v as [AppendPythonFloat] does. NaN and infinities fail with
// ErrNumber.
func (e *JSONEncoder) PythonFloat64(v float64) { e.pythonFloat(v, 64) }

func (e *JSONEncoder) pythonFloat(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail(ErrNumber)
		return
	}
	e.buf = AppendPythonFloat(e.buf, f, bits)
}

// AppendPythonFloat appends a finite float as Python's repr writes it: in the fewest
// digits that read back as the same float, without an exponent from 1e-4 to 1e16, and
// with a decimal point or an exponent, which integers do not have. bits is 32 for the
// fewest digits that read back as the same float32, else 64.
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
