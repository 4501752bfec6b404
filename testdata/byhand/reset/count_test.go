package reset

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The programs of each language: with typeseal, and without.
var pairs = []struct{ language, typed, without string }{
	{"Go, golang-jwt", "typed/reset.go", "jwt/reset.go"},
	{"Django, its own tokens", "typed/reset.py", "django_own.py"},
	{"Node, jose", "typed/reset.ts", "jose.ts"},
}

// comments are comments and documentation, in any of the languages. No program has text that
// looks like them.
var comments = regexp.MustCompile(`(?ms)^\s*"""[^"]*"""$|^\s*/\*.*?\*/|^\s*(//|#).*?$`)

// lines counts the lines of a program that have code.
func lines(t *testing.T, name string) (n int) {
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(comments.ReplaceAllString(string(source), "")) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

// TestLines prints how many lines of its own a program has, with -v. Those that emit or
// typeseal have written are not counted, and neither are accounts. The page of other languages,
// examples/signon/README.md, has the same numbers.
func TestLines(t *testing.T) {
	var typed, without []any
	for _, pair := range pairs {
		typed, without = append(typed, lines(t, pair.typed)), append(without, lines(t, pair.without))
		t.Logf("%-22s %2d lines, with typeseal %2d", pair.language, lines(t, pair.without), lines(t, pair.typed))
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "signon", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("%d, %d and %d lines of code instead of %d, %d and %d", append(typed, without...)...)
	if !strings.Contains(strings.Join(strings.Fields(string(readme)), " "), want) {
		t.Errorf("examples/signon/README.md does not say %q", want)
	}
}

func TestComments(t *testing.T) {
	const text = "// a\ncode // b\n\n/** c\n * d */\n\"\"\"e\n\nf\n\"\"\"\n    # g\ncode\n"
	if got := comments.ReplaceAllString(text, ""); strings.Count(got, "code") != 2 || strings.ContainsAny(got, "afg*") {
		t.Errorf("%q", got)
	}
}
