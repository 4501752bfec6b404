package codec_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/vmihailenco/msgpack/v5"
)

func TestValueAccepts(t *testing.T) {
	tests := []struct{ why, in string }{
		{"nil", "c0"},
		{"a small number", "05"},
		{"a negative number", "e0"},
		{"a bool", "c3"},
		{"an int64 in its own width, as reflecting encoders write it", "d3 0000000000000001"},
		{"a uint16 in its own width", "cd 0001"},
		{"a float32", "ca 00000000"},
		{"text", "a2 c3a9"},
		{"bytes that are not text", "c4 01 ff"},
		{"an array of each", "94 c0 01 a0 90"},
		{"a map with keys of any kind", "82 01 a1 61 c3 80"},
		{"fixext 1", "d4 05 00"},
		{"fixext 2", "d5 05 0000"},
		{"fixext 16", "d8 05" + strings.Repeat("00", 16)},
		{"ext8", "c7 03 05 000000"},
		{"ext8 of no bytes", "c7 00 05"},
		{"ext16", "c8 0100 05" + strings.Repeat("00", 256)},
		{"ext32", "c9 00010000 05" + strings.Repeat("00", 65536)},
		{"arrays 16 deep", strings.Repeat("91", 15) + "90"},
		{"maps and arrays 16 deep", strings.Repeat("81 01 91", 8) + "01"},
	}
	for _, test := range tests {
		t.Run(test.why, func(t *testing.T) {
			raw, err := hex.DecodeString(strings.ReplaceAll(test.in, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			var e codec.MsgpackEncoder
			if e.Value(raw); e.Err() != nil || !bytes.Equal(e.Output.Bytes(), raw) {
				t.Errorf("not written: %v", e.Err())
			}
			var d codec.MsgpackDecoder
			d.Reset(append(raw, 0x2a)) // something else follows
			if got := d.Value(); !bytes.Equal(got, raw) || d.Int(8) != 42 || !d.End() {
				t.Errorf("read as %.40x", got)
			}
		})
	}
}

func TestValueRefuses(t *testing.T) {
	tests := []struct{ row, why, in string }{
		{"M01", "an array of 4 G", "dd ffffffff"},
		{"M02", "a map of 4 G", "df ffffffff"},
		{"M02", "a map of 2^31, of which twice is no int32", "df 80000000"},
		{"M02", "str32 of 4 GiB", "db ffffffff"},
		{"M02", "bin32 of 4 GiB", "c6 ffffffff"},
		{"M02", "ext32 of 4 GiB", "c9 ffffffff 05"},
		{"M03", "array16 in array16", strings.Repeat("dcffff", 1000)},
		{"M03", "claims that fit the input, but not each other", strings.Repeat("dc0400", 1000)},
		{"M04", "arrays 17 deep", strings.Repeat("91", 16) + "90"},
		{"M04", "maps 17 deep", strings.Repeat("8101", 16) + "80"},
		{"M04", "arrays 100 000 deep", strings.Repeat("91", 100_000)},
		{"M05", "nothing", ""},
		{"M05", "fixext 1 cut", "d4 05"},
		{"M05", "fixext 2 cut", "d5 05 00"},
		{"M05", "fixext 4 cut", "d6 05 000000"},
		{"M05", "fixext 8 cut", "d7"},
		{"M05", "fixext 16 cut", "d8 05"},
		{"M05", "ext8 without its type", "c7 00"},
		{"M05", "a map without its last value", "81 01"},
		{"M05", "an int cut", "d3 000000"},
		{"M07", "str8 for 1 byte", "d9 01 42"},
		{"M07", "array16 for 1 element", "dc 0001 c0"},
		{"M07", "ext16 for 1 byte", "c8 0001 05 00"},
		{"M07", "ext32 for 256 bytes", "c9 00000100 05" + strings.Repeat("00", 256)},
		{"M08", "the reserved code", "c1"},
		{"M08", "the reserved code inside", "92 01 c1"},
		{"M09", "invalid UTF-8", "a1 ff"},
	}
	for _, test := range tests {
		t.Run(test.row+" "+test.why, func(t *testing.T) {
			d := msgpackReader(t, test.in)
			if d.Value() != nil || !d.Failed() {
				t.Error("read")
			}
			raw, _ := hex.DecodeString(strings.ReplaceAll(test.in, " ", ""))
			var e codec.MsgpackEncoder
			if e.Value(raw); e.Err() != codec.ErrValue || len(e.Output.Bytes()) != 0 {
				t.Error("written")
			}
		})
	}
	t.Run("M08 two values", func(t *testing.T) {
		var e codec.MsgpackEncoder
		if e.Value([]byte{1, 2}); e.Err() != codec.ErrValue {
			t.Error("written as one")
		}
	})
}

// What vmihailenco/msgpack writes by default, not in its most compact way, is a
// Value: so do the methods of users' types write.
func TestValueOfJudge(t *testing.T) {
	r := random()
	for range 200 {
		raw, err := msgpack.Marshal(randomSample(r))
		if err != nil {
			t.Fatal(err)
		}
		var d codec.MsgpackDecoder
		d.Reset(raw)
		if got := d.Value(); !bytes.Equal(got, raw) || !d.End() {
			t.Fatalf("refused %.40x", raw)
		}
	}
}
