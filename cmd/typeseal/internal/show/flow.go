package show

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// A Screen shows text to people.
type Screen interface {
	io.Writer
	Columns() int // the width of a line
	Style(Style)  // the style of what is written next, until the next call
}

// A Style is the escape sequence that turns a style on.
type Style string

// The styles. They have the colors that compilers use, which can be read on light and dark
// terminals.
const (
	Plain   Style = "\x1b[0m"
	Bold    Style = "\x1b[1m"
	Error   Style = "\x1b[1;31m" // red
	Success Style = "\x1b[1;32m" // green
	Warning Style = "\x1b[1;35m" // magenta
	Note    Style = "\x1b[1;36m" // cyan
)

// A Piece is text in one style.
type Piece struct {
	Style Style
	Text  string
}

// Flow prints pieces in a paragraph, with a space between two. It breaks lines at spaces
// only, so a longer word is wider than the screen. The first line is indented by first
// columns, and the others by rest.
func Flow(s Screen, first, rest int, pieces ...Piece) {
	column, limit := first, s.Columns()
	fmt.Fprint(s, strings.Repeat(" ", first))
	for i, p := range pieces {
		styled := false
		for j, word := range strings.Split(p.Text, " ") {
			width := Width(word)
			switch {
			case i+j > 0 && column > rest && column+1+width > limit:
				if styled {
					s.Style(Plain)
				}
				fmt.Fprint(s, "\n", strings.Repeat(" ", rest))
				column, styled = rest, false
			case i+j > 0:
				fmt.Fprint(s, " ")
				column++
			}
			if p.Style != "" && !styled {
				s.Style(p.Style)
				styled = true
			}
			fmt.Fprint(s, word)
			column += width
		}
		if styled {
			s.Style(Plain)
		}
	}
	fmt.Fprintln(s)
}

// Width returns the number of columns that a text takes at a terminal. East Asian
// characters and emoji take two, and combining marks none.
func Width(text string) int { return uniseg.StringWidth(text) }

// Cells calls each for every character that people see in a text, with its width. Such a
// character may consist of several code points.
func Cells(text string, each func(cell string, width int)) {
	for state := -1; text != ""; {
		var cell string
		var width int
		cell, text, width, state = uniseg.FirstGraphemeClusterInString(text, state)
		each(cell, width)
	}
}

// Count returns a number with a noun, such as 1 file or 2 files.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
