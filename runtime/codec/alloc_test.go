package codec_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// encodeAll calls the methods of an encoder that must not allocate.
func encodeAll(e encoder) {
	e.Reset(e.output().Bytes()[:0])
	e.Nil()
	e.Bool(true)
	e.Int(-70000)
	e.Uint(70000)
	e.Float32(1.0 / 3)
	e.Float64(-1.0 / 3e30)
	e.String("Ana María \"\n\x00")
	e.Bytes(someBytes)
	e.ByteArray(someBytes)
	e.Time(aTime)
}

var (
	aTime     = time.Date(2026, 8, 30, 12, 0, 0, 123456789, time.UTC)
	someBytes = []byte("some bytes")
	someText  = map[string]bool{"b": true, "": true, "a": true}
	someInts  = map[int16]bool{10: true, 9: true, -1: true}
	someUints = map[uint64]bool{10: true, 9: true, 1 << 63: true}
)

// sortKeys sorts the keys of maps in each order.
func sortKeys(o *codec.Output) {
	o.ReleaseStrings(codec.StringKeys(o, someText))
	o.ReleaseInts(codec.IntKeys(o, someInts))
	o.ReleaseInts(codec.JSONIntKeys(o, someInts))
	o.ReleaseUints(codec.UintKeys(o, someUints))
	o.ReleaseUints(codec.JSONUintKeys(o, someUints))
}

func decodeStrings(d *codec.MsgpackDecoder) []string {
	s := d.Slice(1)
	v := codec.Make[string](&d.Input, s)
	for d.More(&s) {
		v = append(v, d.String())
	}
	return v
}

func decodeStringsJSON(d *codec.JSONDecoder) []string {
	s := d.Slice(2)
	v := codec.Make[string](&d.Input, s)
	for d.More(&s) {
		v = append(v, d.String())
	}
	return v
}

func TestAllocations(t *testing.T) {
	me, je := new(msgpackEncoder), new(jsonEncoder)
	md, jd := new(codec.MsgpackDecoder), new(codec.JSONDecoder)
	words := []string{"one", "two", "three", ""}
	mwords, _ := inMsgpack.encode(&words)
	jwords, _ := inJSON.encode(&words)
	mlogin, _ := inMsgpack.encode(&aLogin)
	jlogin, _ := inJSON.encode(&aLogin)
	backwards := []byte(`{"admin":true,"session":"s","purpose":"p","email":"e","uid":1}`)
	numbers, _ := inJSON.encode(&[]float64{1.0 / 3, 1e300})
	timeJSON, _ := inJSON.encode(&aTime)

	msgpack := func(in []byte, decode func()) func() {
		return func() {
			md.Reset(in)
			if decode(); !md.End() {
				t.Error("refused")
			}
		}
	}
	json := func(in []byte, decode func()) func() {
		return func() {
			jd.Reset(in)
			if decode(); !jd.End() {
				t.Error("refused")
			}
		}
	}
	var v login
	var data []byte
	for _, test := range []struct {
		why  string
		want float64
		run  func()
	}{
		{"encoding msgpack", 0, func() { encodeAll(me) }},
		{"encoding JSON", 0, func() { encodeAll(je) }},
		{"encoding a msgpack struct", 0, func() { encodeLogin(&me.MsgpackEncoder, &aLogin) }},
		{"encoding a JSON struct", 0, func() { encodeLoginJSON(&je.JSONEncoder, &aLogin) }},
		{"sorting keys", 0, func() { sortKeys(&me.Output) }},
		{"decoding all strings of msgpack", 1, msgpack(mlogin, func() { decodeLogin(md, &v) })},
		{"decoding all strings of JSON", 1, json(jlogin, func() { decodeLoginJSON(jd, &v) })},
		{"decoding JSON in another order", 1, json(backwards, func() { decodeLoginJSON(jd, &v) })},
		{"decoding a msgpack slice and its strings", 2, msgpack(mwords, func() { decodeStrings(md) })},
		{"decoding a JSON slice and its strings", 2, json(jwords, func() { decodeStringsJSON(jd) })},
		{"decoding bytes of msgpack", 1, msgpack([]byte("\xc4\x03abc"), func() { data = md.Bytes() })},
		{"decoding bytes of JSON", 1, json([]byte(`"AQID"`), func() { data = jd.Bytes() })},
		{"decoding numbers of JSON", 0, json(numbers, func() { decodeFloats(jd) })},
		{"decoding a time of JSON", 0, json(timeJSON, func() { jd.Time() })},
		{"checking a Value", 0, msgpack(mlogin, func() { md.Value() })},
		{"refusing msgpack", 0, func() { md.Reset(jlogin); decodeLogin(md, &v) }},
		{"refusing JSON", 0, func() { jd.Reset(mlogin); decodeLoginJSON(jd, &v) }},
	} {
		if got := testing.AllocsPerRun(100, test.run); got != test.want {
			t.Errorf("%s allocates %v times, want %v", test.why, got, test.want)
		}
	}
	if string(data) != "\x01\x02\x03" {
		t.Errorf("decoded the bytes %x", data)
	}
}

func decodeFloats(d *codec.JSONDecoder) {
	for s := d.Slice(1); d.More(&s); {
		d.Float64()
	}
}

// bytesPerRun returns the number of bytes that f allocates.
func bytesPerRun(f func()) uint64 {
	const runs = 20
	var before, after runtime.MemStats
	f()
	runtime.ReadMemStats(&before)
	for range runs {
		f()
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / runs
}

// decodeCube decodes slices three deep, whose elements take at least min bytes. No
// other type takes more memory for the same payload. in is the Input of d.
func decodeCube(d decoder, in *codec.Input, min int) {
	s := d.Slice(min)
	v := codec.Make[[][]string](in, s)
	for d.More(&s) {
		s := d.Slice(min)
		row := codec.Make[[]string](in, s)
		for d.More(&s) {
			s := d.Slice(min)
			words := codec.Make[string](in, s)
			for d.More(&s) {
				words = append(words, d.String())
			}
			row = append(row, words)
		}
		v = append(v, row)
	}
}

// TestMsgpackClaims: a payload whose lengths claim more bytes than it has does not make a
// decoder allocate.
func TestMsgpackClaims(t *testing.T) {
	type decoder = *msgpackDecoder
	cube := func(d decoder) { decodeCube(d, &d.Input, 1) }
	value := func(d decoder) { d.Value() }
	ints := func(d decoder) { codec.MakeMap[int, int](&d.Input, d.Map(2)) }
	for why, test := range map[string]struct {
		in     string // hex digits
		decode func(decoder)
		limit  uint64 // bytes
	}{
		"array32":                       {"ddffffffff", cube, 4096},
		"array32 with some elements":    {"ddffffffff" + strings.Repeat("90", 100), cube, 4096},
		"map32":                         {"dfffffffff", ints, 4096},
		"str32":                         {"dbffffffff61", func(d decoder) { _ = d.String() }, 4096},
		"bin32":                         {"c6ffffffff61", func(d decoder) { d.Bytes() }, 4096},
		"ext32":                         {"c9ffffffff05", value, 4096},
		"array16 in array16":            {strings.Repeat("dcffff", 1000), cube, 4 * 3000},
		"array16 in array16 as a Value": {strings.Repeat("dcffff", 1000), value, 4096},
		"100,000 deep":                  {strings.Repeat("91", 100_000), cube, 4096},
		"100,000 deep as a Value":       {strings.Repeat("91", 100_000), value, 4096},
		// An element takes 24 bytes of memory, and one byte of the payload.
		"lengths as long as the whole payload": {strings.Repeat("dc07ff", 1000), cube, 25 * 3000},
	} {
		t.Run(why, func(t *testing.T) {
			in := unhex(test.in)
			var d msgpackDecoder
			if got := bytesPerRun(func() { d.Reset(in); test.decode(&d) }); got > test.limit {
				t.Errorf("allocates %d bytes, want at most %d", got, test.limit)
			}
			if !d.Failed() {
				t.Error("accepted")
			}
		})
	}
}

// TestJSONClaims checks the same for JSON that looks like many elements.
func TestJSONClaims(t *testing.T) {
	for why, test := range map[string]struct {
		in    string
		limit uint64 // bytes
	}{
		"arrays 100,000 deep":         {strings.Repeat("[", 100_000), 4096},
		"closed arrays 100,000 deep":  {strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), 4096},
		"3000 commas":                 {"[" + strings.Repeat(",", 3000) + "]", 4096},
		"1000 elements of other type": {"[" + strings.Repeat("{},", 1000) + "{}]", 9 * 3000},
	} {
		var d jsonDecoder
		in := []byte(test.in)
		if got := bytesPerRun(func() { d.Reset(in); decodeCube(&d, &d.Input, 2) }); got > test.limit {
			t.Errorf("%s: allocates %d bytes, want at most %d", why, got, test.limit)
		}
		if !d.Failed() {
			t.Errorf("%s: accepted", why)
		}
	}
}
