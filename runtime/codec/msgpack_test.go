package codec_test

import (
	"encoding/hex"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// msgpackReader returns a decoder of hex digits.
func msgpackReader(t *testing.T, digits string) *codec.MsgpackDecoder {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	d := new(codec.MsgpackDecoder)
	d.Reset(b)
	return d
}

// Integers at each boundary between two forms, and the narrowest types that hold
// them.
func TestMsgpackIntegers(t *testing.T) {
	tests := []struct {
		v              int64
		want           string
		signed, unsign int // fewest bits; 0: does not fit any
	}{
		{0, "00", 8, 8},
		{127, "7f", 8, 8},
		{128, "cc80", 16, 8},
		{255, "ccff", 16, 8},
		{256, "cd0100", 16, 16},
		{32767, "cd7fff", 16, 16},
		{32768, "cd8000", 32, 16},
		{65535, "cdffff", 32, 16},
		{65536, "ce00010000", 32, 32},
		{math.MaxInt32, "ce7fffffff", 32, 32},
		{math.MaxInt32 + 1, "ce80000000", 64, 32},
		{math.MaxUint32, "ceffffffff", 64, 32},
		{math.MaxUint32 + 1, "cf0000000100000000", 64, 64},
		{1<<53 + 1, "cf0020000000000001", 64, 64},
		{math.MaxInt64, "cf7fffffffffffffff", 64, 64},
		{-1, "ff", 8, 0},
		{-32, "e0", 8, 0},
		{-33, "d0df", 8, 0},
		{-128, "d080", 8, 0},
		{-129, "d1ff7f", 16, 0},
		{-32768, "d18000", 16, 0},
		{-32769, "d2ffff7fff", 32, 0},
		{math.MinInt32, "d280000000", 32, 0},
		{math.MinInt32 - 1, "d3ffffffff7fffffff", 64, 0},
		{math.MinInt64, "d38000000000000000", 64, 0},
	}
	for _, test := range tests {
		var e codec.MsgpackEncoder
		e.Int(test.v)
		if got := hex.EncodeToString(e.Output.Bytes()); got != test.want {
			t.Errorf("Int(%d) writes %s, want %s", test.v, got, test.want)
		}
		if test.v >= 0 {
			e.Reset(nil)
			e.Uint(uint64(test.v))
			if got := hex.EncodeToString(e.Output.Bytes()); got != test.want {
				t.Errorf("Uint(%d) writes %s, want %s", test.v, got, test.want)
			}
		}
		for _, bits := range []int{8, 16, 32, 64} {
			d := msgpackReader(t, test.want)
			got := d.Int(bits)
			if fits := bits >= test.signed; d.End() != fits || fits && got != test.v || !fits && got != 0 {
				t.Errorf("Int(%d) of %d returns %d, %v", bits, test.v, got, d.End())
			}
			d = msgpackReader(t, test.want)
			u := d.Uint(bits)
			if fits := test.unsign != 0 && bits >= test.unsign; d.End() != fits || fits && u != uint64(test.v) || !fits && u != 0 {
				t.Errorf("Uint(%d) of %d returns %d, %v", bits, test.v, u, d.End())
			}
		}
	}
	var e codec.MsgpackEncoder
	e.Uint(math.MaxUint64)
	d := msgpackReader(t, "cfffffffffffffffff")
	if got := hex.EncodeToString(e.Output.Bytes()); got != "cfffffffffffffffff" || d.Uint(64) != math.MaxUint64 || !d.End() {
		t.Errorf("the largest uint64 does not come back; it is written %s", got)
	}
}

// Lengths at each boundary between two headers.
func TestMsgpackLengths(t *testing.T) {
	tests := []struct {
		n                   int
		str, bin, array, ma string // headers
	}{
		{0, "a0", "c400", "90", "80"},
		{15, "af", "c40f", "9f", "8f"},
		{16, "b0", "c410", "dc0010", "de0010"},
		{31, "bf", "c41f", "dc001f", "de001f"},
		{32, "d920", "c420", "dc0020", "de0020"},
		{255, "d9ff", "c4ff", "dc00ff", "de00ff"},
		{256, "da0100", "c50100", "dc0100", "de0100"},
		{65535, "daffff", "c5ffff", "dcffff", "deffff"},
		{65536, "db00010000", "c600010000", "dd00010000", "df00010000"},
	}
	for _, test := range tests {
		text := strings.Repeat("x", test.n)
		var e codec.MsgpackEncoder
		header := func(want string, write func()) {
			t.Helper()
			e.Reset(nil)
			write()
			if got := hex.EncodeToString(e.Output.Bytes()[:len(want)/2]); got != want {
				t.Errorf("header of length %d is %s, want %s", test.n, got, want)
			}
		}
		var d codec.MsgpackDecoder
		header(test.str, func() { e.String(text) })
		if d.Reset(e.Output.Bytes()); d.String() != text || !d.End() {
			t.Errorf("a str of %d bytes does not come back", test.n)
		}
		header(test.bin, func() { e.Bytes([]byte(text)) })
		if d.Reset(e.Output.Bytes()); string(d.Bytes()) != text || !d.End() {
			t.Errorf("a bin of %d bytes does not come back", test.n)
		}
		into := make([]byte, test.n)
		d.Reset(e.Output.Bytes())
		if d.ByteArray(into); string(into) != text || !d.End() {
			t.Errorf("a [%d]byte does not come back", test.n)
		}
		header(test.array, func() {
			e.Array(test.n)
			for range test.n {
				e.Nil()
			}
		})
		d.Reset(e.Output.Bytes())
		s := d.Slice(1)
		if n := countNils(&d, &s); n != test.n || s.Len() != test.n || !d.End() {
			t.Errorf("a slice of %d comes back as %d", test.n, n)
		}
		d.Reset(e.Output.Bytes())
		s = d.Array(test.n)
		if n := countNils(&d, &s); n != test.n || !d.End() {
			t.Errorf("an array of %d comes back as %d", test.n, n)
		}
		header(test.ma, func() {
			e.Map(test.n)
			for i := range test.n {
				e.Int(int64(i))
				e.Nil()
			}
		})
		d.Reset(e.Output.Bytes())
		n := 0
		for s := d.Map(2); d.More(&s); n++ {
			if d.IntKey(64) != int64(n) || !d.Nil() {
				d.Fail()
			}
		}
		if n != test.n || !d.End() {
			t.Errorf("a map of %d comes back as %d", test.n, n)
		}
	}
}

func countNils(d *codec.MsgpackDecoder, s *codec.Seq) int {
	n := 0
	for ; d.More(s); n++ {
		if !d.Nil() {
			d.Fail()
		}
	}
	return n
}

func TestMsgpackScalars(t *testing.T) {
	var e codec.MsgpackEncoder
	e.Nil()
	e.Bool(true)
	e.Bool(false)
	e.Float32(1.5)
	e.Float64(-0.1)
	e.Float64(math.Copysign(0, -1))
	want := "c0 c3 c2 ca3fc00000 cbbfb999999999999a cb8000000000000000"
	if got := hex.EncodeToString(e.Output.Bytes()); got != strings.ReplaceAll(want, " ", "") {
		t.Errorf("got %s, want %s", got, want)
	}
	d := msgpackReader(t, want)
	if !d.Nil() || d.Nil() || !d.Bool() || d.Bool() || d.Float32() != 1.5 || d.Float64() != -0.1 || !math.Signbit(d.Float64()) || !d.End() {
		t.Error("the scalars do not come back")
	}
}

// Times at each boundary between two forms.
func TestMsgpackTimes(t *testing.T) {
	tests := []struct{ at, want string }{
		{"1970-01-01T00:00:00Z", "d6ff00000000"},
		{"2026-08-30T12:00:00Z", "d6ff6a941b40"},
		{"2106-02-07T06:28:15Z", "d6ffffffffff"},
		{"2106-02-07T06:28:16Z", "d7ff0000000100000000"},
		{"1970-01-01T00:00:00.000000001Z", "d7ff0000000400000000"},
		{"2514-05-30T01:53:03.999999999Z", "d7ffee6b27ffffffffff"},
		{"2514-05-30T01:53:04Z", "c70cff000000000000000400000000"},
		{"1969-12-31T23:59:59Z", "c70cff00000000ffffffffffffffff"},
		{"1969-12-31T23:59:59.999999999Z", "c70cff3b9ac9ffffffffffffffffff"},
		{"0001-01-01T00:00:00Z", "c70cff00000000fffffff1886e0900"},
		{"9999-12-31T23:59:59.999999999Z", "c70cff3b9ac9ff0000003afff4417f"},
	}
	for _, test := range tests {
		at, err := time.Parse(time.RFC3339Nano, test.at)
		if err != nil {
			t.Fatal(err)
		}
		var e codec.MsgpackEncoder
		e.Time(at)
		if got := hex.EncodeToString(e.Output.Bytes()); got != test.want || e.Err() != nil {
			t.Errorf("%s is written %s (%v), want %s", test.at, got, e.Err(), test.want)
		}
		d := msgpackReader(t, test.want)
		if got := d.Time(); got != at || !d.End() {
			t.Errorf("%s is read as %v", test.want, got)
		}
	}
}

// Each authentic but bad payload of ATTACKS.md, part M.
func TestMsgpackRefuses(t *testing.T) {
	type decoder = *codec.MsgpackDecoder
	var (
		integer  = func(d decoder) any { return d.Int(64) }
		unsigned = func(d decoder) any { return d.Uint(64) }
		float    = func(d decoder) any { return d.Float64() }
		float32s = func(d decoder) any { return d.Float32() }
		boolean  = func(d decoder) any { return d.Bool() }
		text     = func(d decoder) any { return d.String() }
		data     = func(d decoder) any { return string(d.Bytes()) }
		array4   = func(d decoder) any { var a [4]byte; d.ByteArray(a[:]); return a }
		at       = func(d decoder) any { return d.Time() }
		slice    = func(d decoder) any { return len(decodeStrings(d)) }
		two      = func(d decoder) any { s := d.Array(2); return countNils(d, &s) }
		record   = func(d decoder) any { var v inner; decodeInner(d, &v); return nil }
		object   = func(d decoder) any { decodeIntMap(d); return nil }
	)
	tests := []struct {
		row, why string
		in       string
		read     func(decoder) any
	}{
		{"M01", "array32 that claims 4 G elements", "dd ffffffff", slice},
		{"M01", "array32 for a struct", "dd ffffffff", record},
		{"M02", "map32 that claims 4 G entries", "df ffffffff", object},
		{"M02", "str32 that claims 4 GiB", "db ffffffff 61", text},
		{"M02", "bin32 that claims 4 GiB", "c6 ffffffff 61", data},
		{"M02", "ext32 for a time", "c9 ffffffff ff 00000000", at},
		{"M03", "array16 in array16", "dc ffff dc ffff dc ffff", slice},
		{"M03", "two elements claimed, one there", "92 a0", slice},
		{"M04", "an array instead of a scalar", "91 91 91 91", slice},
		{"M05", "nothing", "", integer},
		{"M05", "timestamp 32 cut", "d6 ff 000000", at},
		{"M05", "timestamp 32 without anything", "d6", at},
		{"M05", "timestamp 64 cut", "d7 ff 00000000 000000", at},
		{"M05", "timestamp 96 cut", "c7 0c ff 00000000 00000000 000000", at},
		{"M05", "float cut", "cb 000000", float},
		{"M06", "a field missing", "91 a1 61", record},
		{"M06", "a field too many", "93 a1 61 01 02", record},
		{"M06", "a map where a struct is due", "82 a4 6e616d65 a1 61 a1 6e 01", record},
		{"M06", "a key doubled", "82 01 01 01 02", object},
		{"M06", "a key of another type", "81 a1 61 01", object},
		{"M06", "a key that is nil", "81 c0 01", object},
		{"M06", "an array of another length", "91 c0", two},
		{"M07", "str8 for 1 byte", "d9 01 42", text},
		{"M07", "str8 for 31 bytes", "d9 1f" + strings.Repeat("61", 31), text},
		{"M07", "str16 for 255 bytes", "da 00ff" + strings.Repeat("61", 255), text},
		{"M07", "str32 for 256 bytes", "db 00000100" + strings.Repeat("61", 256), text},
		{"M07", "bin16 for 1 byte", "c5 0001 42", data},
		{"M07", "bin32 for 256 bytes", "c6 00000100" + strings.Repeat("61", 256), data},
		{"M07", "array16 for 1 element", "dc 0001 a0", slice},
		{"M07", "array32 for 16 elements", "dd 00000010" + strings.Repeat("a0", 16), slice},
		{"M07", "map16 for 1 entry", "de 0001 01 01", object},
		{"M07", "map32 for 1 entry", "df 00000001 01 01", object},
		{"M07", "uint8 for 127", "cc 7f", integer},
		{"M07", "uint8 for 127, unsigned", "cc 7f", unsigned},
		{"M07", "uint16 for 255", "cd 00ff", unsigned},
		{"M07", "uint32 for 65535", "ce 0000ffff", unsigned},
		{"M07", "uint64 for 2^32 - 1", "cf 00000000 ffffffff", unsigned},
		{"M07", "int8 for -32", "d0 e0", integer},
		{"M07", "int8 for 1", "d0 01", integer},
		{"M07", "int16 for -128", "d1 ff80", integer},
		{"M07", "int16 for 300, which is uint16", "d1 012c", integer},
		{"M07", "int32 for -32768", "d2 ffff8000", integer},
		{"M07", "int64 for -2^31", "d3 ffffffff 80000000", integer},
		{"M07", "int64 for 2^40, which is uint64", "d3 00000100 00000000", integer},
		{"M07", "a signed form for an unsigned number", "d1 012c", unsigned},
		{"M08", "a byte behind the value", "01 01", integer},
		{"M08", "the reserved code", "c1", integer},
		{"M08", "the reserved code for a bool", "c1", boolean},
		{"M08", "the reserved code for text", "c1", text},
		{"M09", "invalid UTF-8", "a1 ff", text},
		{"M09", "UTF-8 cut", "a2 e282", text},
		{"M09", "a surrogate in UTF-8", "a3 eda080", text},
		{"M09", "an overlong slash", "a2 c0af", text},
		{"M09", "invalid UTF-8 in a key", "81 a1 ff 01", func(d decoder) any { s := d.Map(2); d.More(&s); return d.Key() }},
		{"M09", "bin for str", "c4 01 61", text},
		{"M09", "str for bin", "a1 61", data},
		{"M09", "str for [4]byte", "a4 61616161", array4},
		{"M09", "bin of 3 for [4]byte", "c4 03 616161", array4},
		{"M09", "bin of 5 for [4]byte", "c4 05 6161616161", array4},
		{"M10", "2^63 to int64", "cf 80000000 00000000", integer},
		{"M10", "a negative number to unsigned", "ff", unsigned},
		{"M10", "a longer negative number to unsigned", "d0 80", unsigned},
		{"M10", "a float to int", "cb 3ff0000000000000", integer},
		{"M10", "an int to float", "01", float},
		{"M10", "float32 for float64", "ca 3f800000", float},
		{"M10", "float64 for float32", "cb 3ff0000000000000", float32s},
		{"M10", "text to int", "a1 31", integer},
		{"M10", "1 for true", "01", boolean},
		{"M10", "nil for 0", "c0", integer},
		{"M10", "nil for text", "c0", text},
		{"M10", "nil for a slice", "c0", slice},
		{"M10", "nil for a map", "c0", object},
		{"M10", "nil for a struct", "c0", record},
		{"M11", "an extension of another type", "d6 01 00000000", at},
		{"M11", "fixext 1", "d4 ff 00", at},
		{"M11", "fixext 2", "d5 ff 0000", at},
		{"M11", "fixext 16", "d8 ff" + strings.Repeat("00", 16), at},
		{"M11", "ext8 of 4 bytes, which is fixext 4", "c7 04 ff 00000000", at},
		{"M11", "ext8 of 11 bytes", "c7 0b ff" + strings.Repeat("00", 11), at},
		{"M11", "10^9 nanoseconds in timestamp 64", "d7 ff ee6b280000000000", at},
		{"M11", "10^9 nanoseconds in timestamp 96", "c7 0c ff 3b9aca00 ffffffffffffffff", at},
		{"M11", "timestamp 64 where 32 would do", "d7 ff 0000000000000001", at},
		{"M11", "timestamp 96 where 64 would do", "c7 0c ff 00000001 0000000000000001", at},
		{"M11", "year 10000", "c7 0c ff 00000000 0000003afff44180", at},
		{"M11", "year 0", "c7 0c ff 00000000 fffffff1886e08ff", at},
		{"M11", "a number of seconds", "ce 6a93 1f40", at},
	}
	for _, test := range tests {
		t.Run(test.row+" "+test.why, func(t *testing.T) {
			d := msgpackReader(t, test.in)
			test.read(d)
			if d.End() {
				t.Error("accepted")
			}
			if !d.Failed() && !strings.Contains(test.why, "behind") {
				t.Error("not refused where it is read")
			}
			if d.Failed() && (d.Int(64) != 0 || d.String() != "" || d.Bool() || d.Nil() || d.Bytes() != nil || d.Value() != nil) {
				t.Error("gives values after a failure")
			}
		})
	}
}

func decodeIntMap(d *codec.MsgpackDecoder) map[int]int {
	s := d.Map(2)
	m := codec.MakeMap[int, int](&d.Input, s)
	for d.More(&s) {
		k := int(d.IntKey(codec.WordBits))
		if _, dup := m[k]; dup {
			d.Fail()
		}
		m[k] = int(d.Int(codec.WordBits))
	}
	return m
}

// M05: no beginning of a valid payload is one, and none makes a decoder panic.
func TestM05MsgpackTruncated(t *testing.T) {
	r := random()
	for range 4 {
		whole := msgpackOf(randomSample(r))
		for n := range whole {
			if _, ok := sampleFromMsgpack(whole[:n:n]); ok {
				t.Fatalf("%d of %d bytes were accepted", n, len(whole))
			}
		}
	}
}

// D05: a length that no header can hold, and that 32 bits would cut to 0.
func TestD05MsgpackTooLong(t *testing.T) {
	if codec.WordBits < 64 {
		t.Skip("no such length here")
	}
	n := 1
	var e codec.MsgpackEncoder
	if e.Array(n << (codec.WordBits / 2)); e.Err() != codec.ErrTooLarge {
		t.Errorf("Err is %v, want ErrTooLarge", e.Err())
	}
}

// J15 in msgpack, which has NaN: what cannot be minted.
func TestMsgpackEncoderRefuses(t *testing.T) {
	utc := time.FixedZone("", 3600)
	tests := []struct {
		why   string
		write func(e *codec.MsgpackEncoder)
		want  error
	}{
		{"invalid UTF-8", func(e *codec.MsgpackEncoder) { e.String("a\xff") }, codec.ErrUTF8},
		{"invalid UTF-8 in long text", func(e *codec.MsgpackEncoder) { e.String(strings.Repeat("é", 40) + "\xc3") }, codec.ErrUTF8},
		{"year 10000", func(e *codec.MsgpackEncoder) { e.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }, codec.ErrTime},
		{"year 0", func(e *codec.MsgpackEncoder) { e.Time(time.Date(0, 12, 31, 23, 59, 59, 999999999, time.UTC)) }, codec.ErrTime},
		{"year 0 in UTC", func(e *codec.MsgpackEncoder) { e.Time(time.Date(1, 1, 1, 0, 59, 59, 0, utc)) }, codec.ErrTime},
		{"more than max=", func(e *codec.MsgpackEncoder) { e.Max(3, 2) }, codec.ErrTooLarge},
		{"the first reason stays", func(e *codec.MsgpackEncoder) { e.Max(3, 2); e.String("\xff") }, codec.ErrTooLarge},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			var e codec.MsgpackEncoder
			if test.write(&e); e.Err() != test.want {
				t.Errorf("Err is %v, want %v", e.Err(), test.want)
			}
			e.Int(1) // does no harm
			if e.Reset(nil); e.Err() != nil || len(e.Output.Bytes()) != 0 {
				t.Error("Reset keeps the error or the bytes")
			}
		})
	}
}
