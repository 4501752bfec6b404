package examples_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// maxColumns is how long a line of Go may be. A tab counts as four columns.
const maxColumns = 120

// TestColumns: nobody has to scroll sideways to read a line that somebody wrote.
func TestColumns(t *testing.T) {
	for _, path := range documents(t, ".go") {
		if strings.HasSuffix(path, "_typeseal.go") || strings.HasSuffix(path, "_typeseal_test.go") {
			continue
		}
		number := 0
		for line := range strings.Lines(text(t, path)) {
			number++
			shown := strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "\t", "    ")
			if n := utf8.RuneCountInString(shown); n > maxColumns {
				t.Errorf("%s:%d: %d columns, at most %d are allowed", path, number, n, maxColumns)
			}
		}
	}
}
