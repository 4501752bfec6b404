package codec_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/vmihailenco/msgpack/v5"
)

func TestValueAccepts(t *testing.T) {
	for why, digits := range map[string]string{
		"nil":                             "c0",
		"a small number":                  "05",
		"a negative number":               "e0",
		"a bool":                          "c3",
		"an int64 of eight bytes, for 1":  "d3 0000000000000001",
		"a uint16 of two bytes, for 1":    "cd 0001",
		"a float32":                       "ca 00000000",
		"text":                            "a2 c3a9",
		"bytes that are not text":         "c4 01 ff",
		"an array of several types":       "94 c0 01 a0 90",
		"a map with keys of several type": "82 01 a1 61 c3 80",
		"fixext 1":                        "d4 05 00",
		"fixext 2":                        "d5 05 0000",
		"fixext 16":                       "d8 05" + strings.Repeat("00", 16),
		"ext8":                            "c7 03 05 000000",
		"ext8 of no bytes":                "c7 00 05",
		"ext16":                           "c8 0100 05" + strings.Repeat("00", 256),
		"ext32":                           "c9 00010000 05" + strings.Repeat("00", 65536),
		"arrays 16 deep":                  strings.Repeat("91", 15) + "90",
		"maps and arrays 16 deep":         strings.Repeat("81 01 91", 8) + "01",
	} {
		t.Run(why, func(t *testing.T) {
			want := unhex(digits)
			var e codec.MsgpackEncoder
			if e.Value(want); e.Err() != nil || !bytes.Equal(e.Output.Bytes(), want) {
				t.Errorf("not encoded: %v", e.Err())
			}
			var d codec.MsgpackDecoder
			d.Reset(append(want, 0x2a)) // another value follows
			if got := d.Value(); !bytes.Equal(got, want) || d.Int(8) != 42 || !d.End() {
				t.Errorf("decoded as %.40x", got)
			}
		})
	}
}

func TestValueRefuses(t *testing.T) {
	for why, digits := range map[string]string{
		"an array of 2^32 - 1":                          "dd ffffffff",
		"a map of 2^32 - 1":                             "df ffffffff",
		"a map of 2^31, whose double exceeds int32":     "df 80000000",
		"str32 of 2^32 - 1":                             "db ffffffff",
		"bin32 of 2^32 - 1":                             "c6 ffffffff",
		"ext32 of 2^32 - 1":                             "c9 ffffffff 05",
		"array16 in array16":                            strings.Repeat("dcffff", 1000),
		"array16 in array16, each shorter than the end": strings.Repeat("dc0400", 1000),
		"arrays 17 deep":                                strings.Repeat("91", 16) + "90",
		"maps 17 deep":                                  strings.Repeat("8101", 16) + "80",
		"arrays 100,000 deep":                           strings.Repeat("91", 100_000),
		"nothing":                                       "",
		"fixext 1 cut":                                  "d4 05",
		"fixext 2 cut":                                  "d5 05 00",
		"fixext 4 cut":                                  "d6 05 000000",
		"fixext 8 cut":                                  "d7",
		"fixext 16 cut":                                 "d8 05",
		"ext8 without its type":                         "c7 00",
		"a map without its last value":                  "81 01",
		"an integer cut":                                "d3 000000",
		"str8 for 1 byte":                               "d9 01 42",
		"array16 for 1 element":                         "dc 0001 c0",
		"ext16 for 1 byte":                              "c8 0001 05 00",
		"ext32 for 256 bytes":                           "c9 00000100 05" + strings.Repeat("00", 256),
		"the reserved code":                             "c1",
		"the reserved code in an array":                 "92 01 c1",
		"invalid UTF-8":                                 "a1 ff",
	} {
		t.Run(why, func(t *testing.T) {
			checkRefused(t, inMsgpack, unhex(digits), new(raw))
			checkValueFails(t, unhex(digits))
		})
	}
	t.Run("two values", func(t *testing.T) { checkValueFails(t, []byte{1, 2}) })
}

func checkValueFails(t *testing.T, value []byte) {
	var e codec.MsgpackEncoder
	if e.Value(value); e.Err() != codec.ErrValue || len(e.Output.Bytes()) != 0 {
		t.Errorf("encoded with the error %v", e.Err())
	}
	var d codec.MsgpackDecoder
	d.Fail()
	if d.Value() != nil {
		t.Error("a value was decoded after a failure")
	}
}

// TestValueOfJudge checks that every encoding that vmihailenco/msgpack writes by default
// is accepted. The methods of many types use it.
func TestValueOfJudge(t *testing.T) {
	r := random()
	for range 200 {
		payload, err := msgpack.Marshal(randomSample(r))
		if err != nil {
			t.Fatal(err)
		}
		var got raw
		if !inMsgpack.decode(payload, &got) || !bytes.Equal(got, payload) {
			t.Fatalf("refused %.40x", payload)
		}
	}
}
