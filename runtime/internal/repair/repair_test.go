package repair

import (
	"flag"
	"runtime/debug"
	"slices"
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

// hostile returns texts that are expensive for Find. They have up to 8 prefixes with many
// candidates, or an escape in each character that changes in each layer.
func hostile() map[string]string {
	starts := strings.Repeat("3Dts1_", maxStarts)
	long := func(text string) string { return strings.Repeat(text, maxText/len(text)+1) }
	texts := map[string]string{}
	for what, text := range map[string]string{
		"long candidates":     starts + strings.Repeat(strings.Repeat("A", 1000)+" ", maxBreaks+1) + long("&\u00e9"),
		"candidates apart":    long("3Dts1_" + strings.Repeat("A", 300) + " "),
		"one huge candidate":  starts + long("A"),
		"blanks":              starts + "A" + long(" "),
		"entities":            long("&"),
		"entities with signs": starts + strings.Repeat(strings.Repeat("A", 300)+" ", maxBreaks+1) + long("&#1;"),
		"percent":             long("%25"),
		"control characters":  long("=01"),
		"not hexadecimal":     long("=aa"),
		"beyond ASCII":        long("\u0700"),
		"not UTF-8":           long("\xff"),
		"of Proofpoint":       long("-41"),
	} {
		texts[what] = ("urldefense%252541" + text)[:maxText]
	}
	return texts
}

// TestTime: no text takes long, also for a type with the longest tokens. A text takes one or
// two milliseconds; quadratic work would take seconds.
func TestTime(t *testing.T) {
	limit := 20 * time.Millisecond
	if instrumented() {
		limit *= 25
	}
	for what, text := range hostile() {
		best := time.Hour
		for try := 0; try < 100 && best > limit; try++ {
			start := time.Now()
			Find(text, "ts1_", armor.LargestSize, signed)
			best = min(best, time.Since(start))
		}
		if best > limit {
			t.Errorf("%s: %v", what, best)
		}
	}
}

// instrumented reports whether the race detector or a fuzzer makes the test slower.
func instrumented() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) ||
		flag.Lookup("test.fuzz").Value.String() != ""
}

// FuzzFind checks that the result of Find is a well-formed token, that Find finds the
// token in itself, and that no text takes long.
func FuzzFind(f *testing.F) {
	f.Add("https://example.com/?token=3D" + token + "&amp;x=%25%32%30")
	f.Add("urldefense-5F" + token)
	f.Add(strings.Repeat("ts1_A \n> ", 8) + strings.Repeat("=\r\n", 1000))
	for _, text := range hostile() {
		f.Add(text)
	}
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
