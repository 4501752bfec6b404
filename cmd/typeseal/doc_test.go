package main

import (
	"fmt"
	"go/format"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestDoc compares the package's doc comment with the help texts of the commands.
func TestDoc(t *testing.T) {
	var doc strings.Builder
	doc.WriteString("// Command typeseal generates typed, tamper-proof tokens from annotated Go structs.\n//\n")
	section := func(c *cobra.Command) {
		text := c.Long
		if flags := c.LocalFlags().FlagUsages(); flags != "" {
			text += "\n\nOptions:\n\n" + strings.TrimRight(strings.ReplaceAll("\n"+flags, "\n  ", "\n\t"), "\n")[1:]
		}
		for line := range strings.Lines(text) {
			doc.WriteString(strings.TrimRight("// "+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	}
	section(rootCommand())
	for _, c := range rootCommand().Commands() {
		if c.Name() != "help" {
			fmt.Fprintf(&doc, "//\n// # typeseal %s\n//\n", c.Use)
			section(c)
		}
	}
	want, err := format.Source([]byte(doc.String() + "package main\n"))
	check(t, err)
	if *update {
		check(t, os.WriteFile("doc.go", want, 0o644))
	}
	if readFile(t, ".", "doc.go") != string(want) {
		t.Error("doc.go differs from the help texts; run go test ./cmd/typeseal -run Doc -update")
	}
}
