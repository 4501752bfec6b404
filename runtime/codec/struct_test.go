package codec_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestJSONNames decodes the names of a struct in any order and with any escapes.
func TestJSONNames(t *testing.T) {
	for _, in := range []string{
		`{"name":"a","n":1}`,
		`{"n":1,"name":"a"}`,
		`{"\u006eame":"a","\u006E":1}`,
		`{"n":1,"na\u006de":"a"}`,
	} {
		var v inner
		if !inJSON.decode([]byte(in), &v) || v != (inner{"a", 1}) {
			t.Errorf("%s is decoded as %v", in, v)
		}
	}
}

// TestJSONManyFields decodes structs of 256 fields, the most that an Object can tell
// apart.
func TestJSONManyFields(t *testing.T) {
	list := make([]string, 256)
	for i := range list {
		list[i] = fmt.Sprintf("f%02x", i)
	}
	decode := func(in string) (n int, ok bool) {
		d := new(jsonDecoder)
		d.Reset([]byte(in))
		d.fields(list, func(int) { d.Int(64); n++ })
		return n, d.End()
	}
	payload := `{"` + strings.Join(list, `":1,"`) + `":1}`
	if n, ok := decode(payload); n != 256 || !ok {
		t.Errorf("decoded %d of 256 fields in order", n)
	}
	for i := range 128 {
		list[i], list[255-i] = list[255-i], list[i]
	}
	if n, ok := decode(payload); n != 256 || !ok {
		t.Errorf("decoded %d of 256 fields in reverse order", n)
	}
	for i, name := range list {
		other := list[(i+7)%256]
		if _, ok := decode(strings.Replace(payload, name, other, 1)); ok {
			t.Errorf("accepted %s twice and %s not at all", other, name)
		}
	}
	list = append(list, "last")
	if _, ok := decode(strings.TrimSuffix(payload, "}") + `,"last":1}`); ok {
		t.Error("accepted a field after the 256th, which cannot be told from another")
	}
}

// TestJSONLen checks that elements are counted correctly, whatever they contain.
func TestJSONLen(t *testing.T) {
	for in, want := range map[string]int{
		`[]`:                        0,
		`[0]`:                       1,
		`["",""]`:                   2,
		`[[[0],[1,2]],[[]],[]]`:     3,
		`[{"a":[{"b":1},2],"c":3}]`: 1,
		`["]","\"],","\\",",[{"]`:   4,
	} {
		d := inJSON.reader([]byte(in))
		if s := d.Slice(1); s.Len() != want || d.Failed() {
			t.Errorf("%s has %d elements, want %d", in, s.Len(), want)
		}
		in = `{` + in[1:len(in)-1] + `}`
		d = inJSON.reader([]byte(in))
		if s := d.Map(1); s.Len() != want || d.Failed() {
			t.Errorf("%s has %d entries, want %d", in, s.Len(), want)
		}
	}
	if !inJSON.decode([]byte(`[[[0],[1,2]],[[]],[]]`), new([][][]int)) {
		t.Error("slices three deep were refused")
	}
}

// TestLeast checks that a slice or map is refused if its elements need more bytes
// than are left.
func TestLeast(t *testing.T) {
	for _, test := range []struct {
		f    format
		in   string
		min  int
		want int // length, 0 if refused
	}{
		{inMsgpack, "\x93123456789", 3, 3},
		{inMsgpack, "\x9312345678", 3, 0},
		{inMsgpack, "\x8212345678", 4, 2},
		{inMsgpack, "\x821234567", 4, 0},
		{inJSON, `[1234,5678]`, 4, 2},
		{inJSON, `[1234,567]`, 4, 0},
		{inJSON, `{"a":1,"b":2}`, 5, 2},
		{inJSON, `{"a":1,"b":}`, 5, 0},
	} {
		d := test.f.reader([]byte(test.in))
		begin := d.Slice
		if test.in[0]&0xf0 == 0x80 || test.in[0] == '{' {
			begin = d.Map
		}
		if s := begin(test.min); s.Len() != test.want || d.Failed() != (test.want == 0) {
			t.Errorf("%q has %d elements of %d bytes, want %d", test.in, s.Len(), test.min, test.want)
		}
	}
	// Each of two elements needs two bytes. The first one is a header for two elements
	// of one byte, so four bytes must follow.
	for in, want := range map[string]bool{"\x92\x921234": true, "\x92\x92123": false} {
		d := inMsgpack.reader([]byte(in))
		s := d.Slice(2)
		d.More(&s)
		if d.Slice(1); d.Failed() == want {
			t.Errorf("%q: accepted is %v, want %v", in, !d.Failed(), want)
		}
	}
}

// TestJSONNoField checks that Field announces no field that cannot be read.
func TestJSONNoField(t *testing.T) {
	for _, in := range []string{
		``, `{`, `{"n`, `{"n"`, `{"n"}`, `{"n"1}`, `{"\u006e"}`, `{"n\u"}`, `{"x":1}`, `[]`, `null`,
	} {
		d := new(jsonDecoder)
		d.Reset([]byte(in))
		d.fields([]string{"n", "name"}, func(i int) { t.Errorf("%s has field %d", in, i) })
	}
}
