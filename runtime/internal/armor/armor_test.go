package armor

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

// FuzzDecode compares Decode with the strict decoder of encoding/base64, which differs
// only in that it ignores CR and LF.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		"", "A", "AA", "AB", "AAA", "AAB", "AAAA", "_-zZ", "AA==", "AA\n", "\r\nAAAA", "A+/A", "AAAA\x00", "ÿÿ",
		"_-zZ_-zZ_-zZ", "AAAAAAA+", "AAAAAAAAAAB",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := base64.RawURLEncoding.Strict().DecodeString(s)
		good := err == nil && !strings.ContainsAny(s, "\r\n")
		got, ok := Decode([]byte("front"), s)
		if ok != good {
			t.Fatalf("Decode(%q) is %v, want %v", s, ok, good)
		}
		if !ok {
			if string(got) != "front" {
				t.Fatalf("a failed Decode left %q", got)
			}
			return
		}
		if !bytes.Equal(got[5:], want) {
			t.Fatalf("Decode(%q) = %x, want %x", s, got[5:], want)
		}
		if again := Append([]byte("x"), "", got[5:]); string(again) != "x"+s || EncodedLen(len(want)) != len(s) {
			t.Fatalf("%q becomes %q", s, again)
		}
	})
}

func TestStrip(t *testing.T) {
	for _, c := range []struct {
		token, prefix string
		limit         int
		rest          string
		ok            bool
	}{
		{"ts1_AA", "ts1_", 6, "AA", true},
		{"ts1_AA", "ts1_", 5, "", false},
		{"ts1_", "ts1_", 9, "", true},
		{"ts1", "ts1_", 9, "", false},
		{"TS1_AA", "ts1_", 9, "", false},
		{"acme_AA", "ts1_", 9, "", false},
	} {
		if rest, ok := Strip(c.token, c.prefix, c.limit); rest != c.rest || ok != c.ok {
			t.Errorf("Strip(%q, %q, %d) = %q, %v", c.token, c.prefix, c.limit, rest, ok)
		}
	}
}

func TestValidPrefix(t *testing.T) {
	for prefix, want := range map[string]bool{
		"ts1_": true, "ab_": true, "acme_pwr_": true, "a1_b_c_": true,
		"abcdefghijkl_abcdefghijk_abcdefghijk_": true,

		"": false, "_": false, "a_": false, "ab": false, "1a_": false, "Ab_": false, "ab__": false,
		"ab_c_d_e_": false, "abcdefghijklm_": false, "ab_abcdefghijkl_": false,
		"ab-c_": false, "äb_": false, "ab_\n": false,
	} {
		if got := ValidPrefix(prefix); got != want {
			t.Errorf("ValidPrefix(%q) is %v", prefix, got)
		}
	}
}
