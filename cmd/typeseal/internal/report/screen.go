package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
)

// styles has the style of each level.
var styles = map[string]show.Style{Error: show.Error, Warning: show.Warning, Note: show.Note}

// indent is where the second and further lines of a message begin.
const indent = 4

// Screen shows diagnostics to people: the message, the line of the source with carets
// below, and the help on a line of its own. The last line counts them.
func Screen(s show.Screen, list []Diagnostic) {
	for _, d := range list {
		var head []show.Piece
		if place := d.place(); place != "" {
			head = append(head, show.Piece{Style: show.Bold, Text: place + ":"})
		}
		head = append(head, show.Piece{Style: styles[d.Level], Text: cmp.Or(d.label, d.Level) + ":"})
		show.Flow(s, 0, indent, append(head, show.Piece{Text: d.Message})...)
		if d.Source != "" && d.Column > 0 {
			d.excerpt(s)
		}
		if d.Help != "" {
			show.Flow(s, indent, indent, show.Piece{Style: show.Note, Text: "help:"}, show.Piece{Text: d.Help})
		}
		fmt.Fprintln(s)
	}
	if len(list) > 0 {
		fmt.Fprintln(s, Summary(list))
	}
}

// Summary counts diagnostics and their files.
func Summary(list []Diagnostic) string {
	counts, files := map[string]int{}, map[string]bool{}
	for _, d := range list {
		counts[d.Level]++
		if d.File != "" {
			files[d.File] = true
		}
	}
	var parts []string
	for _, c := range []struct{ level, noun string }{{Error, "problem"}, {Warning, "warning"}, {Note, "note"}} {
		if n := counts[c.level]; n > 0 {
			parts = append(parts, show.Count(n, c.noun))
		}
	}
	text := strings.Join(parts, ", ")
	if len(files) > 0 {
		text += " in " + show.Count(len(files), "file")
	}
	return text
}
