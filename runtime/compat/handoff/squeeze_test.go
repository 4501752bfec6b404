package handoff

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzSqueeze compares with encoding/json, for texts that are JSON. For others
// the result is none either.
func FuzzSqueeze(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, 2.5, "x \" y \\", {}, []], "b c" : null}`, " 1 ", "[\n1\t,\r2 ]", `"a" "b"`, "1 2", "t rue", "- 1", `{"a"  :1 }`, `"open`, `"\`,
		"[1 , 2]", "", " ", `{ }`, `["é ü"]`, "1 }", "[ [ ] ]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		got, _ := squeeze([]byte("x"), src)
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
