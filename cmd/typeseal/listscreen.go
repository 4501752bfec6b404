package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// listScreen shows token types to people: below the path of each package, two lines for each
// type. The second one has as many fields as fit.
func listScreen(s show.Screen, list []token) {
	last := ""
	for i, l := range list {
		if l.Package != last {
			if i > 0 {
				fmt.Fprintln(s)
			}
			show.Flow(s, 0, 2, show.Piece{Text: l.Package})
			last = l.Package
		}
		facts := fmt.Sprintf("%s, max-age %s", l.kind(), l.MaxAge)
		if l.Salt != "" {
			facts += ", salt " + l.Salt
		}
		show.Flow(s, 2, 6, show.Piece{Style: show.Bold, Text: l.Name}, show.Piece{Text: " " + facts})
		show.Flow(s, 4, 6, show.Piece{Text: l.details(s.Columns() - 4)})
	}
}

// details returns the text for the second line of a type, which has room for so many columns.
func (l token) details(room int) string {
	if l.LeftOut != "" {
		return "only built with " + l.LeftOut
	}
	text := "any length"
	if n := cmp.Or(l.Longest, l.MaxSize); n > 0 {
		text = "at most " + show.Count(n, "character")
	}
	if v := l.versions(); v != "1" && v != "-" {
		text += ", version " + v
	}
	if l.Codec != "msgpack" {
		text += ", " + l.Codec
	}
	return text + "; " + fitted(l.fields(), room-show.Width(text+"; "))
}

// fitted lists as many words as fit in room columns, and counts the others.
func fitted(words []string, room int) string {
	for n := len(words); n > 0; n-- {
		text := strings.Join(words[:n], ", ")
		if n < len(words) {
			text += fmt.Sprintf(", and %d more", len(words)-n)
		}
		if show.Width(text) <= room {
			return text
		}
	}
	return show.Count(len(words), "field")
}
