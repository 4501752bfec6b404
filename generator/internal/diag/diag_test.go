package diag_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func TestString(t *testing.T) {
	long := strings.Repeat("x", 300)
	for name, c := range map[string]struct{ text, before, at, want string }{
		"a span":        {"ab cd ef\n", "ab ", "cd ef", "a/a.go:1:4: wrong; mend it\n\tab cd ef\n\t   ^^^^^"},
		"a word":        {"ab\ncd.e2, f\n", "ab\n", "", "a/a.go:2:1: wrong; mend it\n\tcd.e2, f\n\t^^^^^"},
		"after a tab":   {"\tab\r\n", "\t", "ab", "a/a.go:1:2: wrong; mend it\n\t\tab\n\t\t^^"},
		"letters":       {"äö ü", "äö ", "ü", "a/a.go:1:6: wrong; mend it\n\täö ü\n\t   ^"},
		"an escape":     {"\x1b[31m ab", "\x1b[31m ", "ab", "a/a.go:1:7: wrong; mend it\n\t\ufffd[31m ab\n\t      ^^"},
		"the line ends": {"ab", "ab", "", "a/a.go:1:3: wrong; mend it\n\tab\n\t  ^"},
		"a long line": {
			long + "ab" + long, long, "ab",
			"a/a.go:1:301: wrong; mend it\n\t" + long[:100] + "ab" + long[:100] + "\n\t" + strings.Repeat(" ", 100) +
				"^^",
		},
	} {
		t.Run(name, func(t *testing.T) {
			found, start := collector(c.text)
			d := diag.Diagnostic{Message: "wrong", Help: "mend it"}
			d.Pos = start + token.Pos(len(c.before))
			if c.at != "" {
				d.Span = diag.Word(d.Pos, c.at)
			}
			found.Add(d)
			if diff := cmp.Diff(c.want, found.Errors()[0].String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
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
		{"one\ntwo\n", 2, "lock:2:1: wrong\n\ttwo\n\t^^^"},
		{"one\r\ntwo", 2, "lock:2:1: wrong\n\ttwo\n\t^^^"},
		{"one\r\ntwo", 1, "lock:1:1: wrong\n\tone\n\t^^^"},
		{"one\n", 9, "lock:1:1: wrong\n\tone\n\t^^^"},
		{"", 1, "lock:1:1: wrong"},
		{"one", 0, "lock:1:1: wrong\n\tone\n\t^^^"},
	} {
		found, _ := collector("package a\n")
		found.Add(diag.Diagnostic{Span: found.Line("lock", []byte(c.text), c.line), Message: "wrong"})
		if got := found.Errors()[0].String(); got != c.want {
			t.Errorf("line %d of %q: %q, want %q", c.line, c.text, got, c.want)
		}
	}
}
