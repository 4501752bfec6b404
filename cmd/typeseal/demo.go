package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	"github.com/typeseal/typeseal/generator"
	"github.com/typeseal/typeseal/templates"
)

func demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "show on one screen what a type accepts and refuses",
		Long: `demo shows an annotated struct, a token of it, and what the struct's Verify says
about that token, about one that has expired, about one of another type, and
about one that somebody has changed. It names the commands that come next.

All of this is real: in a temporary directory, demo generates the methods, and
builds and runs a program with a new key. Then it removes the directory. It
needs the go command. It needs no network if the runtime of its own version is
in the module cache, as after go install, or if its checkout still exists.`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			next := demoSteps(cmd.Context()) // before demoModule changes the environment
			dir, err := os.MkdirTemp("", "typeseal-demo-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			if err := demoModule(cmd.Context(), dir); err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if err := demo(cmd.Context(), dir, out); err != nil {
				return err
			}
			fmt.Fprint(out, "\n", next)
			return nil
		},
	}
}

var demoFiles = template.Must(template.ParseFS(templates.FS, "init/password_reset.go.tmpl", "demo/*.tmpl"))

// demo generates, builds and runs a program in dir, which has a go.mod, and shows its source
// and what it prints.
func demo(ctx context.Context, dir string, out io.Writer) error {
	sources, err := rendered(demoFiles, dir, "typeseal")
	if err != nil {
		return err
	}
	texts := map[string]string{}
	for _, f := range sources {
		texts[filepath.Base(f.path)] = string(f.text)
		if err := os.WriteFile(f.path, f.text, f.mode); err != nil {
			return err
		}
	}
	fmt.Fprint(out, from(texts["password_reset.go"], "//typeseal:"), "\n")
	if err := demoGenerate(ctx, dir); err != nil {
		return err
	}
	fmt.Fprint(out, "typeseal wrote Sign and Verify for this struct. A program that calls them says:\n\n")
	printed, err := goOutput(ctx, dir, "run", ".")
	if err != nil {
		return err
	}
	token, verdicts, _ := strings.Cut(printed, "\n")
	fmt.Fprintf(out, "  %s\n    %s\n", lineWith(texts["main.go"], ".Sign("), token)
	fmt.Fprintf(out, "  %s\n", lineWith(texts["main.go"], ".Verify("))
	for line := range strings.Lines(verdicts) {
		showVerdict(out, "    "+line)
	}
	return nil
}

func demoGenerate(ctx context.Context, dir string) error {
	result, err := generator.Generate(ctx, generator.Config{Dir: dir})
	if err != nil {
		return err
	}
	return generator.Commit(result)
}

// from returns a text from the line on that begins with a prefix.
func from(text, prefix string) string {
	_, rest, _ := strings.Cut(text, "\n"+prefix)
	return prefix + rest
}

// lineWith returns the first line of a text that contains a part, without its indentation.
func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// showVerdict prints a line of the demo's program, with the verdict in color.
func showVerdict(out io.Writer, line string) {
	for word, style := range map[string]show.Style{"accepted": show.Success, "refused": show.Error} {
		if before, after, found := strings.Cut(line, word); found {
			fmt.Fprint(out, before)
			styled(out, style, word)
			line = after
		}
	}
	fmt.Fprint(out, line)
}

// styled prints text in a style, if the output has styles.
func styled(out io.Writer, style show.Style, text string) {
	s := screen(out)
	if s == nil {
		fmt.Fprint(out, text)
		return
	}
	s.Style(style)
	fmt.Fprint(s, text)
	s.Style(show.Plain)
}
