package repair

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
)

func readings(text string, prefixes ...string) (list []string) {
	if prefixes == nil {
		prefixes = []string{"ts1_"}
	}
	wellFormed := func(token string) bool {
		_, body, _ := strings.Cut(token, "_")
		return signed("ts1_" + body)
	}
	for _, r := range All(text, prefixes, armor.LargestSize, wellFormed) {
		what := fmt.Sprintf("%d-%d", r.Start, r.End)
		if !r.Whole {
			what += " broken"
		}
		for _, d := range r.Damage {
			what += fmt.Sprintf(" %d:%q=%q", d.Start, text[d.Start:d.End], d.As)
		}
		list = append(list, what)
	}
	return list
}

// TestAll: the place of each token is known, and what was undone to read it.
func TestAll(t *testing.T) {
	other := strings.Replace(token, "AWY", "AWZ", 1)
	for text, want := range map[string]string{
		"":                                "[]",
		"nothing":                         "[]",
		token:                             "[0-54]",
		"  " + token + ".\n":              "[2-56]",
		"a=" + token + "&b=" + other:      "[2-56 59-113]",
		token + "\n" + token:              "[0-54 55-109]",
		token[:20] + "=\r\n" + token[20:]: `[0-57 20:"=\r\n"=""]`,
		token[:20] + "\n> " + token[20:30] + "\u200b" + token[30:]: `[0-60 20:"\n> "="" 33:"\u200b"=""]`,
		strings.Replace(token, "-", "%252D", 1):                    `[0-58 28:"%252D"="-"]`,
		strings.Replace(token, "-T", "%2D%54=\n", 1):               `[0-60 28:"%2D%54=\n"="-T"]`,
		strings.Replace(token, "-", "–", 1):                        `[0-56 28:"–"="-"]`,
		strings.Replace(token, "ct", "c&shy;t", 1):                 `[0-59 27:"&shy;"=""]`,
		strings.Replace(token, "ts1", "x=3DTs1", 1):                `[4-58 4:"T"="t"]`,
		token[:40]:                           "[0-40 broken]",
		token + "x":                          "[0-55 broken]",
		token[:30] + "… " + token:            "[0-30 broken 34-88]",
		token[:20] + "%0D%0A" + token[20:27]: `[0-20 broken]`,
	} {
		if got := fmt.Sprint(readings(text)); got != want {
			t.Errorf("%q:\n%s, want\n%s", text, got, want)
		}
	}
	mine := "acme_" + token[4:]
	if got := fmt.Sprint(readings(mine+" "+token, "ts1_", "acme_")); got != "[0-55 56-110]" {
		t.Error(got)
	}
}

// TestAllDamages: All finds what Find finds in the corpus, and nothing else that is whole.
func TestAllDamages(t *testing.T) {
	text, err := os.ReadFile("../../../testdata/mail/damages.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct{ ID, Text, Want string }
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.Cases) < 70 {
		t.Fatal(err, len(file.Cases))
	}
	for _, c := range file.Cases {
		found := map[string]bool{}
		for _, r := range All(c.Text, []string{"ts1_"}, 4096, signed) {
			if r.Whole {
				found[r.Token] = true
			}
		}
		if want := c.Want != ""; len(found) > 1 || found[c.Want] != want {
			t.Errorf("%s: %v", c.ID, found)
		}
	}
}

// TestAllTime: no text of 1 MiB takes a minute, on a slow machine either, whatever the
// prefixes. With work that grows with the square of the length it would take hours.
func TestAllTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	prefixes := []string{"ts1_"}
	for i := range 1000 {
		prefixes = append(prefixes, fmt.Sprintf("p%d_", i))
	}
	for what, text := range hostile() {
		text = strings.Repeat(text, 64)
		start := time.Now()
		All(text, prefixes, armor.LargestSize, signed)
		if took := time.Since(start); took > time.Minute && !instrumented() {
			t.Errorf("%s: %v", what, took)
		} else {
			t.Logf("%s: %v", what, took)
		}
	}
}

// FuzzAll: the readings are in the text, in order, and the whole ones are well-formed.
func FuzzAll(f *testing.F) {
	f.Add("https://example.com/?token=3D" + token + "&amp;x=%25%32%30")
	f.Add("urldefense-5F" + token + "\n" + token[:20] + "=\r\n" + token[20:])
	f.Add("ts1_\n" + token[:9] + "&shy;%E2%80%8B%" + token[9:])
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, r := range All(text, []string{"ts1_", "a1_"}, 4096, signed) {
			if r.Start < last || r.End <= r.Start || r.End > len(text) || r.Whole && !signed(r.Token) {
				t.Errorf("%+v", r)
			}
			at := r.Start
			for _, d := range r.Damage {
				if d.Start < at || d.End <= d.Start || d.End > r.End {
					t.Errorf("%+v", r)
				}
				at = d.End
			}
			last = r.Start
		}
		if one, ok := find(text); ok && len(text) < 4096 {
			whole := 0
			for _, r := range All(text, []string{"ts1_"}, 4096, signed) {
				if r.Whole && r.Token == one {
					whole++
				}
			}
			if whole == 0 {
				t.Errorf("Find finds %q, and All does not", one)
			}
		}
	})
}
