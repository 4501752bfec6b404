package show

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Fit leaves out lines in the middle of a text if it takes more rows of a terminal than
// there are. The last line, which sums up, stays.
func Fit(text string, columns, rows int) string {
	lines := slices.Collect(strings.Lines(text))
	total := 0
	for _, l := range lines {
		total += height(l, columns)
	}
	if total <= rows || len(lines) < 2 {
		return text
	}
	last := lines[len(lines)-1]
	room := rows - 1 - height(last, columns) // one for the line that says so
	kept := 0
	for kept < len(lines)-1 && height(lines[kept], columns) <= room {
		room -= height(lines[kept], columns)
		kept++
	}
	left := fmt.Sprintf("[%s more]\n", Count(len(lines)-1-kept, "line"))
	return strings.Join(lines[:kept], "") + left + last
}

var sequence = regexp.MustCompile("\x1b\\[[0-9;]*m")

// height returns how many rows a line takes.
func height(line string, columns int) int {
	column := 0
	for i, part := range strings.Split(sequence.ReplaceAllString(strings.TrimSuffix(line, "\n"), ""), "\t") {
		if i > 0 {
			column += 8 - column%8
		}
		column += Width(part)
	}
	if columns <= 0 {
		return 1
	}
	return max(1, (column+columns-1)/columns)
}
