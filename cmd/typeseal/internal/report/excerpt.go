package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

const (
	tabStop  = 4     // columns
	ellipsis = "..." // stands for what is cut off

	leastWidth = 20 // of an excerpt, in columns
)

// excerpt shows the line of the source, and carets under the part that is wrong. If the
// line is wider than the screen, excerpt shows what is around that part.
func (d *Diagnostic) excerpt(s show.Screen) {
	number := strconv.Itoa(d.Line)
	gutter := " " + number + " | "
	from := min(d.Column-1, len(d.Source))
	to := max(min(d.EndColumn-1, len(d.Source)), from)
	l := newLine(show.MaskKeys(d.Source), from, to).cut(max(s.Columns()-len(gutter), leastWidth))
	paint(s, show.Note, gutter)
	fmt.Fprintln(s, strings.TrimRight(strings.Join(l.cells, ""), " "))
	paint(s, show.Note, strings.Repeat(" ", len(number)+1)+" | ")
	fmt.Fprint(s, strings.Repeat(" ", l.width(0, l.from)))
	paint(s, show.Success, strings.Repeat("^", max(1, l.width(l.from, l.to))))
	fmt.Fprintln(s)
}

func paint(s show.Screen, style show.Style, text string) {
	s.Style(style)
	fmt.Fprint(s, text)
	s.Style(show.Plain)
}

// A line is a line of source as a screen shows it.
type line struct {
	cells    []string // each is one character for people
	columns  []int    // where each begins, and where the last one ends
	from, to int      // the cells that are wrong
}

// newLine returns a line whose bytes between from and to are wrong.
func newLine(source string, from, to int) *line {
	l := &line{columns: []int{0}}
	l.add(source[:from])
	l.from = len(l.cells)
	l.add(source[from:to])
	l.to = len(l.cells)
	l.add(source[to:])
	return l
}

// add appends text. Tabs become spaces. Characters that have an effect on a terminal or on
// the direction of text are replaced, so that nothing moves the carets.
func (l *line) add(text string) {
	text = strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, text)
	show.Cells(text, func(cell string, width int) {
		if cell == "\t" {
			width = tabStop - l.columns[len(l.cells)]%tabStop
			cell = strings.Repeat(" ", width)
		}
		l.append(cell, width)
	})
}

func (l *line) append(cell string, width int) {
	l.cells, l.columns = append(l.cells, cell), append(l.columns, l.columns[len(l.cells)]+width)
}

// width returns the number of columns that some cells take.
func (l *line) width(from, to int) int { return l.columns[to] - l.columns[from] }

// cut returns the line, if it is at most limit columns wide, or else a part of it. The
// part begins where the line begins, if that has room for all that is wrong.
func (l *line) cut(limit int) *line {
	last := len(l.cells)
	if l.width(l.from, l.to) == 0 {
		limit-- // for the caret after the end
	}
	if l.width(0, last) <= limit {
		return l
	}
	start, end, room := 0, l.to, limit-len(ellipsis)
	if l.width(0, end) > room {
		start, room = l.from, room-len(ellipsis)
		for end > start+1 && l.width(start, end) > room {
			end--
		}
		for start > 0 && l.width(start-1, end) <= room*2/3 {
			start--
		}
	}
	for end < last && l.width(start, end+1) <= room {
		end++
	}
	for start > 0 && l.width(start-1, end) <= room {
		start--
	}
	short := newLine("", 0, 0)
	if start > 0 {
		short.append(ellipsis, len(ellipsis))
	}
	moved := len(short.cells) - start
	for i := start; i < end; i++ {
		short.append(l.cells[i], l.width(i, i+1))
	}
	if end < last {
		short.append(ellipsis, len(ellipsis))
	}
	short.from, short.to = l.from+moved, min(l.to, end)+moved
	return short
}
