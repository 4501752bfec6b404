package diag_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// collector returns a collector for one file, and the position of its first byte.
func collector(text string) (*diag.Collector, token.Pos) {
	fset := token.NewFileSet()
	f := fset.AddFile("/m/a/a.go", -1, len(text))
	f.SetLinesForContent([]byte(text))
	return &diag.Collector{
		Fset: fset, Source: func(string) []byte { return []byte(text) },
		Name: func(path string) string { return strings.TrimPrefix(path, "/m/") },
	}, f.Pos(0)
}

// A diagnostic has the part of one line that is wrong.
func TestPlace(t *testing.T) {
	for name, c := range map[string]struct {
		text, before, at string // at is the span; empty: it has no end
		want             string
		source, wrong    string
	}{
		"a span":         {"ab cd ef\n", "ab ", "cd ef", "1:4", "ab cd ef", "cd ef"},
		"a word":         {"ab\ncd.e2, f\n", "ab\n", "", "2:1", "cd.e2, f", "cd.e2"},
		"after a tab":    {"\tab\r\n", "\t", "ab", "1:2", "\tab", "ab"},
		"letters":        {"äö ü", "äö ", "ü", "1:6", "äö ü", "ü"},
		"a sign":         {"a → b", "a ", "", "1:3", "a → b", "→"},
		"an escape":      {"\x1b[31m ab", "\x1b[31m ", "ab", "1:7", "\x1b[31m ab", "ab"},
		"the line ends":  {"ab", "ab", "", "1:3", "ab", ""},
		"the file ends":  {"ab\r\n", "ab\r", "", "1:3", "ab", ""},
		"an empty line":  {"ab\n\n", "ab\n", "", "2:1", "", ""},
		"several lines":  {"ab {\n\tcd\n}\n", "ab ", "{\n\tcd\n}", "1:4", "ab {", "{"},
		"a Windows line": {"ab {\r\n}\r\n", "ab ", "{\r\n}", "1:4", "ab {", "{"},
	} {
		t.Run(name, func(t *testing.T) {
			found, start := collector(c.text)
			d := diag.Diagnostic{Message: "wrong:\n\tvery", Help: "mend it"}
			d.Pos = start + token.Pos(len(c.before))
			if c.at != "" {
				d.Span = diag.Word(d.Pos, c.at)
			}
			found.Add(d)
			got := found.Errors()[0]
			if want := "a/a.go:" + c.want + ": wrong: very; mend it"; got.String() != want {
				t.Errorf("%q, want %q", got.String(), want)
			}
			if got.Source != c.source || got.Source[got.Position.Column-1:got.EndColumn-1] != c.wrong {
				t.Errorf("%q from %d to %d, want %q", got.Source, got.Position.Column, got.EndColumn, c.wrong)
			}
		})
	}
	if got := (diag.Diagnostic{Message: "wrong\x1b"}).String(); got != "wrong\ufffd" {
		t.Errorf("without a place: %q", got)
	}
}

// Diagnostics are sorted and unique, and separate from warnings.
func TestCollector(t *testing.T) {
	found, start := collector("ab\ncd\n")
	at := func(offset int, message string, warning bool) {
		found.Add(diag.Diagnostic{Span: diag.Span{Pos: start + token.Pos(offset)}, Message: message, Warning: warning})
	}
	at(4, "w", true)
	if found.Faulty("") {
		t.Error("a warning makes the folder faulty")
	}
	at(3, "d", false)
	at(0, "c", false)
	at(0, "b", false)
	at(3, "d", false)
	at(1, "a", false)
	var got string
	for _, d := range append(found.Errors(), found.Warnings()...) {
		got += d.Message
	}
	if got != "bcadw" {
		t.Errorf("order %s, want bcadw", got)
	}
	if !found.Faulty("") || !found.Faulty("/m/a") || found.Faulty("/m") {
		t.Error("another folder is faulty")
	}
}

// Line returns lines of any file, not only of Go.
func TestLine(t *testing.T) {
	for _, c := range []struct {
		text string
		line int
		want string
	}{
		{"one\ntwo\n", 2, "2:1-4 two"},
		{"one\r\ntwo", 2, "2:1-4 two"},
		{"one\r\ntwo", 1, "1:1-4 one"},
		{"one\n", 9, "1:1-4 one"},
		{"", 1, "1:1-1 "},
		{"one", 0, "1:1-4 one"},
	} {
		found, _ := collector("package a\n")
		found.Add(diag.Diagnostic{Span: found.Line("lock", []byte(c.text), c.line), Message: "wrong"})
		d := found.Errors()[0]
		got := fmt.Sprintf("%d:%d-%d %s", d.Position.Line, d.Position.Column, d.EndColumn, d.Source)
		if got != c.want {
			t.Errorf("line %d of %q: %q, want %q", c.line, c.text, got, c.want)
		}
	}
}
