package codec

import (
	"math"
	"testing"
)

// TestPythonFloat compares floats with those of Python's repr.
func TestPythonFloat(t *testing.T) {
	for f, want := range map[float64]string{
		1: "1.0", 0.5: "0.5", 1e15: "1000000000000000.0", 1e16: "1e+16", 1e-4: "0.0001", 1e-5: "1e-05", 0: "0.0",
		5e-324: "5e-324", math.MaxFloat64: "1.7976931348623157e+308", float64(float32(0.1)): "0.10000000149011612",
	} {
		var e JSONEncoder
		if e.PythonFloat64(f); string(e.Output.Bytes()) != want || e.Err() != nil {
			t.Errorf("%s, want %s: %v", e.Output.Bytes(), want, e.Err())
		}
	}
	var e JSONEncoder
	e.PythonFloat64(math.Copysign(0, -1))
	e.Elem(1)
	e.PythonFloat32(0.1)
	e.Elem(1)
	e.PythonFloat32(2)
	if got := string(e.Output.Bytes()); got != "-0.0,0.1,2.0" || e.Err() != nil {
		t.Errorf("%s, %v", got, e.Err())
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		var e JSONEncoder
		if e.PythonFloat64(f); e.Err() != ErrNumber {
			t.Errorf("%v: %v", f, e.Err())
		}
		e = JSONEncoder{}
		if e.PythonFloat32(float32(f)); e.Err() != ErrNumber {
			t.Errorf("float32 %v: %v", f, e.Err())
		}
	}
}
