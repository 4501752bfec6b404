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

// table returns the rows of the options and the tags.
func table() string {
	rows := "|---|---|\n"
	for _, o := range reference.Options() {
		text := o.Summary
		switch {
		case len(o.Verbs) == 1 && slices.Contains(o.Formats, reference.Native), o.Formats == nil:
			text = "for `" + o.Verbs[0] + "`: " + text
		case o.Default == "":
			text = "required: " + text
		case len(strings.Fields(o.Default)) == 1:
			text += "; default `" + o.Default + "`"
		}
		rows += fmt.Sprintf("| `%s` | %s |\n", o.Written(), text)
	}
	for _, tag := range reference.Tags() {
		rows += fmt.Sprintf("| `%s` | %s |\n", tag.Written, tag.Summary)
	}
	return rows
}
