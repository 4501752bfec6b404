package pytoken

import (
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/internal/deflate"
)

func TestCutLast(t *testing.T) {
	for _, c := range []struct{ s, sep, before, after string }{
		{"a:b:c", ":", "a:b", "c"}, {"a::b", "::", "a", "b"}, {"a:::b", "::", "a:", "b"}, {":", ":", "", ""},
	} {
		if before, after, ok := CutLast(c.s, c.sep); !ok || before != c.before || after != c.after {
			t.Errorf("%q: %q, %q, %v", c.s, before, after, ok)
		}
	}
	if _, _, ok := CutLast("abc", ":"); ok {
		t.Error("found a separator that is not there")
	}
}

// TestBody: bodies come back, compression is used only if it saves at least two bytes, and
// limits hold before and after inflating.
func TestBody(t *testing.T) {
	saved := map[int]bool{}
	for n := range 60 {
		payload := `"` + strings.Repeat("a", n) + `Q7"`
		plain, packed := AppendBody(nil, []byte(payload), false), AppendBody([]byte("x"), []byte(payload), true)
		saves := len(payload) - len(deflate.PackZlib(nil, []byte(payload), false))
		if saved[saves] = true; strings.HasPrefix(string(packed), "x.") != (saves >= 2) {
			t.Errorf("saves %d: %s", saves, packed)
		}
		for _, body := range []string{string(plain), string(packed[1:])} {
			if got, ok := Body(body, len(payload)); !ok || string(got) != payload {
				t.Errorf("%s came back as %s, %v", payload, got, ok)
			}
			if got, ok := Body(body, len(payload)-1); ok || got != nil {
				t.Errorf("%s passes a limit of one byte less", payload)
			}
		}
	}
	if !saved[0] || !saved[1] || !saved[2] {
		t.Errorf("saved %v", saved)
	}
	for _, body := range []string{"MQ==", "MR", ".", "..MQ", ".MQ", "M", "é"} {
		if got, ok := Body(body, 100); ok || got != nil {
			t.Errorf("%q: %q", body, got)
		}
	}
}
