package main

import (
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TestDoc compares the package's doc comment with the help texts of the commands.
func TestDoc(t *testing.T) {
	var doc strings.Builder
	doc.WriteString("// Command typeseal generates typed, tamper-proof tokens from annotated Go structs.\n//\n")
	section := func(c *cobra.Command) {
		text := c.Long
		if flags := c.LocalFlags().FlagUsagesWrapped(helpWidth); flags != "" {
			text += "\n\nOptions:\n\n" + strings.TrimRight(strings.ReplaceAll("\n"+flags, "\n  ", "\n\t"), "\n")[1:]
		}
		for line := range strings.Lines(text) {
			doc.WriteString(strings.TrimRight("// "+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	}
	var sections func(c *cobra.Command, name string)
	sections = func(c *cobra.Command, name string) {
		section(c)
		for _, sub := range c.Commands() {
			if sub.Name() != "help" {
				fmt.Fprintf(&doc, "//\n// # %s %s\n//\n", name, sub.Use)
				sections(sub, name+" "+sub.Name())
			}
		}
	}
	sections(rootCommand(), "typeseal")
	want, err := format.Source([]byte(doc.String() + "package main\n"))
	check(t, err)
	if *update {
		check(t, os.WriteFile("doc.go", want, 0o644))
	}
	if readFile(t, ".", "doc.go") != string(want) {
		t.Error("doc.go differs from the help texts; run go test ./cmd/typeseal -run Doc -update")
	}
}

// TestGroups: the list of commands shows only those in groups.
func TestGroups(t *testing.T) {
	for _, cmd := range rootCommand().Commands() {
		if cmd.GroupID == "" && !cmd.Hidden {
			t.Errorf("%s is in no group, so help does not show it", cmd.Name())
		}
	}
}

// TestHelpWidth compares the lines of all help texts with the width of a terminal.
func TestHelpWidth(t *testing.T) {
	var narrow func(c *cobra.Command)
	narrow = func(c *cobra.Command) {
		var help strings.Builder
		c.SetOut(&help)
		check(t, c.Help())
		for line := range strings.Lines(help.String()) {
			shown := strings.TrimRight(strings.ReplaceAll(line, "\t", strings.Repeat(" ", 8)), "\n")
			if n := utf8.RuneCountInString(shown); n > helpWidth {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), n, shown)
			}
		}
		for _, sub := range c.Commands() {
			narrow(sub)
		}
	}
	narrow(rootCommand())
}

var getenv = regexp.MustCompile(`os\.(?:Getenv|LookupEnv)\(([^)]*)\)`)

// TestVariables: the help topic files names each variable that the command reads.
func TestVariables(t *testing.T) {
	help, found := filesTopic().Long, map[string]bool{}
	for _, root := range []string{".", filepath.Join("..", "..", "generator")} {
		check(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			for _, m := range getenv.FindAllStringSubmatch(readFile(t, ".", path), -1) {
				name, err := strconv.Unquote(m[1])
				if err != nil {
					t.Errorf("%s reads a variable whose name is not constant: %s", path, m[0])
				}
				found[name] = true
			}
			return nil
		}))
	}
	for name := range found {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(help) {
			t.Errorf("typeseal help files does not name %s", name)
		}
	}
	if !found["NO_COLOR"] || !found["GOWORK"] {
		t.Errorf("variables %v", found)
	}
}
