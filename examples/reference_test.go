package examples_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/generator/reference"
)

var update = flag.Bool("update", false, "write the table of directives into the README")

// TestReference: the README's table has every option and tag, as the generator documents
// them.
func TestReference(t *testing.T) {
	path := filepath.Join("..", "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), "| option | |\n")
	have, after, ended := strings.Cut(rest, "\n\n")
	if !found || !ended {
		t.Fatal("the README has no table of options")
	}
	want := strings.TrimSpace(table())
	if *update {
		text := before + "| option | |\n" + want + "\n\n" + after
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if have != want {
		t.Errorf("the README's table differs from the reference; run go test ./examples -run Reference -update\n"+
			"want:\n%s", want)
	}
}

// table returns the rows of the options and the tags. The parameters of other systems' tokens
// share two rows, because few programs need them.
func table() string {
	rows := "|---|---|\n"
	var own, also []string
	for _, o := range reference.Options() {
		switch written := "`" + o.Written() + "`"; {
		case strings.HasPrefix(o.Name, "also-"):
			also = append(also, written)
		case o.Formats != nil && !slices.Contains(o.Formats, reference.Native):
			own = append(own, written)
		default:
			rows += fmt.Sprintf("| %s | %s |\n", written, summary(o))
		}
	}
	rows += fmt.Sprintf("| %s | parameters of the tokens of format= |\n", strings.Join(own, " "))
	rows += fmt.Sprintf("| %s | parameters of the tokens of also= |\n", strings.Join(also, " "))
	for _, tag := range reference.Tags() {
		rows += fmt.Sprintf("| `%s` | %s |\n", tag.Written, tag.Summary)
	}
	return rows
}

// summary returns what a row says about an option.
func summary(o reference.Option) string {
	switch {
	case len(o.Verbs) == 1 && slices.Contains(o.Formats, reference.Native), o.Formats == nil:
		return "for `" + o.Verbs[0] + "`: " + o.Summary
	case o.Default == "":
		return "required: " + o.Summary
	case len(strings.Fields(o.Default)) == 1:
		return o.Summary + "; default `" + o.Default + "`"
	}
	return o.Summary
}
