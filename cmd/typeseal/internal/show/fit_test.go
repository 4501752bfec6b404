package show

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFit(t *testing.T) {
	for name, c := range map[string]struct {
		text          string
		columns, rows int
		want          string
	}{
		"it fits":       {"a\nb\nc\n", 10, 3, "a\nb\nc\n"},
		"one too many":  {"a\nb\nc\nd\n", 10, 3, "a\n[2 lines more]\nd\n"},
		"nothing":       {"", 10, 3, ""},
		"a long line":   {"0123456789a\nb\nc\n", 10, 3, "[2 lines more]\nc\n"},
		"exactly full":  {"0123456789\nb\nc\n", 10, 3, "0123456789\nb\nc\n"},
		"a tab":         {"\tabc\nb\nc\n", 10, 3, "[2 lines more]\nc\n"},
		"a style":       {"\x1b[1;31m0123456789\x1b[0m\nb\nc\n", 10, 3, "\x1b[1;31m0123456789\x1b[0m\nb\nc\n"},
		"wide letters":  {"語語語語語語\nb\nc\n", 10, 3, "[2 lines more]\nc\n"},
		"no line end":   {"a\nb\nc\nd", 10, 3, "a\n[2 lines more]\nd"},
		"one row":       {"a\nb\nc\n", 10, 1, "[2 lines more]\nc\n"},
		"no width":      {"a\nb\n", 0, 5, "a\nb\n"},
		"an empty line": {"a\n\nb\nc\n", 10, 3, "a\n[2 lines more]\nc\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Fit(c.text, c.columns, c.rows)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
