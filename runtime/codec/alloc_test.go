package codec_test

import (
	"encoding/hex"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
)

// parcel has no map, whose allocations are the Go runtime's choice.
type parcel struct {
	at    time.Time
	rate  float64
	name  string
	words []string
	data  []byte
	inner inner
}

var aParcel = parcel{
	at:    time.Date(2026, 8, 30, 12, 0, 0, 123456789, time.UTC),
	rate:  1.0 / 3,
	name:  "Ana María",
	words: []string{"one", "two", "three", ""},
	data:  []byte{1, 2, 3},
	inner: inner{"in", -7},
}

func encodeParcel(e *codec.MsgpackEncoder, v *parcel) {
	e.Array(6)
	e.Time(v.at)
	e.Float64(v.rate)
	e.String(v.name)
	encodeStrings(e, v.words)
	e.Bytes(v.data)
	encodeInner(e, &v.inner)
}

func decodeParcel(d *codec.MsgpackDecoder, v *parcel) {
	d.Struct(6)
	v.at = d.Time()
	v.rate = d.Float64()
	v.name = d.String()
	v.words = decodeStrings(d)
	v.data = d.Bytes()
	decodeInner(d, &v.inner)
}

func encodeParcelJSON(e *codec.JSONEncoder, v *parcel) {
	e.Raw(`{"at":`).Time(v.at)
	e.Raw(`,"rate":`).Float64(v.rate)
	e.Raw(`,"name":`).String(v.name)
	e.Raw(`,"words":`)
	encodeStringsJSON(e, v.words)
	e.Raw(`,"data":`).Bytes(v.data)
	e.Raw(`,"inner":`)
	encodeInnerJSON(e, &v.inner)
	e.CloseObject()
}

var parcelNames = []string{"at", "rate", "name", "words", "data", "inner"}

func decodeParcelJSON(d *codec.JSONDecoder, v *parcel) {
	o := d.Object()
	for d.Field(&o, parcelNames) {
		switch o.Index {
		case 0:
			v.at = d.Time()
		case 1:
			v.rate = d.Float64()
		case 2:
			v.name = d.String()
		case 3:
			v.words = decodeStringsJSON(d)
		case 4:
			v.data = d.Bytes()
		case 5:
			decodeInnerJSON(d, &v.inner)
		}
	}
}

func TestAllocations(t *testing.T) {
	var me codec.MsgpackEncoder
	var je codec.JSONEncoder
	var md codec.MsgpackDecoder
	var jd codec.JSONDecoder
	mbuf, jbuf := make([]byte, 0, 1<<16), make([]byte, 0, 1<<16)
	full := randomSample(random())

	encodeParcel(&me, &aParcel)
	encodeParcelJSON(&je, &aParcel)
	mparcel, jparcel := me.Output.Bytes(), je.Output.Bytes()
	backwards := []byte(`{"n":1,"name":"a"}`)

	tests := []struct {
		why  string
		want float64
		run  func()
	}{
		{"encoding msgpack, all kinds and sorted maps", 0, func() { me.Reset(mbuf); encodeSample(&me, full) }},
		{"encoding JSON, all kinds and sorted maps", 0, func() { je.Reset(jbuf); encodeSampleJSON(&je, full) }},
		{"decoding msgpack: all strings, a slice, a []byte", 3, func() {
			var v parcel
			md.Reset(mparcel)
			if decodeParcel(&md, &v); !md.End() {
				t.Error("refused")
			}
		}},
		{"decoding JSON: all strings, a slice, a []byte", 3, func() {
			var v parcel
			jd.Reset(jparcel)
			if decodeParcelJSON(&jd, &v); !jd.End() {
				t.Error("refused")
			}
		}},
		{"decoding JSON in another order: all strings", 1, func() {
			var v inner
			jd.Reset(backwards)
			if decodeInnerJSON(&jd, &v); !jd.End() {
				t.Error("refused")
			}
		}},
		{"checking a Value", 0, func() {
			md.Reset(mparcel)
			if md.Value(); !md.End() {
				t.Error("refused")
			}
		}},
		{"refusing msgpack", 0, func() { var v parcel; md.Reset(jparcel); decodeParcel(&md, &v) }},
		{"refusing JSON", 0, func() { var v parcel; jd.Reset(mparcel); decodeParcelJSON(&jd, &v) }},
	}
	for _, test := range tests {
		if got := testing.AllocsPerRun(100, test.run); got != test.want {
			t.Errorf("%s allocates %v times, want %v", test.why, got, test.want)
		}
	}
}

// bytesPerRun returns the bytes that f allocates.
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

// decodeCube reads slices three deep; no payload is as greedy.
func decodeCube(d *codec.MsgpackDecoder) {
	s := d.Slice(1)
	v := codec.Make[[][]string](&d.Input, s)
	for d.More(&s) {
		s := d.Slice(1)
		row := codec.Make[[]string](&d.Input, s)
		for d.More(&s) {
			row = append(row, decodeStrings(d))
		}
		v = append(v, row)
	}
}

func decodeCubeJSON(d *codec.JSONDecoder) {
	s := d.Slice(2)
	v := codec.Make[[][]string](&d.Input, s)
	for d.More(&s) {
		s := d.Slice(2)
		row := codec.Make[[]string](&d.Input, s)
		for d.More(&s) {
			row = append(row, decodeStringsJSON(d))
		}
		v = append(v, row)
	}
}

// What a payload claims costs nothing; only what it holds does.
func TestClaimsAllocateLittle(t *testing.T) {
	cube := func(d *codec.MsgpackDecoder) { decodeCube(d) }
	tests := []struct {
		row, why, in string // hex digits
		decode       func(*codec.MsgpackDecoder)
		limit        uint64 // bytes
	}{
		{"M01", "array32", "ddffffffff", cube, 4096},
		{"M01", "array32 with some elements", "ddffffffff" + strings.Repeat("90", 100), cube, 4096},
		{"M02", "map32", "dfffffffff", func(d *codec.MsgpackDecoder) { decodeIntMap(d) }, 4096},
		{"M02", "str32", "dbffffffff61", func(d *codec.MsgpackDecoder) { _ = d.String() }, 4096},
		{"M02", "bin32", "c6ffffffff61", func(d *codec.MsgpackDecoder) { d.Bytes() }, 4096},
		{"M02", "ext32", "c9ffffffff05", func(d *codec.MsgpackDecoder) { d.Value() }, 4096},
		{"M03", "array16 of 65 535 in each other", strings.Repeat("dcffff", 1000), cube, 4 * 3000},
		{"M03", "the same as a Value", strings.Repeat("dcffff", 1000), func(d *codec.MsgpackDecoder) { d.Value() }, 4096},
		{"M04", "100 000 deep", strings.Repeat("91", 100_000), cube, 4096},
		{"M04", "100 000 deep as a Value", strings.Repeat("91", 100_000), func(d *codec.MsgpackDecoder) { d.Value() }, 4096},
		// A slice header takes 24 bytes, and an element one byte of input.
		{"M03", "claims that fit the input, in each other", strings.Repeat("dc07ff", 1000), cube, 25 * 3000},
	}
	for _, test := range tests {
		t.Run(test.row+" "+test.why, func(t *testing.T) {
			in, err := hex.DecodeString(test.in)
			if err != nil {
				t.Fatal(err)
			}
			var d codec.MsgpackDecoder
			if got := bytesPerRun(func() { d.Reset(in); test.decode(&d) }); got > test.limit {
				t.Errorf("allocates %d bytes, want at most %d", got, test.limit)
			}
			if !d.Failed() {
				t.Error("accepted")
			}
		})
	}
}

func TestJ11BadJSONAllocatesLittle(t *testing.T) {
	tests := []struct {
		why, in string
		limit   uint64 // bytes
	}{
		{"arrays 100 000 deep", strings.Repeat("[", 100_000), 4096},
		{"arrays 100 000 deep and closed", strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), 4096},
		{"3000 commas", "[" + strings.Repeat(",", 3000) + "]", 4096},
		// 24 bytes for each element of at least three.
		{"1000 elements of another type", "[" + strings.Repeat("{},", 1000) + "{}]", 9 * 3000},
	}
	for _, test := range tests {
		var d codec.JSONDecoder
		in := []byte(test.in)
		if got := bytesPerRun(func() { d.Reset(in); decodeCubeJSON(&d) }); got > test.limit {
			t.Errorf("%s allocate %d bytes, want at most %d", test.why, got, test.limit)
		}
		if !d.Failed() {
			t.Errorf("%s were accepted", test.why)
		}
	}
}
