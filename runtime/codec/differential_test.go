package codec_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/vmihailenco/msgpack/v5"
)

// samplesEach is how many random payloads each comparison runs on.
const samplesEach = 500

// judge encodes v as the most compact of vmihailenco/msgpack's many ways does.
func judge(t *testing.T, v any) []byte {
	t.Helper()
	var buf bytes.Buffer
	m := msgpack.NewEncoder(&buf)
	m.UseCompactInts(true)
	m.UseArrayEncodedStructs(true)
	m.SetSortMapKeys(true)
	if err := m.Encode(v); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// filled returns v with empty slices and maps for nil ones, as the judges would
// write null for those.
func filled(v *sample) *sample {
	f := *v
	f.Data = append([]byte{}, f.Data...)
	f.Words = append([]string{}, f.Words...)
	f.Inners = append([]inner{}, f.Inners...)
	f.Table = [][]uint16{}
	for _, row := range v.Table {
		f.Table = append(f.Table, append([]uint16{}, row...))
	}
	if f.Labels == nil {
		f.Labels = map[string]string{}
	}
	if f.Switches == nil {
		f.Switches = map[string]bool{}
	}
	f.ByInt = map[int16]inner{}
	for k, e := range v.ByInt {
		f.ByInt[k] = e
	}
	f.ByUint = map[uint64][]string{}
	for k, e := range v.ByUint {
		f.ByUint[k] = append([]string{}, e...)
	}
	return &f
}

// firstDifference quotes a little of both texts where they part.
func firstDifference(ours, theirs string) string {
	i := 0
	for i < len(ours) && i < len(theirs) && ours[i] == theirs[i] {
		i++
	}
	return fmt.Sprintf("differ at byte %d:\nours   %.60q\ntheirs %.60q", i, ours[i:], theirs[i:])
}

func TestMsgpackAgainstJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		ours := msgpackOf(v)
		if theirs := judge(t, filled(v)); !bytes.Equal(ours, theirs) {
			t.Fatal(firstDifference(string(ours), string(theirs)))
		}
		back, ok := sampleFromMsgpack(ours)
		if !ok || !reflect.DeepEqual(&back, v) {
			t.Fatalf("decoded (%v) another value:\n%s", ok, cmp.Diff(v, &back))
		}
	}
}

// withoutSeparators undoes escapes that encoding/json writes for the sake of old
// JavaScript engines; JSON does not require them.
var withoutSeparators = strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029")

func TestJSONAgainstJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		ours := jsonOf(v)

		var buf bytes.Buffer
		judge := json.NewEncoder(&buf)
		judge.SetEscapeHTML(false)
		if err := judge.Encode(filled(v)); err != nil {
			t.Fatal(err)
		}
		theirs := withoutSeparators.Replace(strings.TrimSuffix(buf.String(), "\n"))
		if string(ours) != theirs {
			t.Fatal(firstDifference(string(ours), theirs))
		}

		back, ok := sampleFromJSON(ours)
		if !ok || !reflect.DeepEqual(&back, v) {
			t.Fatalf("decoded (%v) another value:\n%s", ok, cmp.Diff(v, &back))
		}
	}
}

// What encoding/json writes with all its escapes for HTML is valid for us too.
func TestJSONReadsJudge(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		theirs, err := json.Marshal(filled(v))
		if err != nil {
			t.Fatal(err)
		}
		if back, ok := sampleFromJSON(theirs); !ok || !reflect.DeepEqual(&back, v) {
			t.Fatalf("decoded (%v) another value:\n%s", ok, cmp.Diff(v, &back))
		}
	}
}

func TestJudgeReadsJSON(t *testing.T) {
	r := random()
	for range samplesEach {
		v := randomSample(r)
		var back sample
		if err := json.Unmarshal(jsonOf(v), &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(&back, filled(v)) {
			t.Fatalf("the judge decoded another value:\n%s", cmp.Diff(filled(v), &back))
		}
	}
}

// Where vmihailenco/msgpack writes the same value in another way.
func TestMsgpackKnownDifferences(t *testing.T) {
	tests := []struct {
		why          string
		value        any
		theirs, ours string
		encode       func(e *codec.MsgpackEncoder)
	}{
		{
			"nil is kept for nil pointers: a reader in another language need not know Go's nil slices",
			[]string(nil), "c0", "90",
			func(e *codec.MsgpackEncoder) { e.Array(0) },
		},
		{
			"the same for []byte",
			[]byte(nil), "c0", "c400",
			func(e *codec.MsgpackEncoder) { e.Bytes(nil) },
		},
		{
			"the same for maps",
			map[string]bool(nil), "c0", "80",
			func(e *codec.MsgpackEncoder) { e.Map(0) },
		},
		{
			"what MarshalText returns is text",
			color{1, 2, 3}, "c40723303130323033", "a723303130323033",
			func(e *codec.MsgpackEncoder) { e.Text(color{1, 2, 3}, new(color)) },
		},
		{
			"keys of all maps are sorted, not of three kinds only",
			map[int]int{1: 1}, "810101", "820101" + "0202",
			func(e *codec.MsgpackEncoder) {
				m := map[int]int{2: 2, 1: 1}
				e.Map(len(m))
				for _, k := range codec.IntKeys(&e.Output, m) {
					e.Int(k)
					e.Int(int64(m[int(k)]))
				}
			},
		},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			if theirs := hex.EncodeToString(judge(t, test.value)); theirs != test.theirs {
				t.Errorf("they write %s, no longer %s", theirs, test.theirs)
			}
			var e codec.MsgpackEncoder
			test.encode(&e)
			if ours := hex.EncodeToString(e.Output.Bytes()); ours != test.ours {
				t.Errorf("we write %s, want %s", ours, test.ours)
			}
		})
	}
}

// What vmihailenco/msgpack writes the same although one might doubt it.
func TestMsgpackSameAsJudge(t *testing.T) {
	tests := []struct {
		why    string
		value  any
		encode func(e *codec.MsgpackEncoder)
	}{
		{"a duration is its nanoseconds", 90 * time.Minute, func(e *codec.MsgpackEncoder) { e.Int(int64(90 * time.Minute)) }},
		{"the zero time is in year 1", time.Time{}, func(e *codec.MsgpackEncoder) { e.Time(time.Time{}) }},
		{"a NaN", math.NaN(), func(e *codec.MsgpackEncoder) { e.Float64(math.NaN()) }},
		{"an infinity", float32(math.Inf(-1)), func(e *codec.MsgpackEncoder) { e.Float32(float32(math.Inf(-1))) }},
		{"binary marshalers are bin", point{1, -1}, func(e *codec.MsgpackEncoder) { e.Binary(point{1, -1}, new(point)) }},
		{"a [N]byte is bin", [3]byte{1, 2, 3}, func(e *codec.MsgpackEncoder) { e.Bytes([]byte{1, 2, 3}) }},
		{"a string of 70000 bytes", strings.Repeat("a", 70000), func(e *codec.MsgpackEncoder) { e.String(strings.Repeat("a", 70000)) }},
		{"70000 bytes", make([]byte, 70000), func(e *codec.MsgpackEncoder) { e.Bytes(make([]byte, 70000)) }},
		{"70000 elements", make([]bool, 70000), func(e *codec.MsgpackEncoder) {
			e.Array(70000)
			for range 70000 {
				e.Bool(false)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			var e codec.MsgpackEncoder
			test.encode(&e)
			if ours, theirs := e.Output.Bytes(), judge(t, test.value); !bytes.Equal(ours, theirs) {
				t.Errorf("ours   %.40x\ntheirs %.40x", ours, theirs)
			}
		})
	}
}
