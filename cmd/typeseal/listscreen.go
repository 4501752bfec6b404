package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
)

// listScreen shows token types to people: below the path of each package, two lines for each
// type. The second one has as many fields as fit.
func listScreen(s show.Screen, list []generator.Token) {
	last := ""
	for i, t := range list {
		l := row{t}
		if l.PackagePath != last {
			if i > 0 {
				fmt.Fprintln(s)
			}
			show.Flow(s, 0, 2, show.Piece{Text: l.PackagePath})
			last = l.PackagePath
		}
		facts := fmt.Sprintf("%s, max-age %s", l.kind(), l.Age)
		if l.Salt != "" {
			facts += ", salt " + l.Salt
		}
		show.Flow(s, 2, 6, show.Piece{Style: show.Bold, Text: l.TypeName}, show.Piece{Text: " " + facts})
		show.Flow(s, 4, 6, show.Piece{Text: l.details(s.Columns() - 4)})
	}
}

// details returns the text for the second line of a type, which has room for so many columns.
func (r row) details(room int) string {
	if r.Constraint != "" {
		return "only built with " + r.Constraint
	}
	text := "any length"
	if n := cmp.Or(r.Longest, r.MaxSize); n > 0 {
		text = "at most " + show.Count(n, "character")
	}
	if v := r.versions(); v != "1" && v != "-" {
		text += ", version " + v
	}
	if r.Codec != "msgpack" {
		text += ", " + r.Codec
	}
	return text + "; " + fitted(r.fields(), room-show.Width(text+"; "))
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
