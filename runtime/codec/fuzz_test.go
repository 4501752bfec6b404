package codec_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// crate is a sample with a type that has its own methods.
type crate struct {
	Sample sample `json:"sample"`
	Shade  color  `json:"shade"`
}

// msgpackCrate also has types that encoding/json encodes in another form.
type msgpackCrate struct {
	Sample sample
	Shade  color
	Spot   point
	Raw    raw
}

// small returns values with payloads of a few hundred bytes, since fuzzing is slow
// with longer ones.
func small() []sample {
	return []sample{
		{},
		{
			Yes: true, I8: -1, I16: -200, I32: 70000, I64: -1 << 40, Int: 5,
			U8: 200, U16: 300, U32: 1 << 20, U64: 1 << 63, Uint: 1, F32: 1.5, F64: -1e-9,
			Text: "aé\"\n", Data: []byte{1, 2}, Array: [4]byte{1}, Three: [3]int16{1, -1, 300},
			At: time.Date(2026, 8, 30, 12, 0, 0, 5e8, time.UTC), For: time.Minute, Maybe: new(int64(7)),
			Words: []string{"x", ""}, Table: [][]uint16{{1}, nil, {2, 3}},
			Inner: inner{"in", 1}, Inners: []inner{{"a", 1}, {"b", 2}}, Other: &inner{"o", 3},
			Labels: map[string]string{"k": "v"}, Switches: map[string]bool{"s": true},
			ByInt: map[int16]inner{-5: {"m", 4}}, ByUint: map[uint64][]string{9: {"y"}},
		},
	}
}

// weight returns the memory of v's slices, and of the entries of its maps.
func weight(v *sample) int {
	n := len(v.Data) + 16*cap(v.Words) + 24*cap(v.Table) + 24*cap(v.Inners) +
		32*len(v.Labels) + 17*len(v.Switches) + 26*len(v.ByInt) + 32*len(v.ByUint)
	for _, row := range v.Table {
		n += 2 * cap(row)
	}
	for _, words := range v.ByUint {
		n += 16 * cap(words)
	}
	return n
}

// sorted reports whether v has only one encoding, because no map has two entries or more.
func sorted(v *sample) bool {
	return len(v.Labels) < 2 && len(v.Switches) < 2 && len(v.ByInt) < 2 && len(v.ByUint) < 2
}

// seeds returns the payloads of small values.
func seeds() (msgpack, json [][]byte) {
	for _, v := range small() {
		m, _ := inMsgpack.encode(&msgpackCrate{v, color{1, 2, 3}, point{4, 5}, raw{0x93, 1, 2, 3}})
		j, _ := inJSON.encode(&crate{v, color{1, 2, 3}})
		msgpack, json = append(msgpack, m), append(json, j)
	}
	return msgpack, json
}

func FuzzMsgpackDecoder(f *testing.F) {
	payloads, _ := seeds()
	for _, p := range payloads {
		f.Add(p)
	}
	f.Fuzz(checkMsgpack)
}

func FuzzJSONDecoder(f *testing.F) {
	_, payloads := seeds()
	for _, p := range payloads {
		f.Add(p)
	}
	f.Fuzz(checkJSON)
}

// checkMsgpack decodes a payload. If it is accepted, the value must be encoded to the
// same payload, except for the order of maps.
func checkMsgpack(t *testing.T, in []byte) {
	t.Helper()
	var v, again msgpackCrate
	ok := inMsgpack.decode(in, &v)
	checkWeight(t, &v.Sample, in)
	if !ok {
		return
	}
	out, err := inMsgpack.encode(&v)
	if err != nil || len(out) != len(in) || sorted(&v.Sample) && !bytes.Equal(out, in) {
		t.Fatalf("(%v) decoded\n%x, encoded\n%x", err, in, out)
	}
	ok = inMsgpack.decode(out, &again)
	if last, _ := inMsgpack.encode(&again); !ok || !bytes.Equal(last, out) { // the bytes of a NaN are equal
		t.Fatalf("(%v) encoded\n%x, then\n%x", ok, out, last)
	}
}

// checkJSON decodes a payload. If it is accepted, encoding/json must decode it to the
// same value, and encoding and decoding the value must give the same value.
func checkJSON(t *testing.T, in []byte) {
	t.Helper()
	var v, again, judged crate
	ok := inJSON.decode(in, &v)
	checkWeight(t, &v.Sample, in)
	if !ok {
		return
	}
	if err := json.Unmarshal(in, &judged); err != nil {
		t.Fatalf("encoding/json refuses %s: %v", in, err)
	}
	if judged.Shade != v.Shade || !reflect.DeepEqual(filled(&judged.Sample), filled(&v.Sample)) {
		t.Fatalf("decoded %+v, encoding/json %+v", v, judged)
	}
	out, err := inJSON.encode(&v)
	if ok := inJSON.decode(out, &again); err != nil || !ok || !reflect.DeepEqual(v, again) {
		t.Fatalf("(%v) encoded %s, decoded %+v", err, out, again)
	}
}

// checkWeight checks that decoding a payload, even one that is refused, takes at most
// 24 bytes of memory for each of its bytes.
func checkWeight(t *testing.T, v *sample, in []byte) {
	t.Helper()
	if n := weight(v); n > 24*len(in) {
		t.Errorf("%d bytes of payload took %d bytes of memory", len(in), n)
	}
}

// TestEveryBitFlip runs the checks of the fuzz tests for payloads with one bit
// changed.
func TestEveryBitFlip(t *testing.T) {
	flip := func(payloads [][]byte, check func(*testing.T, []byte)) {
		for _, b := range payloads {
			for i := range 8 * len(b) {
				b[i/8] ^= 1 << (i % 8)
				check(t, b)
				b[i/8] ^= 1 << (i % 8)
			}
		}
	}
	inMsgpack, inJSON := seeds()
	flip(inMsgpack, checkMsgpack)
	flip(inJSON, checkJSON)
}
