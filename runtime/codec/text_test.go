package codec_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/codec"
)

// Text is scanned eight bytes at a time: nothing may hide in any place of a word,
// nor in what is left behind the last one.
func TestTextAtEachPlace(t *testing.T) {
	pieces := []struct {
		piece string
		valid bool
	}{
		{"é", true}, {"😀", true}, {"\x7f", true}, {"\"", true}, {"\\", true}, {"\x1f", true}, {"\x00", true}, {" ", true},
		{"\x80", false}, {"\xff", false}, {"\xc3", false},
	}
	for _, p := range pieces {
		for before := range 26 {
			for after := range 18 {
				text := strings.Repeat("a", before) + p.piece + strings.Repeat("z", after)
				checkText(t, text, p.valid)
			}
		}
	}
}

func checkText(t *testing.T, text string, valid bool) {
	t.Helper()
	var m codec.MsgpackEncoder
	m.String(text)
	var md codec.MsgpackDecoder
	md.Reset(m.Output.Bytes())
	if got := md.String(); md.End() != valid || valid && got != text {
		t.Errorf("msgpack: %q is read as %q (%v)", text, got, md.End())
	}
	var j codec.JSONEncoder
	j.String(text)
	var jd codec.JSONDecoder
	jd.Reset(j.Output.Bytes())
	if got := jd.String(); jd.End() != valid || valid && got != text {
		t.Errorf("JSON: %q is read as %q (%v)", text, got, jd.End())
	}
	if !valid {
		if m.Err() != codec.ErrUTF8 || j.Err() != codec.ErrUTF8 {
			t.Errorf("%q is written: %v, %v", text, m.Err(), j.Err())
		}
		return
	}
	var judged string
	if err := json.Unmarshal(j.Output.Bytes(), &judged); err != nil || judged != text {
		t.Errorf("%q is written %s", text, j.Output.Bytes())
	}
}

// Raw control characters are refused in each place too.
func TestJ07ControlCharactersAtEachPlace(t *testing.T) {
	for before := range 26 {
		for _, c := range "\x00\n\x1f" {
			in := `"` + strings.Repeat("a", before) + string(c) + `zzzzzzzzz"`
			d := jsonReader(in)
			if _ = d.String(); d.End() {
				t.Errorf("%q was accepted", in)
			}
		}
	}
}
