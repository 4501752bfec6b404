package codec_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// Each authentic but bad payload of ATTACKS.md, part J.
func TestJSONRefuses(t *testing.T) {
	type decoder = *codec.JSONDecoder
	var (
		integer  = func(d decoder) any { return d.Int(64) }
		unsigned = func(d decoder) any { return d.Uint(64) }
		byte8    = func(d decoder) any { return d.Uint(8) }
		int8s    = func(d decoder) any { return d.Int(8) }
		float    = func(d decoder) any { return d.Float64() }
		float32s = func(d decoder) any { return d.Float32() }
		boolean  = func(d decoder) any { return d.Bool() }
		text     = func(d decoder) any { return d.String() }
		data     = func(d decoder) any { return d.Bytes() }
		array4   = func(d decoder) any { var a [4]byte; d.ByteArray(a[:]); return nil }
		at       = func(d decoder) any { return d.Time() }
		slice    = func(d decoder) any { return decodeStringsJSON(d) }
		two      = func(d decoder) any { decodePair(d); return nil }
		record   = func(d decoder) any { var v inner; decodeInnerJSON(d, &v); return nil }
		object   = func(d decoder) any { return decodeFlags(d) }
		ints     = func(d decoder) any { return decodeSigned(d) }
		uints    = func(d decoder) any { return decodeUnsigned(d) }
	)
	tests := []struct {
		row, why, in string
		read         func(decoder) any
	}{
		{"J01", "a name doubled", `{"name":"a","n":1,"n":2}`, record},
		{"J01", "a name doubled with the same value", `{"name":"a","name":"a","n":1}`, record},
		{"J01", "a name doubled in another spelling", `{"name":"a","n":1,"\u006e":1}`, record},
		{"J01", "a name doubled out of order", `{"n":1,"name":"a","n":1}`, record},
		{"J01", "a key doubled", `{"a":true,"a":true}`, object},
		{"J01", "a key doubled in another spelling", `{"a":true,"\u0061":true}`, object},
		{"J01", "a number as key doubled", `{"1":true,"1":true}`, ints},
		{"J02", "a name in other case", `{"NAME":"a","n":1}`, record},
		{"J03", "a name equal but for Unicode case folding", `{"name":"a","N":1}`, record},
		{"J03", "a name in full-width letters", `{"ｎame":"a","n":1}`, record},
		{"J04", "an unknown name", `{"name":"a","n":1,"x":1}`, record},
		{"J04", "an unknown name in the middle", `{"name":"a","x":1,"n":1}`, record},
		{"J04", "an empty name", `{"":"a","n":1}`, record},
		{"J04", "a name that goes on", `{"name2":"a","n":1}`, record},
		{"J04", "a name cut", `{"nam":"a","n":1}`, record},
		{"J04", "a name with NUL behind it", `{"name\u0000":"a","n":1}`, record},
		{"J05", "a name missing", `{"name":"a"}`, record},
		{"J05", "the first name missing", `{"n":1}`, record},
		{"J05", "all names missing", `{}`, record},
		{"J05", "null for text", `{"name":null,"n":1}`, record},
		{"J05", "null for a number", `null`, integer},
		{"J05", "null for a bool", `null`, boolean},
		{"J05", "null for a slice", `null`, slice},
		{"J05", "null for a map", `null`, object},
		{"J05", "null for bytes", `null`, data},
		{"J05", "null for a time", `null`, at},
		{"J06", "data behind", `{"name":"a","n":1}{}`, record},
		{"J06", "a line end behind", "{\"name\":\"a\",\"n\":1}\n", record},
		{"J06", "a line end behind a number", "1\n", integer},
		{"J06", "white space in front", ` {"name":"a","n":1}`, record},
		{"J06", "white space behind a colon", `{"name": "a","n":1}`, record},
		{"J06", "white space behind a comma", `{"name":"a", "n":1}`, record},
		{"J06", "white space in a slice", `["a", "b"]`, slice},
		{"J06", "white space in an empty slice", `[ ]`, slice},
		{"J06", "a byte order mark", "\ufeff{}", record},
		{"J06", "a comment", `{"name":"a",/**/"n":1}`, record},
		{"J06", "a trailing comma", `{"name":"a","n":1,}`, record},
		{"J06", "a trailing comma in a slice", `["a",]`, slice},
		{"J06", "a trailing comma in a map", `{"a":true,}`, object},
		{"J06", "a leading comma", `{,"name":"a","n":1}`, record},
		{"J06", "a leading comma in a slice", `[,"a"]`, slice},
		{"J06", "only a comma", `[,]`, slice},
		{"J06", "no comma", `{"name":"a""n":1}`, record},
		{"J06", "no comma in a slice", `["a""b"]`, slice},
		{"J06", "no colon", `{"name""a","n":1}`, record},
		{"J06", "no quotes around a name", `{name:"a","n":1}`, record},
		{"J06", "single quotes", `{'name':"a","n":1}`, record},
		{"J06", "the wrong bracket", `{"name":"a","n":1]`, record},
		{"J06", "the wrong bracket of a slice", `["a"}`, slice},
		{"J06", "the wrong bracket of a map", `{"a":true]`, object},
		{"J07", "invalid UTF-8", "\"\xff\"", text},
		{"J07", "invalid UTF-8 beside an escape", "\"\\n\xff\"", text},
		{"J07", "an escape of invalid UTF-8", "\"\\\xff\"", text},
		{"J07", "UTF-8 cut", "\"\xe2\x82\"", text},
		{"J07", "a surrogate in UTF-8", "\"\xed\xa0\x80\"", text},
		{"J07", "invalid UTF-8 in a name", "{\"name\xff\":\"a\",\"n\":1}", record},
		{"J07", "invalid UTF-8 in a key", "{\"\xff\":true}", object},
		{"J07", "a high surrogate alone", `"\ud83d"`, text},
		{"J07", "a high surrogate before text", `"\ud83dx\ude00"`, text},
		{"J07", "a low surrogate alone", `"\ude00"`, text},
		{"J07", "surrogates the wrong way round", `"\ude00\ud83d"`, text},
		{"J07", "two high surrogates", `"\ud83d\ud83d"`, text},
		{"J07", "a high surrogate before another escape", `"\ud83d\u0041"`, text},
		{"J07", "a high surrogate before a cut escape", `"\ud83d\ude0"`, text},
		{"J07", "a raw control character", "\"a\nb\"", text},
		{"J07", "a raw NUL", "\"\x00\"", text},
		{"J07", "an unknown escape", `"\x41"`, text},
		{"J07", "an escape in upper case", `"\N"`, text},
		{"J07", "an escaped single quote", `"\'"`, text},
		{"J07", "an escape of three digits", `"\u004"`, text},
		{"J07", "an escape with a digit that is none", `"\u004g"`, text},
		{"J07", "an escape with a sign", `"\u+041"`, text},
		{"J07", "an escaped end", `"\"`, text},
		{"J07", "no end", `"abc`, text},
		{"J07", "no end behind a backslash", `"abc\`, text},
		{"J07", "no end in a word of eight", `"abcdefghijklmno`, text},
		{"J08", "null for a struct", `null`, record},
		{"J08", "an array for a struct", `[]`, record},
		{"J08", "the values of a struct in an array", `["a",1]`, record},
		{"J08", "text for a struct", `"x"`, record},
		{"J08", "a number for a struct", `1`, record},
		{"J08", "nothing for a struct", ``, record},
		{"J08", "an object for a slice", `{}`, slice},
		{"J08", "an array for a map", `[]`, object},
		{"J09", "-1 to unsigned", `-1`, unsigned},
		{"J09", "256 to uint8", `256`, byte8},
		{"J09", "128 to int8", `128`, int8s},
		{"J09", "-129 to int8", `-129`, int8s},
		{"J09", "2^63 to int64", `9223372036854775808`, integer},
		{"J09", "-2^63 - 1 to int64", `-9223372036854775809`, integer},
		{"J09", "2^64 to uint64", `18446744073709551616`, unsigned},
		{"J09", "2^64 + 1 to int8, which is 1 in 64 bits", `18446744073709551617`, int8s},
		{"J09", "a number of 40 digits", strings.Repeat("9", 40), unsigned},
		{"J09", "1.5 to int", `1.5`, integer},
		{"J09", "1.0 to int", `1.0`, integer},
		{"J09", "1e2 to int", `1e2`, integer},
		{"J09", "-0 to int", `-0`, integer},
		{"J09", "-0 to unsigned", `-0`, unsigned},
		{"J09", "01", `01`, integer},
		{"J09", "-01", `-01`, integer},
		{"J09", "00", `00`, unsigned},
		{"J09", "+1", `+1`, integer},
		{"J09", "a sign alone", `-`, integer},
		{"J09", "two signs", `--1`, integer},
		{"J09", "hexadecimal", `0x1`, integer},
		{"J09", "an underscore", `1_000`, integer},
		{"J09", "another alphabet's digit", `١`, integer},
		{"J09", "1e400", `1e400`, float},
		{"J09", "-1e400", `-1e400`, float},
		{"J09", "1e39 to float32", `1e39`, float32s},
		{"J09", "NaN", `NaN`, float},
		{"J09", "Infinity", `Infinity`, float},
		{"J09", "-Inf", `-Inf`, float},
		{"J09", "a float with leading zero", `01.5`, float},
		{"J09", "a float with plus", `+1.5`, float},
		{"J09", "a float without digits before the point", `.5`, float},
		{"J09", "a float without digits behind the point", `1.`, float},
		{"J09", "a float without digits behind the point, with exponent", `1.e5`, float},
		{"J09", "an exponent without digits", `1e`, float},
		{"J09", "an exponent with sign only", `1e+`, float},
		{"J09", "a broken exponent", `1e1.5`, float},
		{"J09", "a hexadecimal float", `0x1p-2`, float},
		{"J09", "a float with underscore", `1_0.5`, float},
		{"J09", "no number", ``, float},
		{"J11", "arrays 100 000 deep", strings.Repeat("[", 100_000), slice},
		{"J11", "arrays 100 000 deep and closed", strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), slice},
		{"J11", "objects 100 000 deep", strings.Repeat(`{"a":`, 100_000), object},
		{"J11", "10 000 names", `{` + strings.Repeat(`"x":1,`, 10_000) + `"x":1}`, record},
		{"J11", "more elements than the bound", `["a","b","c"]`, func(d decoder) any { d.Max(len(decodeStringsJSON(d)), 2); return nil }},
		{"J11", "100 000 commas", `[` + strings.Repeat(",", 100_000) + `]`, slice},
		{"J12", "text to int", `"1"`, integer},
		{"J12", "text to float", `"1"`, float},
		{"J12", "int to text", `1`, text},
		{"J12", "1 for true", `1`, boolean},
		{"J12", "text for true", `"true"`, boolean},
		{"J12", "True", `True`, boolean},
		{"J12", "true cut", `tru`, boolean},
		{"J12", "a number as key", `{1:true}`, ints},
		{"J12", "text as a number's key", `{"a":true}`, ints},
		{"J12", "a key with leading zero", `{"01":true}`, ints},
		{"J12", "a key of -0", `{"-0":true}`, ints},
		{"J12", "a key of no digits", `{"":true}`, ints},
		{"J12", "a key with space", `{"1 ":true}`, ints},
		{"J12", "a key beyond its type", `{"128":true}`, ints},
		{"J12", "a key escaped", `{"\u0031":true}`, ints},
		{"J12", "a negative key to unsigned", `{"-1":true}`, uints},
		{"J12", "a key beyond its unsigned type", `{"256":true}`, uints},
		{"J12", "a number behind a key's number", `{"1""2":true}`, uints},
		{"J12", "one element too few", `[1]`, two},
		{"J12", "one element too many", `[1,2,3]`, two},
		{"J12", "no element", `[]`, two},
		{"J12", "3 of 4 bytes", `[1,2,3]`, array4},
		{"J12", "5 of 4 bytes", `[1,2,3,4,5]`, array4},
		{"J12", "256 as byte", `[1,2,3,256]`, array4},
		{"J12", "base64 for a [4]byte", `"AAAAAA=="`, array4},
		{"J13", "base64 without padding", `"Zg"`, data},
		{"J13", "base64 with too much padding", `"Zg==="`, data},
		{"J13", "only padding", `"===="`, data},
		{"J13", "padding in the middle", `"Zg==Zg=="`, data},
		{"J13", "unused bits that are not zero", `"Zh=="`, data},
		{"J13", "unused bits of three characters", `"Zm9="`, data},
		{"J13", "one character", `"Z"`, data},
		{"J13", "a raw line end", "\"Zg==\n\"", data},
		{"J13", "a carriage return inside", "\"Z\rg==\"", data},
		{"J13", "an escaped line end", `"Zg==\n"`, data},
		{"J13", "an escaped character", `"\u005ag=="`, data},
		{"J13", "the URL alphabet", `"-_8="`, data},
		{"J13", "white space", `"Zg== "`, data},
		{"J13", "an array of numbers for bytes", `[102]`, data},
		{"J14", "an offset", `"2026-08-30T12:00:00+02:00"`, at},
		{"J14", "UTC as offset", `"2026-08-30T12:00:00+00:00"`, at},
		{"J14", "a small z", `"2026-08-30T12:00:00z"`, at},
		{"J14", "a small t", `"2026-08-30t12:00:00Z"`, at},
		{"J14", "no zone", `"2026-08-30T12:00:00"`, at},
		{"J14", "a leap second", `"2016-12-31T23:59:60Z"`, at},
		{"J14", "hour 24", `"2026-08-30T24:00:00Z"`, at},
		{"J14", "30 February", `"2026-02-30T12:00:00Z"`, at},
		{"J14", "year 10000", `"10000-01-01T00:00:00Z"`, at},
		{"J14", "year 0", `"0000-12-31T23:59:59Z"`, at},
		{"J14", "year 0, by a nanosecond", `"0000-12-31T23:59:59.999999999Z"`, at},
		{"J14", "a negative year", `"-001-01-01T00:00:00Z"`, at},
		{"J14", "ten decimals", `"2026-08-30T12:00:00.0000000001Z"`, at},
		{"J14", "decimals that are zero", `"2026-08-30T12:00:00.50Z"`, at},
		{"J14", "a point without decimals", `"2026-08-30T12:00:00.Z"`, at},
		{"J14", "a comma for the point", `"2026-08-30T12:00:00,5Z"`, at},
		{"J14", "one digit for the hour", `"2026-08-30T2:00:00Z"`, at},
		{"J14", "a space for the T", `"2026-08-30 12:00:00Z"`, at},
		{"J14", "escapes", `"2026-08-30T12:00:00\u005a"`, at},
		{"J14", "nothing", `""`, at},
		{"J14", "a number of seconds", `1788000000`, at},
	}
	for _, test := range tests {
		t.Run(test.row+" "+test.why, func(t *testing.T) {
			d := jsonReader(test.in)
			test.read(d)
			if d.End() {
				t.Error("accepted")
			}
			if d.Failed() && (d.Int(64) != 0 || d.String() != "" || d.Bool() || d.Nil() || d.Bytes() != nil || d.Float64() != 0) {
				t.Error("gives values after a failure")
			}
		})
	}
}

func decodePair(d *codec.JSONDecoder) (pair [2]int) {
	s := d.Array(len(pair))
	for i := 0; d.More(&s); i++ {
		pair[i] = int(d.Int(codec.WordBits))
	}
	return pair
}

func decodeFlags(d *codec.JSONDecoder) map[string]bool {
	s := d.Map(7)
	m := codec.MakeMap[string, bool](&d.Input, s)
	for d.More(&s) {
		k := d.Key()
		if _, dup := m[k]; dup {
			d.Fail()
		}
		m[k] = d.Bool()
	}
	return m
}

func decodeSigned(d *codec.JSONDecoder) map[int8]bool {
	s := d.Map(8)
	m := codec.MakeMap[int8, bool](&d.Input, s)
	for d.More(&s) {
		k := int8(d.IntKey(8))
		if _, dup := m[k]; dup {
			d.Fail()
		}
		m[k] = d.Bool()
	}
	return m
}

func decodeUnsigned(d *codec.JSONDecoder) map[uint8]bool {
	s := d.Map(8)
	m := codec.MakeMap[uint8, bool](&d.Input, s)
	for d.More(&s) {
		k := uint8(d.UintKey(8))
		if _, dup := m[k]; dup {
			d.Fail()
		}
		m[k] = d.Bool()
	}
	return m
}

// No beginning of a valid payload is one, and none makes a decoder panic.
func TestJSONTruncated(t *testing.T) {
	r := random()
	for range 2 {
		whole := jsonOf(randomSample(r))
		for n := range whole {
			if _, ok := sampleFromJSON(whole[:n:n]); ok {
				t.Fatalf("%d of %d bytes were accepted", n, len(whole))
			}
		}
	}
}

// J15: what cannot be minted.
func TestJ15JSONEncoderRefuses(t *testing.T) {
	tests := []struct {
		why   string
		write func(e *codec.JSONEncoder)
		want  error
	}{
		{"NaN", func(e *codec.JSONEncoder) { e.Float64(math.NaN()) }, codec.ErrNumber},
		{"an infinity", func(e *codec.JSONEncoder) { e.Float64(math.Inf(1)) }, codec.ErrNumber},
		{"NaN as float32", func(e *codec.JSONEncoder) { e.Float32(float32(math.NaN())) }, codec.ErrNumber},
		{"an infinity as float32", func(e *codec.JSONEncoder) { e.Float32(float32(math.Inf(-1))) }, codec.ErrNumber},
		{"invalid UTF-8", func(e *codec.JSONEncoder) { e.String("a\xff") }, codec.ErrUTF8},
		{"invalid UTF-8 in long text", func(e *codec.JSONEncoder) { e.String(strings.Repeat("é", 40) + "\xc3") }, codec.ErrUTF8},
		{"invalid UTF-8 in a key", func(e *codec.JSONEncoder) { e.Key(0, "\xff") }, codec.ErrUTF8},
		{"year 10000", func(e *codec.JSONEncoder) { e.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }, codec.ErrTime},
		{"year 0", func(e *codec.JSONEncoder) { e.Time(time.Date(0, 12, 31, 23, 59, 59, 999999999, time.UTC)) }, codec.ErrTime},
		{"year 0 in UTC", func(e *codec.JSONEncoder) { e.Time(time.Date(1, 1, 1, 0, 59, 59, 0, time.FixedZone("", 3600))) }, codec.ErrTime},
		{"more than max=", func(e *codec.JSONEncoder) { e.Max(3, 2) }, codec.ErrTooLarge},
		{"the first reason stays", func(e *codec.JSONEncoder) { e.Max(3, 2); e.String("\xff") }, codec.ErrTooLarge},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			var e codec.JSONEncoder
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
