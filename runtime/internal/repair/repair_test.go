package repair

import (
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

const token = "ts1_AWYFonAAawsYE5HPAAABABct-TU2Dfp80xEf73Z_Rd4Br8hTEQ"

func signed(token string) bool {
	text, ok := armor.Strip(token, "ts1_", 4096)
	if !ok {
		return false
	}
	wire, ok := armor.Decode(nil, text)
	if !ok {
		return false
	}
	_, ok = envelope.Split(wire, envelope.Signed)
	return ok
}

func find(text string) (string, bool) { return Find(text, "ts1_", 4096, signed) }

func TestLimits(t *testing.T) {
	wrap := func(n int) string {
		text := token
		for i := range n {
			text = text[:6+4*i] + "\n" + text[6+4*i:]
		}
		return text
	}
	for what, c := range map[string]struct {
		text string
		want bool
	}{
		"16 KiB":                               {strings.Repeat(" ", maxText-len(token)) + token, true},
		"more than 16 KiB":                     {strings.Repeat(" ", maxText-len(token)+1) + token, false},
		"8 prefixes":                           {strings.Repeat("ts1_. ", 7) + token, true},
		"9 prefixes":                           {strings.Repeat("ts1_. ", 8) + token, false},
		"10 breaks":                            {wrap(10), true},
		"words after the token":                {token + strings.Repeat(" word", 100), true},
		"3 layers":                             {strings.Replace(token, "_", "%25255F", 1), true},
		"4 layers":                             {strings.Replace(token, "_", "%2525255F", 1), false},
		"two tokens":                           {token + " " + strings.Replace(token, "AWY", "AWZ", 1), false},
		"the same token twice":                 {token + "\n\n" + token, true},
		"UTF-8 in percent":                     {strings.Replace(token, "Dfp", "D%E2%80%8Bfp", 1), true},
		"a percent sign that is not an escape": {token + "%zz", true},
		"an entity that does not exist":        {token + "&nosuch;", true},
		"an entity without an end":             {token + "&#45", true},
	} {
		got, ok := find(c.text)
		if ok != c.want || ok && got != token {
			t.Errorf("%s: %q, %t", what, got, ok)
		}
	}
	if _, ok := Find(token, "ts1_", len(token)-1, signed); ok {
		t.Error("a token longer than the limit is found")
	}
}

// FuzzFind checks that the result of Find is a well-formed token, that Find finds the
// token in itself, and that no text takes long.
func FuzzFind(f *testing.F) {
	f.Add("https://example.com/?token=3D" + token + "&amp;x=%25%32%30")
	f.Add("urldefense-5F" + token)
	f.Add(strings.Repeat("ts1_A \n> ", 8) + strings.Repeat("=\r\n", 1000))
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		got, ok := find(text)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%d bytes took %v", len(text), took)
		}
		if !ok {
			return
		}
		if !signed(got) {
			t.Errorf("%q is not well-formed", got)
		}
		if again, ok := find(got); !ok || again != got {
			t.Errorf("in %q, Find finds %q", got, again)
		}
	})
}
