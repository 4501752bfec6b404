package codec_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// crate is a sample with what only one codec has a judge for.
type crate struct {
	Sample sample `json:"sample"`
	Shade  color  `json:"shade"`

	spot point  // msgpack only
	raw  []byte // msgpack only
}

func encodeCrate(e *codec.MsgpackEncoder, v *crate) {
	e.Array(4)
	encodeSample(e, &v.Sample)
	e.Text(v.Shade, new(color))
	e.Binary(v.spot, new(point))
	e.Value(v.raw)
}

func decodeCrate(d *codec.MsgpackDecoder, v *crate) {
	d.Struct(4)
	decodeSample(d, &v.Sample)
	d.Text(&v.Shade)
	d.Binary(&v.spot)
	v.raw = bytes.Clone(d.Value())
}

func encodeCrateJSON(e *codec.JSONEncoder, v *crate) {
	e.Raw(`{"sample":`)
	encodeSampleJSON(e, &v.Sample)
	e.Raw(`,"shade":`).Text(v.Shade, new(color))
	e.CloseObject()
}

var crateNames = []string{"sample", "shade"}

func decodeCrateJSON(d *codec.JSONDecoder, v *crate) {
	o := d.Object()
	for d.Field(&o, crateNames) {
		switch o.Index {
		case 0:
			decodeSampleJSON(d, &v.Sample)
		case 1:
			d.Text(&v.Shade)
		}
	}
}

// small returns seeds of a few hundred bytes: a fuzzer is slow with larger ones.
func small() []sample {
	return []sample{
		{},
		{
			Yes: true, I8: -1, I16: -200, I32: 70000, I64: -1 << 40, Int: 5, U8: 200, U16: 300, U32: 1 << 20, U64: 1 << 63, Uint: 1,
			F32: 1.5, F64: -1e-9, Text: "aé\"\n", Data: []byte{1, 2}, Array: [4]byte{1}, Three: [3]int16{1, -1, 300},
			At: time.Date(2026, 8, 30, 12, 0, 0, 5e8, time.UTC), For: time.Minute, Maybe: new(int64(7)),
			Words: []string{"x", ""}, Table: [][]uint16{{1}, nil, {2, 3}}, Inner: inner{"in", 1}, Inners: []inner{{"a", 1}, {"b", 2}},
			Other: &inner{"o", 3}, Labels: map[string]string{"k": "v"}, Switches: map[string]bool{"s": true},
			ByInt: map[int16]inner{-5: {"m", 4}}, ByUint: map[uint64][]string{9: {"y"}},
		},
	}
}

// weight is the memory of v's slices, and of its maps without their spare room.
func weight(v *sample) int {
	n := len(v.Data) + 16*cap(v.Words) + 24*cap(v.Table) + 24*cap(v.Inners) + 32*len(v.Labels) + 17*len(v.Switches) +
		26*len(v.ByInt) + 32*len(v.ByUint)
	for _, row := range v.Table {
		n += 2 * cap(row)
	}
	for _, words := range v.ByUint {
		n += 16 * cap(words)
	}
	return n
}

// sorted reports whether bytes must come back as they were: a map of two may
// have been in another order.
func sorted(v *sample) bool {
	return len(v.Labels) < 2 && len(v.Switches) < 2 && len(v.ByInt) < 2 && len(v.ByUint) < 2
}

func FuzzMsgpackDecoder(f *testing.F) {
	var e codec.MsgpackEncoder
	for _, v := range small() {
		e.Reset(nil)
		encodeCrate(&e, &crate{v, color{1, 2, 3}, point{4, 5}, []byte{0x93, 1, 2, 3}})
		f.Add(e.Output.Bytes())
	}

	f.Fuzz(checkMsgpack)
}

func FuzzJSONDecoder(f *testing.F) {
	var e codec.JSONEncoder
	for _, v := range small() {
		e.Reset(nil)
		encodeCrateJSON(&e, &crate{Sample: v, Shade: color{1, 2, 3}})
		f.Add(e.Output.Bytes())
	}

	f.Fuzz(checkJSON)
}

// checkMsgpack decodes in. What is accepted has one spelling, and comes back.
func checkMsgpack(t *testing.T, in []byte) {
	t.Helper()
	var d codec.MsgpackDecoder
	var v crate
	d.Reset(in)
	decodeCrate(&d, &v)
	if n := weight(&v.Sample); n > 24*len(in) {
		t.Errorf("%d bytes of input became %d", len(in), n)
	}
	if !d.End() {
		return
	}
	var e codec.MsgpackEncoder
	encodeCrate(&e, &v)
	out := e.Output.Bytes()
	if e.Err() != nil || len(out) != len(in) || sorted(&v.Sample) && !bytes.Equal(out, in) {
		t.Fatalf("(%v) read\n%x, written\n%x", e.Err(), in, out)
	}
	// NaN is not equal to itself, but its bytes are.
	var again crate
	d.Reset(out)
	decodeCrate(&d, &again)
	e.Reset(nil)
	if encodeCrate(&e, &again); !d.End() || !bytes.Equal(e.Output.Bytes(), out) {
		t.Fatalf("(%v) written\n%x, then\n%x", d.End(), out, e.Output.Bytes())
	}
}

// checkJSON decodes in. What is accepted, encoding/json accepts as the same value,
// and it comes back.
func checkJSON(t *testing.T, in []byte) {
	t.Helper()
	var d codec.JSONDecoder
	var v crate
	d.Reset(in)
	decodeCrateJSON(&d, &v)
	if n := weight(&v.Sample); n > 24*len(in) {
		t.Errorf("%d bytes of input became %d", len(in), n)
	}
	if !d.End() {
		return
	}
	var judged crate
	if err := json.Unmarshal(in, &judged); err != nil {
		t.Fatalf("the judge refuses %s: %v", in, err)
	}
	if judged.Sample = *filled(&judged.Sample); !reflect.DeepEqual(&judged, &crate{Sample: *filled(&v.Sample), Shade: v.Shade}) {
		t.Fatalf("read %+v, the judge %+v", v, judged)
	}
	var e codec.JSONEncoder
	encodeCrateJSON(&e, &v)
	var again crate
	d.Reset(e.Output.Bytes())
	decodeCrateJSON(&d, &again)
	if e.Err() != nil || !d.End() || !reflect.DeepEqual(v, again) {
		t.Fatalf("(%v) written %s, read as %+v", e.Err(), e.Output.Bytes(), again)
	}
}

// The fuzzers' checks for all neighbours of valid payloads.
func TestEveryBitFlip(t *testing.T) {
	flip := func(b []byte, check func(*testing.T, []byte)) {
		for i := range 8 * len(b) {
			b[i/8] ^= 1 << (i % 8)
			check(t, b)
			b[i/8] ^= 1 << (i % 8)
		}
	}
	for _, v := range small() {
		var m codec.MsgpackEncoder
		encodeCrate(&m, &crate{v, color{1, 2, 3}, point{4, 5}, []byte{0x93, 1, 2, 3}})
		flip(m.Output.Bytes(), checkMsgpack)
		var j codec.JSONEncoder
		encodeCrateJSON(&j, &crate{Sample: v, Shade: color{1, 2, 3}})
		flip(j.Output.Bytes(), checkJSON)
	}
}
