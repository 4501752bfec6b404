package pyjson

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzRespell compares with encoding/json: an accepted text is valid and has the same
// meaning, and respelling it twice changes nothing. The styles differ only in white
// space, and RFC8259 accepts what CompactASCII accepts.
func FuzzRespell(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.50,"\u00e9😀",null,true]}`, ` [ ] `, `-0`, `1E5`, `"\ud83d\ude00"`, `{"a":1,"a":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		out, ok := Respell(nil, text, RFC8259, compact)
		if narrow, taken := Respell(nil, text, CompactASCII, compact); taken && (!ok || !bytes.Equal(narrow, out)) {
			t.Fatalf("%q to %q and %q", text, narrow, out)
		}
		wide, taken := Respell(nil, text, RFC8259, spaced)
		if taken != ok {
			t.Fatalf("%q: %v and %v", text, ok, taken)
		}
		if !ok {
			return
		}
		if !json.Valid(text) || !json.Valid(out) {
			t.Fatalf("%q to %q", text, out)
		}
		if again, ok := Respell(nil, out, CompactASCII, compact); !ok || !bytes.Equal(again, out) {
			t.Fatalf("%q to %q to %q", text, out, again)
		}
		if again, ok := Respell(nil, wide, RFC8259, compact); !ok || !bytes.Equal(again, out) {
			t.Fatalf("%q to %q to %q", text, wide, again)
		}
		sameValue(t, text, out)
	})
}

func sameValue(t *testing.T, text, out []byte) {
	var a, b any
	if json.Unmarshal(text, &a) != nil {
		return // an integer beyond float64
	}
	if err := json.Unmarshal(out, &b); err != nil {
		t.Fatalf("%q to %q: %v", text, out, err)
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if !bytes.Equal(x, y) {
		t.Fatalf("%s to %s", x, y)
	}
}

// FuzzSqueeze compares with encoding/json. A text that is not JSON does not become JSON.
func FuzzSqueeze(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, 2.5, "x \" y \\", {}, []], "b c" : null}`, " 1 ", "[\n1\t,\r2 ]", `"a" "b"`, "1 2", "t rue",
		"- 1", `{"a"  :1 }`, `"open`, `"\`,
		"[1 , 2]", "", " ", `{ }`, `["é ü"]`, "1 }", "[ [ ] ]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		got, _ := Squeeze([]byte("x"), src)
		got = got[1:]
		var want bytes.Buffer
		if err := json.Compact(&want, src); err != nil {
			if json.Valid(got) {
				t.Fatalf("%q becomes %q", src, got)
			}
			return
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("%q becomes %q, not %q", src, got, want.Bytes())
		}
	})
}
