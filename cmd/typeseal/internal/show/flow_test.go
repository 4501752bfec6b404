package show

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A page is a screen for tests. It shows styles as <1;31>.
type page struct {
	bytes.Buffer
	columns int
}

func (p *page) Columns() int { return p.columns }

func (p *page) Style(s Style) {
	p.WriteString("<" + strings.TrimSuffix(strings.TrimPrefix(string(s), "\x1b["), "m") + ">")
}

func TestFlow(t *testing.T) {
	for name, c := range map[string]struct {
		columns, first, rest int
		pieces               []Piece
		want                 string
	}{
		"one line":      {20, 0, 2, []Piece{{"", "one two"}}, "one two\n"},
		"exactly":       {7, 0, 2, []Piece{{"", "one two"}}, "one two\n"},
		"one too long":  {6, 0, 2, []Piece{{"", "one two"}}, "one\n  two\n"},
		"a long word":   {4, 0, 2, []Piece{{"", "a/long/path b"}}, "a/long/path\n  b\n"},
		"indented":      {12, 4, 6, []Piece{{"", "one two six"}}, "    one two\n      six\n"},
		"two spaces":    {20, 0, 0, []Piece{{"", `"a  b"`}}, "\"a  b\"\n"},
		"wide letters":  {9, 0, 0, []Piece{{"", "語語 語語 語"}}, "語語 語語\n語\n"},
		"combining":     {7, 0, 0, []Piece{{"", "a\u0308o\u0308u\u0308 ooo x"}}, "a\u0308o\u0308u\u0308 ooo\nx\n"},
		"styles":        {20, 0, 0, []Piece{{Bold, "a:1:"}, {Error, "b"}, {"", "c"}}, "<1>a:1:<0> <1;31>b<0> c\n"},
		"style in two":  {6, 0, 1, []Piece{{Bold, "one two"}, {"", "six"}}, "<1>one<0>\n <1>two<0>\n six\n"},
		"nothing":       {6, 0, 1, nil, "\n"},
		"an empty line": {6, 0, 1, []Piece{{"", ""}}, "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &page{columns: c.columns}
			Flow(p, c.first, c.rest, c.pieces...)
			if diff := cmp.Diff(c.want, p.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "äöü": 3, "a\u0308": 1, "語": 2, "ｆ": 2, "é語x": 4, "😀": 2, "🇨🇭": 2,
		"\u200b": 0,
	} {
		if got := Width(text); got != want {
			t.Errorf("%q: %d columns, want %d", text, got, want)
		}
	}
}
