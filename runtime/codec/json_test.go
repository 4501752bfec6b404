package codec_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

func jsonReader(in string) *codec.JSONDecoder {
	d := new(codec.JSONDecoder)
	d.Reset([]byte(in))
	return d
}

// Integers at the bounds of each width; the decoder of the width below refuses
// them. J10 is among them: 2^53 + 1, which JavaScript would round.
func TestJ10JSONIntegers(t *testing.T) {
	tests := []struct {
		v              int64
		want           string
		signed, unsign int // fewest bits; 0: does not fit any
	}{
		{0, "0", 8, 8},
		{127, "127", 8, 8},
		{128, "128", 16, 8},
		{255, "255", 16, 8},
		{256, "256", 16, 16},
		{-1, "-1", 8, 0},
		{-128, "-128", 8, 0},
		{-129, "-129", 16, 0},
		{65535, "65535", 32, 16},
		{-32768, "-32768", 16, 0},
		{math.MaxUint32, "4294967295", 64, 32},
		{math.MinInt32, "-2147483648", 32, 0},
		{math.MinInt32 - 1, "-2147483649", 64, 0},
		{1<<53 + 1, "9007199254740993", 64, 64},
		{math.MaxInt64, "9223372036854775807", 64, 64},
		{math.MinInt64, "-9223372036854775808", 64, 0},
	}
	for _, test := range tests {
		var e codec.JSONEncoder
		if e.Int(test.v); string(e.Output.Bytes()) != test.want {
			t.Errorf("Int(%d) writes %s", test.v, e.Output.Bytes())
		}
		for _, bits := range []int{8, 16, 32, 64} {
			d := jsonReader(test.want)
			got := d.Int(bits)
			if fits := bits >= test.signed; d.End() != fits || fits && got != test.v || !fits && got != 0 {
				t.Errorf("Int(%d) of %d returns %d, %v", bits, test.v, got, d.End())
			}
			d = jsonReader(test.want)
			u := d.Uint(bits)
			if fits := test.unsign != 0 && bits >= test.unsign; d.End() != fits || fits && u != uint64(test.v) || !fits && u != 0 {
				t.Errorf("Uint(%d) of %d returns %d, %v", bits, test.v, u, d.End())
			}
		}
	}
	var e codec.JSONEncoder
	e.Uint(math.MaxUint64)
	d := jsonReader("18446744073709551615")
	if string(e.Output.Bytes()) != "18446744073709551615" || d.Uint(64) != math.MaxUint64 || !d.End() {
		t.Error("the largest uint64 does not come back")
	}
}

// Floats are spelt as encoding/json does, at its borders too.
func TestJSONFloats(t *testing.T) {
	floats := []float64{
		0, math.Copysign(0, -1), 1, -1.5, 0.1, 1e6, 123456789, 1e20, 1e21, 1.5e21, -1e21, 1e22, 1e-5, 1e-6, 9.99e-7, 1e-7, 1e-9, 1e-10,
		1e-100, 1e100, math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32, math.SmallestNonzeroFloat32,
		math.Nextafter(1e21, 0), math.Nextafter(1e-6, 0), 9007199254740993,
	}
	for _, f := range floats {
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var e codec.JSONEncoder
		if e.Float64(f); string(e.Output.Bytes()) != string(want) {
			t.Errorf("Float64(%g) writes %s, want %s", f, e.Output.Bytes(), want)
		}
		d := jsonReader(string(want))
		if got := d.Float64(); math.Float64bits(got) != math.Float64bits(f) || !d.End() {
			t.Errorf("%s is read as %g", want, got)
		}
		short := float32(f)
		if math.IsInf(float64(short), 0) {
			continue
		}
		if want, err = json.Marshal(short); err != nil {
			t.Fatal(err)
		}
		e.Reset(nil)
		if e.Float32(short); string(e.Output.Bytes()) != string(want) {
			t.Errorf("Float32(%g) writes %s, want %s", short, e.Output.Bytes(), want)
		}
		d = jsonReader(string(want))
		if got := d.Float32(); math.Float32bits(got) != math.Float32bits(short) || !d.End() {
			t.Errorf("%s is read as %g", want, got)
		}
	}
}

// Other spellings of a float that JSON's grammar has.
func TestJSONFloatSpellings(t *testing.T) {
	for in, want := range map[string]float64{
		"1":                                  1,
		"1.0":                                1,
		"10e-1":                              1,
		"1E+0":                               1,
		"0.1e+01":                            1,
		"0e0":                                0,
		"-0.0":                               math.Copysign(0, -1),
		"1e-400":                             0,
		"1" + strings.Repeat("0", 300):       1e300,
		"0." + strings.Repeat("0", 99) + "1": 1e-100,
	} {
		d := jsonReader(in)
		if got := d.Float64(); math.Float64bits(got) != math.Float64bits(want) || !d.End() {
			t.Errorf("%s is read as %g", in, got)
		}
	}
}

func TestJSONStrings(t *testing.T) {
	tests := []struct{ why, text, want string }{
		{"nothing", "", `""`},
		{"ASCII", "abc ~/<>&'\x7f", `"abc ~/<>&'` + "\x7f" + `"`},
		{"short escapes", "\b\t\n\f\r\"\\", `"\b\t\n\f\r\"\\"`},
		{"other control characters, in lower case", "\x00\x0b\x1b\x1f", `"\u0000\u000b\u001b\u001f"`},
		{"nothing else is escaped", "é€😀\u2028\ufffd", "\"é€😀\u2028\ufffd\""},
		{"a quote in each place of a word", `"1"34567"`, `"\"1\"34567\""`},
		{"long with an escape at its end", strings.Repeat("a", 33) + "\n", `"` + strings.Repeat("a", 33) + `\n"`},
	}
	for _, test := range tests {
		var e codec.JSONEncoder
		if e.String(test.text); string(e.Output.Bytes()) != test.want || e.Err() != nil {
			t.Errorf("%s: written %s (%v)", test.why, e.Output.Bytes(), e.Err())
		}
		d := jsonReader(test.want)
		if got := d.String(); got != test.text || !d.End() {
			t.Errorf("%s: read %q", test.why, got)
		}
	}
}

// All escapes are read, needed or not, in every position within eight bytes.
func TestJSONEscapes(t *testing.T) {
	for in, want := range map[string]string{
		`\u0041\u00e9\u20AC`: "Aé€",
		`\ud83d\ude00`:       "😀",
		`\uD83D\uDE00`:       "😀",
		`\/\"\\`:             `/"\`,
		`\u0000`:             "\x00",
		`\u003c\u2028`:       "<\u2028",
		`\ufffd`:             "\ufffd",
		`é\u00e9é`:           "ééé",
	} {
		for n := range 9 {
			before, after := strings.Repeat("x", n), strings.Repeat("y", n)
			d := jsonReader(`"` + before + in + after + `"`)
			if got := d.String(); got != before+want+after || !d.End() {
				t.Errorf("%s behind %d bytes is read as %q", in, n, got)
			}
		}
	}
}

func TestJSONBytes(t *testing.T) {
	for in, want := range map[string]string{
		"": `""`, "f": `"Zg=="`, "fo": `"Zm8="`, "foo": `"Zm9v"`, "\xfb\xff": `"+/8="`,
	} {
		var e codec.JSONEncoder
		if e.Bytes([]byte(in)); string(e.Output.Bytes()) != want {
			t.Errorf("%q is written %s, want %s", in, e.Output.Bytes(), want)
		}
		d := jsonReader(want)
		if got := d.Bytes(); string(got) != in || !d.End() || (got == nil) != (in == "") {
			t.Errorf("%s is read as %q", want, got)
		}
	}
	var e codec.JSONEncoder
	e.ByteArray([]byte{0, 10, 255})
	d := jsonReader("[0,10,255]")
	var a [3]byte
	d.ByteArray(a[:])
	if string(e.Output.Bytes()) != "[0,10,255]" || a != [3]byte{0, 10, 255} || !d.End() {
		t.Errorf("a [3]byte is written %s and read as %v", e.Output.Bytes(), a)
	}
}

func TestJSONTimes(t *testing.T) {
	for at, want := range map[time.Time]string{
		{}:                                       `"0001-01-01T00:00:00Z"`,
		time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC): `"0001-01-01T00:00:00.000000001Z"`,
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC):        `"9999-12-31T23:59:59.999999999Z"`,
		time.Date(2026, 8, 30, 14, 0, 0, 5e8, time.FixedZone("", 2*3600)): `"2026-08-30T12:00:00.5Z"`,
	} {
		var e codec.JSONEncoder
		if e.Time(at); string(e.Output.Bytes()) != want || e.Err() != nil {
			t.Errorf("%v is written %s (%v)", at, e.Output.Bytes(), e.Err())
		}
		d := jsonReader(want)
		if got := d.Time(); got != at.UTC() || !d.End() {
			t.Errorf("%s is read as %v", want, got)
		}
	}
}

// Names may come in any order and in any spelling of the same text.
func TestJSONNames(t *testing.T) {
	for _, in := range []string{
		`{"name":"a","n":1}`,
		`{"n":1,"name":"a"}`,
		`{"\u006eame":"a","\u006E":1}`,
		`{"n":1,"na\u006de":"a"}`,
	} {
		var v inner
		d := jsonReader(in)
		decodeInnerJSON(d, &v)
		if want := (inner{"a", 1}); v != want || !d.End() {
			t.Errorf("%s is read as %v", in, v)
		}
	}
	d := jsonReader(`{}`)
	o := d.Object()
	if d.Field(&o, nil) || !d.End() {
		t.Error("a struct without fields does not come back")
	}
}

// The 256 fields that an Object keeps apart.
func TestJSONManyFields(t *testing.T) {
	names := make([]string, 256)
	for i := range names {
		names[i] = "f" + string(rune('A'+i/16)) + string(rune('a'+i%16))
	}
	read := func(in string) (n int, ok bool) {
		d := jsonReader(in)
		o := d.Object()
		for ; d.Field(&o, names); n++ {
			d.Int(64)
		}
		return n, d.End()
	}
	forward := `{"` + strings.Join(names, `":1,"`) + `":1}`
	if n, ok := read(forward); n != 256 || !ok {
		t.Errorf("read %d of 256 in order", n)
	}
	for i := range 128 {
		names[i], names[255-i] = names[255-i], names[i]
	}
	if n, ok := read(forward); n != 256 || !ok {
		t.Errorf("read %d of 256 in the opposite order", n)
	}
	for i, name := range names {
		if _, ok := read(strings.Replace(forward, name, names[(i+7)%256], 1)); ok {
			t.Errorf("the name %s doubled, and %s missing, was accepted", names[(i+7)%256], name)
		}
	}
	names = append(names, "last")
	if _, ok := read(strings.TrimSuffix(forward, "}") + `,"last":1}`); ok {
		t.Error("a field beyond the 256th cannot be told from another and was accepted")
	}
}

// Elements are counted right whatever stands inside them.
func TestJSONLen(t *testing.T) {
	for in, want := range map[string]int{
		`[]`:                        0,
		`[0]`:                       1,
		`["",""]`:                   2,
		`[[[0],[1,2]],[[]],[]]`:     3,
		`[{"a":[{"b":1},2],"c":3}]`: 1,
		`["]","\"],","\\",",[{"]`:   4,
	} {
		d := jsonReader(in)
		if s := d.Slice(1); s.Len() != want || d.Failed() {
			t.Errorf("%s has %d elements, want %d", in, s.Len(), want)
		}
		in = `{` + strings.TrimSuffix(strings.TrimPrefix(in, "["), "]") + `}`
		d = jsonReader(in)
		if s := d.Map(1); s.Len() != want || d.Failed() {
			t.Errorf("%s has %d entries, want %d", in, s.Len(), want)
		}
	}
	d := jsonReader(`[[[0],[1,2]],[[]],[]]`)
	if decodeNested(d); !d.End() {
		t.Error("slices three deep do not come back")
	}
}

func decodeNested(d *codec.JSONDecoder) {
	for a := d.Slice(2); d.More(&a); {
		for b := d.Slice(2); d.More(&b); {
			for c := d.Slice(1); d.More(&c); {
				d.Int(64)
			}
		}
	}
}

// Keys are sorted as text, as encoding/json does: 10 before 9.
func TestJSONMapKeys(t *testing.T) {
	var e codec.JSONEncoder
	ints := map[int32]bool{10: true, 9: false, -1: true, math.MinInt32: true}
	e.OpenObject()
	for i, k := range codec.JSONIntKeys(&e.Output, ints) {
		e.IntKey(i, k)
		e.Bool(ints[int32(k)])
	}
	e.CloseObject()
	want, err := json.Marshal(ints)
	if err != nil || string(e.Output.Bytes()) != string(want) {
		t.Errorf("written %s, want %s", e.Output.Bytes(), want)
	}
	d := jsonReader(string(want))
	s := d.Map(6)
	back := codec.MakeMap[int32, bool](&d.Input, s)
	for d.More(&s) {
		k := int32(d.IntKey(32))
		back[k] = d.Bool()
	}
	if len(back) != 4 || !back[math.MinInt32] || !d.End() {
		t.Errorf("read as %v", back)
	}
}
