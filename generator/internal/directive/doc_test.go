package directive

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/internal/contract"
)

// TestDocumented: each option has a complete documentation, in which no word is repeated
// by mistake.
func TestDocumented(t *testing.T) {
	for _, d := range Docs() {
		if d.Name == "" || d.Summary == "" || d.Example == "" {
			t.Errorf("option %q lacks a summary or an example: %+v", d.Name, d)
		}
		if name, value, _ := strings.Cut(d.Written(), "="); name != d.Name || (value == "") != (d.Values == "") {
			t.Errorf("%s: the example ends in %s, and the values are %q", d.Name, d.Written(), d.Values)
		}
		if len(d.Formats) == 0 && d.Verbs[0] != string(Former) {
			t.Errorf("%s has a meaning for no format", d.Name)
		}
		if strings.HasSuffix(d.Summary, ".") || d.Text != "" && !strings.HasSuffix(d.Text, ".") {
			t.Errorf("%s: the summary is not a sentence, the text has sentences: %q, %q", d.Name, d.Summary, d.Text)
		}
	}
	var documented []string
	for _, d := range VerbDocs() {
		documented = append(documented, d.Name)
	}
	if !slices.Equal(documented, verbs) {
		t.Errorf("documented verbs are %q, want %q", documented, verbs)
	}
}

// beside has what a directive needs beside an option, by format.
var beside = map[string]string{
	NativeFormat: "salt=a max-age=1h", "django": "salt=a max-age=1h format=django",
	"handshake": "max-age=1h format=handshake", "handoff": "max-age=unlimited format=handoff",
}

// missingWith has the options that also-missing requires beside a format.
var missingWith = map[string]string{"jwt": " also-audience=a", "securecookie": " also-codec=json"}

// TestDocsAreTrue: the examples are accepted with exactly the verbs and formats that the
// documentation names.
func TestDocsAreTrue(t *testing.T) {
	lines := 0
	for _, d := range Docs() {
		if slices.Contains(d.Verbs, string(Former)) {
			if _, faults := Single("//typeseal:former " + d.Example); len(faults) > 0 {
				t.Errorf("former %s: %v", d.Example, faults)
			}
			continue
		}
		if d.Name == "format" {
			continue // its values are the formats
		}
		for _, verb := range []Verb{Sign, Seal} {
			for _, format := range formatsFor(d) {
				if f := contract.Foreign(format); f != nil && !hasVerb(f, verb) {
					continue // it has no such tokens
				}
				line := "//typeseal:" + string(verb) + " " + exampleWith(d, verb, format)
				want := slices.Contains(d.Verbs, string(verb)) && slices.Contains(d.Formats, format)
				if _, faults := Single(line); (len(faults) == 0) != want {
					t.Errorf("%s: accepted %v, want %v: %v", line, !want, want, faults)
				}
				lines++
			}
		}
	}
	if lines < 100 {
		t.Errorf("only %d lines were tried", lines)
	}
}

// formatsFor returns the formats to try with an option.
func formatsFor(d Doc) []string {
	names := contract.OwnFormats()
	if d.OfAlso() {
		names = contract.FormatNames()
	}
	return append([]string{NativeFormat}, names...)
}

func hasVerb(f *contract.Format, verb Verb) bool {
	_, ok := f.Verbs[string(verb)]
	return ok
}

// exampleWith returns the example of an option with all that a directive of a format needs.
func exampleWith(d Doc, verb Verb, format string) string {
	example := d.Example
	if verb == Seal {
		example = cmp.Or(d.Sealed, d.Example)
	}
	words := strings.Fields(beside[format])
	if d.OfAlso() {
		words = strings.Fields(beside[NativeFormat])
		example = regexp.MustCompile(`also=\S+`).ReplaceAllString(example, "also="+format)
		if format == "jwt" {
			example = strings.Replace(example, "also-algorithm=sha1", "also-algorithm=eddsa", 1)
		}
		if d.Name == "also-missing" {
			example += missingWith[format]
		}
	}
	for _, w := range strings.Fields(example) {
		name, value, _ := strings.Cut(w, "=")
		switch {
		case name == "format" && d.Name != "format":
			continue // beside has it
		case name == "salt":
			value = "a" // all formats accept it
		case name == "max-age" && format == "handoff":
			value = unlimited
		}
		words = slices.DeleteFunc(words, func(old string) bool { return strings.HasPrefix(old, name+"=") })
		words = append(words, strings.TrimSuffix(name+"="+value, "="))
	}
	return strings.Join(words, " ")
}

// TestDefaults: an option without a default is required, and the others are not.
func TestDefaults(t *testing.T) {
	for _, d := range Docs() {
		line := "//typeseal:sign salt=a max-age=1h"
		if slices.Contains(d.Verbs, string(Former)) {
			line = "//typeseal:former of=T version=1"
		}
		var words []string
		for _, w := range strings.Fields(line) {
			if !strings.HasPrefix(w, d.Name+"=") {
				words = append(words, w)
			}
		}
		_, faults := Single(strings.Join(words, " "))
		missing := len(faults) > 0 && strings.Contains(faults[0].Message, d.Name+" is missing")
		if missing != (d.Default == "") {
			t.Errorf("%s: default %q, but without it: %v", d.Name, d.Default, faults)
		}
	}
}
