// Package show has the form of tables, times and durations in the output of the commands.
package show

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// Table prints rows in columns. A cell without a text is shown as -.
func Table(out io.Writer, rows [][]string) error {
	var text bytes.Buffer // the tabwriter writes each cell by itself
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, cmp.Or(cell, "-"))
		}
		fmt.Fprintln(w)
	}
	w.Flush() // which cannot fail
	_, err := text.WriteTo(out)
	return err
}

// Instant returns a time in RFC 3339, in UTC and whole seconds.
func Instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Day is 24 hours.
const Day = 24 * time.Hour

// Span returns a duration for people. It rounds down to the largest unit of which the
// duration has at least two.
func Span(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{Day, "days"}, {time.Hour, "hours"}, {time.Minute, "minutes"}} {
		if d >= 2*unit.size {
			return fmt.Sprintf("%d %s", d/unit.size, unit.name)
		}
	}
	if d/time.Second == 1 {
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", d/time.Second)
}
