package ring

import (
	"strings"
	"testing"
)

// TestLines checks how a text is split into lines.
func TestLines(t *testing.T) {
	const at = "cutoff 2026-11-22T10:00:00Z "
	for text, want := range map[string][]string{
		"":                           nil,
		"a":                          {"a"},
		"a\n":                        {"a"},
		"a\r\nb\rc\r":                {"a", "b\rc\r"},
		"a;b":                        {"a", "b"},
		"a;":                         {"a"},
		";\n":                        {"", ""},
		"a\r;b":                      {"a\r", "b"},
		"a # b; c":                   {"a # b", " c"},
		`a "b;c"`:                    {`a "b`, `c"`},
		at + `binding "a;b";c`:       {at + `binding "a;b"`, "c"},
		at + `binding "a\";b" # c;d`: {at + `binding "a\";b" # c`, "d"},
		at + `binding "a\\";b"`:      {at + `binding "a\\"`, `b"`},
		at + "binding \"a;b\nc;d":    {at + `binding "a;b`, "c", "d"},
		at + "binding \"a;b\\\nc;d":  {at + `binding "a;b\`, "c", "d"},
		at + `salt "a;b"`:            {at + `salt "a`, `b"`},
		at + `binding # "a;b"`:       {at + `binding # "a`, `b"`},
		`cutoff ; binding "a;b"`:     {"cutoff ", ` binding "a`, `b"`},
		`cutoff a;b binding "a;b"`:   {"cutoff a", `b binding "a`, `b"`},
		`cutoff # binding "a;b"`:     {`cutoff # binding "a`, `b"`},
	} {
		r := reader{text: text}
		r.split()
		var got []string
		for _, line := range r.lines {
			got = append(got, line.Body.Of(text))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") || len(got) != len(want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzParse: the lines of every text are the whole text, and Parse says where the keys are.
func FuzzParse(f *testing.F) {
	root, seed := Root.Format(Generate()), Generate()
	signing, public := Signing.Format(seed), Public.Format(PublicOf(seed))
	for _, key := range []string{root, signing, public} {
		f.Add(key)
		f.Add("\r" + key + "\r\n")
		f.Add("# a\r\naccepted " + key + " since=2026-11-28T10:00:00Z # b; cutoff 2020-01-01T00:00:00Z binding \"a;b\"")
		f.Add("primary\t" + key + "\n\ncutoff 2020-01-01T00:00:00Z salt a")
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := reader{text: text}
		r.split()
		var whole strings.Builder
		for _, line := range r.lines {
			whole.WriteString(line.Whole.Of(text))
		}
		if whole.String() != text {
			t.Errorf("lines of %q are %q", text, whole.String())
		}
		ring, err := Parse(text, KindOf(text))
		if err != nil {
			return
		}
		for i := range ring.Keys {
			k := &ring.Keys[i]
			if got := ring.Kind.Format(k.Bytes()); got != k.KeyAt.Of(text) {
				t.Errorf("key %d of %q is at %v", i, text, k.KeyAt)
			}
			if line := ring.Lines[k.Line-1].Body; k.KeyAt.From < line.From || k.KeyAt.To > line.To {
				t.Errorf("key %d of %q is not on line %d", i, text, k.Line)
			}
		}
	})
}
