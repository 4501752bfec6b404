package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// A page is a screen for tests.
type page struct {
	bytes.Buffer
	columns int
}

func (p *page) Columns() int       { return p.columns }
func (p *page) Style(s show.Style) { p.WriteString(string(s)) }

// at returns a diagnostic for the part wrong of a line.
func at(file string, line int, source, wrong string) generator.Diagnostic {
	from := strings.Index(source, wrong) + 1
	name, _ := strings.CutPrefix(file, "/repo/app/")
	return generator.Diagnostic{
		Rule: "salt", Message: "wrong", Help: "mend it", Name: name, Source: source, EndColumn: from + len(wrong),
		Position: token.Position{Filename: file, Line: line, Column: from},
	}
}

// samples are diagnostics of all kinds.
func samples() []Diagnostic {
	field := at("/repo/app/a/a.go", 10, "\tBody   io.Reader `json:\"body\"`", "Body")
	field.Rule, field.Message = "field type", "field Body: io.Reader is an interface, so a decoder cannot know its type"
	field.Help = "write the concrete type, or a struct with one pointer for each case"
	wide := at("/repo/app/a/a.go", 12, "\t名前 string; 😀 e\u0301 X any // \x1b[31m\u202e", "X any")
	wide.Help = ""
	odd := at("/repo/app/a, b:c%/ä b.go", 3, "//typeseal:sign salt=ä max_age=1h", "max_age")
	odd.Warning = true
	key := at("/repo/app/typeseal.lock", 1, "primary typeseal_key_v1_ABCDEFGHIJKLMNOPQRSTUVWXYZ", "primary")
	outside := at("/other/typeseal.lock", 2, "garbage", "garbage")
	revision := at("HEAD:app/typeseal.lock", 4, "garbage", "garbage")
	list := All([]generator.Diagnostic{
		field, wide, odd, key, outside, revision, {Rule: "module", Message: "no place, and no help"},
	})
	for _, c := range []struct{ level, outcome, edit, file string }{
		{Error, "refused", "codec", "/repo/app/a/a.go"},
		{Note, "compatible", "max-age lowered", "/repo/app/a/a.go"},
		{Warning, "given up", "type removed", ""},
	} {
		d := Diagnostic{Rule: "lock", Message: "it is gone"}
		if c.file != "" {
			d = of(at(c.file, 5, "//typeseal:sign salt=a max-age=1h codec=json", "codec=json"))
		}
		d.Level, d.label = c.level, c.outcome
		d.Change = &Change{Outcome: c.outcome, Edit: c.edit, Package: "example.com/app/a", Type: "A", Verb: "sign"}
		list = append(list, d)
	}
	return append(list, Diagnostic{
		Level: Error, Rule: "undated", File: "app.keys", Line: 2, Path: "/repo/app/app.keys", KeyID: "3f9a12c4",
		Message: "key 3f9a12c4 has no since", Help: "run typeseal keys rotate app.keys",
	})
}

// repo is where the samples are.
var repo = Repository{Root: "/repo", Lock: "/repo/app/typeseal.lock"}

// TestForms compares all forms of the samples with a golden. In it, \e is the escape
// character.
func TestForms(t *testing.T) {
	const path = "testdata/forms.txtar"
	list := samples()
	text, github, narrow, wide := &bytes.Buffer{}, &bytes.Buffer{}, &page{columns: 40}, &page{columns: 80}
	Text(text, list)
	GitHub(github, repo, list)
	Screen(narrow, list)
	Screen(wide, list)
	got := &txtar.Archive{Comment: []byte("The diagnostics of samples in all forms.\n"), Files: []txtar.File{
		{Name: "text", Data: text.Bytes()},
		{Name: "screen of 80 columns", Data: readable(wide.Bytes())},
		{Name: "screen of 40 columns", Data: readable(narrow.Bytes())},
		{Name: "json", Data: marshal(t, list)},
		{Name: "github", Data: github.Bytes()},
		{Name: "sarif", Data: marshal(t, SARIF("v1.2.3", repo, list))},
	}}
	if *update {
		if err := os.WriteFile(path, txtar.Format(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(txtar.Format(got))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func readable(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\x1b"), []byte(`\e`)) }

func marshal(t *testing.T, v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The wrong part of a line is the same in all forms, each in its own unit.
func TestPositions(t *testing.T) {
	for name, c := range map[string]struct {
		source, wrong string
		column, end   int    // in bytes
		unit, unitEnd int    // in UTF-16 code units
		shown, carets string // on a screen
	}{
		"ASCII":       {"ab cd", "cd", 4, 6, 4, 6, "ab cd", "   ^^"},
		"umlauts":     {"äö üx", "üx", 6, 9, 4, 6, "äö üx", "   ^^"},
		"wide":        {"語語 語x", "語x", 8, 12, 4, 6, "語語 語x", "     ^^^"},
		"emoji":       {"😀 😀x", "😀x", 6, 11, 4, 7, "😀 😀x", "   ^^^"},
		"combining":   {"e\u0301 e\u0301x", "e\u0301x", 5, 9, 4, 7, "e\u0301 e\u0301x", "  ^^"},
		"flags":       {"🇨🇭 x", "x", 10, 11, 6, 7, "🇨🇭 x", "   ^"},
		"tabs":        {"\ta\tbc", "bc", 4, 6, 4, 6, "    a   bc", "        ^^"},
		"escapes":     {"\x1b[1m x", "x", 6, 7, 6, 7, "\ufffd[1m x", "     ^"},
		"direction":   {"\u202eab x", "x", 7, 8, 5, 6, "\ufffdab x", "    ^"},
		"not UTF-8":   {"\xff\xfe x", "x", 4, 5, 4, 5, "\ufffd\ufffd x", "   ^"},
		"the end":     {"ab", "", 3, 3, 3, 3, "ab", "  ^"},
		"a blank end": {"ab  ", "", 5, 5, 5, 5, "ab", "    ^"},
	} {
		t.Run(name, func(t *testing.T) {
			from := len(c.source)
			if c.wrong != "" {
				from = strings.LastIndex(c.source, c.wrong)
			}
			d := Diagnostic{
				Path: "/repo/a.go", File: "a.go", Source: c.source,
				Line: 1, Column: from + 1, EndLine: 1, EndColumn: from + 1 + len(c.wrong),
			}
			if d.Column != c.column || d.EndColumn != c.end {
				t.Errorf("bytes %d-%d, want %d-%d", d.Column, d.EndColumn, c.column, c.end)
			}
			at := repo.place(&d)
			if at.column != c.unit || at.endColumn != c.unitEnd {
				t.Errorf("UTF-16 %d-%d, want %d-%d", at.column, at.endColumn, c.unit, c.unitEnd)
			}
			plain := &plainPage{page{columns: 80}}
			d.excerpt(plain)
			if want := " 1 | " + c.shown + "\n   | " + c.carets + "\n"; plain.String() != want {
				t.Errorf("got\n%swant\n%s", plain, want)
			}
		})
	}
}

// A plainPage has no styles.
type plainPage struct{ page }

func (*plainPage) Style(show.Style) {}

// An excerpt fits the screen, shows the beginning of the wrong part, and has carets below that.
func TestExcerptFits(t *testing.T) {
	for _, letter := range []string{"x", "語", "\t", "e\u0301"} {
		for _, before := range []int{0, 1, 5, 30, 300} {
			for _, wrong := range []int{1, 7, 40, 300} {
				for _, after := range []int{0, 1, 30, 300} {
					source := strings.Repeat(letter, before) + strings.Repeat("W", wrong) +
						strings.Repeat(letter, after)
					from := before*len(letter) + 1
					d := Diagnostic{Line: 12, Column: from, EndColumn: from + wrong, Source: source}
					for _, columns := range []int{30, 80} {
						p := &plainPage{page{columns: columns}}
						d.excerpt(p)
						fits(t, p.String(), columns, min(wrong, columns-12))
					}
				}
			}
		}
	}
}

func fits(t *testing.T, text string, columns, least int) {
	t.Helper()
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		if show.Width(line) > columns {
			t.Errorf("%d columns, want %d:\n%s", show.Width(line), columns, text)
		}
	}
	start := strings.Index(lines[1], "^")
	carets := strings.Count(lines[1], "^")
	before, after, _ := strings.Cut(lines[0], "W")
	if start != show.Width(before) || carets != 1+strings.Count(after, "W") || carets < least {
		t.Errorf("%d carets at %d, want at least %d below the W:\n%s", carets, start, least, text)
	}
}

func TestSummary(t *testing.T) {
	one, other := Diagnostic{Level: Error, File: "a.go"}, Diagnostic{Level: Error, File: "b.go"}
	warning, nowhere := Diagnostic{Level: Warning, File: "a.go"}, Diagnostic{Level: Error}
	for want, list := range map[string][]Diagnostic{
		"1 problem in 1 file":               {one},
		"3 problems in 2 files":             {one, one, other},
		"1 problem, 1 warning in 1 file":    {one, warning},
		"2 problems, 2 warnings in 2 files": {one, other, warning, warning},
		"1 problem":                         {nowhere},
	} {
		if got := Summary(list); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A SARIF log keeps the rules of the standard that its schema does not have: names of rules
// are unique, results refer to them, and regions are not reversed.
func TestSARIF(t *testing.T) {
	for name, list := range map[string][]Diagnostic{"samples": samples(), "none": {}} {
		run := SARIF("v1.2.3", repo, list).(sarifLog).Runs[0]
		if len(run.Results) != len(list) || run.Results == nil || run.Tool.Driver.Rules == nil {
			t.Errorf("%s: %d results", name, len(run.Results))
		}
		known := map[string]bool{}
		for _, rule := range run.Tool.Driver.Rules {
			if known[rule.ID] || strings.ContainsAny(rule.ID, " \t") || rule.ShortDescription.Text == "" {
				t.Errorf("%s: rule %+v", name, rule)
			}
			known[rule.ID] = true
		}
		for _, r := range run.Results {
			region, file := r.Locations[0].Physical.Region, r.Locations[0].Physical.Artifact
			if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
				t.Errorf("%s: the rule of %+v has another name", name, r)
			}
			if region.StartLine < 1 || region.EndLine != 0 && region.EndLine < region.StartLine ||
				region.EndColumn < region.StartColumn || region.EndColumn != 0 && region.StartColumn < 1 {
				t.Errorf("%s: region %+v", name, region)
			}
			if strings.HasPrefix(file.URI, "file:///") != (file.Base == "") || strings.ContainsAny(file.URI, " \\") {
				t.Errorf("%s: file %+v", name, file)
			}
		}
	}
}
