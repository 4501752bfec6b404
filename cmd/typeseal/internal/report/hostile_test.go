package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// Whatever the names and texts are, GitHub reads one command a diagnostic, and what it reads
// is what was meant.
func TestGitHubReads(t *testing.T) {
	for _, text := range []string{
		"plain", "a:b,c=d", "::warning::x", "\n::add-mask::x", "\r\n::stop-commands::x", "100%", "%0A::error::x",
		"%3A%2C", "a::b", ",line=9,title=x::y", "语 ü",
	} {
		d := Diagnostic{
			Level: Error, Rule: text, File: text, Path: "/repo/" + text, Line: 3, Column: 1, EndLine: 3, EndColumn: 1,
			Message: text, Help: text,
		}
		var out bytes.Buffer
		GitHub(&out, repo, []Diagnostic{d})
		lines := strings.Split(out.String(), "\n")
		if len(lines) != 2 || strings.Contains(out.String(), "\r") {
			t.Errorf("%q: %d lines", text, len(lines)-1)
			continue
		}
		command, message, _ := strings.Cut(strings.TrimPrefix(lines[0], "::error "), "::")
		got := map[string]string{"": unescaped(message)}
		for _, property := range strings.Split(command, ",") {
			name, value, _ := strings.Cut(property, "=")
			got[name] = unescaped(value)
		}
		for name, want := range map[string]string{
			"": text + "; " + text, "file": text, "line": "3", "col": "1",
			"title": "typeseal " + strings.ReplaceAll(text, " ", "-"),
		} {
			if got[name] != want {
				t.Errorf("%q: %s is read as %q, want %q", text, name, got[name], want)
			}
		}
	}
}

// unescaped returns what GitHub's runner reads.
func unescaped(value string) string {
	return strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
}

// An excerpt of any line fits any screen that is not tiny, and has carets below it.
func FuzzExcerpt(f *testing.F) {
	f.Add("\t名前 string; e\u0301, 語 any `json:\"x\"`", 3, 9, 80)
	f.Add("\xff\x1b[31m\u202e🇨🇭\u200d😀\ufe0f", 1, 200, 30)
	f.Add(strings.Repeat("語", 200), 301, 307, 41)
	f.Add(strings.Repeat("0", 36), 80, 0, 41) // the caret is after the end
	f.Fuzz(func(t *testing.T, source string, column, end, columns int) {
		if strings.ContainsAny(source, "\n\r") || column < 1 || columns < 30 || columns > 1000 {
			return
		}
		p := &plainPage{page{columns: columns}}
		d := Diagnostic{Line: 7, Column: column, EndColumn: end, Source: source}
		d.excerpt(p)
		lines := strings.Split(p.String(), "\n")
		if len(lines) != 3 || strings.Trim(lines[1], " |^") != "" || !strings.Contains(lines[1], "^") {
			t.Errorf("%q", lines)
		}
		for _, line := range lines {
			if show.Width(line) > columns {
				t.Errorf("%d columns, want %d: %s", show.Width(line), columns, line)
			}
		}
	})
}
