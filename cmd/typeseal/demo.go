package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "init, generate, mint and verify in a temporary directory",
		Long: `demo does what a new user would do, in a temporary directory that it removes: it
writes the program of init, generates the methods, and runs the program and its
tests. It needs the go command and, unless it runs in a checkout of typeseal,
the module proxy.`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "typeseal-demo-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			if err := demoModule(cmd.Context(), dir); err != nil {
				return err
			}
			return demo(cmd.Context(), dir, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
}

// demoModule makes dir a module that requires the same typeseal: the checkout in which
// the command runs, or the version from which the command was built.
func demoModule(ctx context.Context, dir string) error {
	mod := "module example.com/demo\n\ngo 1.26.0\n\n"
	checkout, err := goOutput(ctx, ".", "list", "-m", "-f",
		"{{if not .Version}}{{.Dir}}{{else if .Replace}}{{.Replace.Dir}}{{end}}", modulePath)
	release := released(buildInfo())
	switch path := strings.TrimSpace(checkout); {
	case err == nil && path != "":
		mod += fmt.Sprintf("require %s v0.0.0\n\nreplace %s => %q\n", modulePath, modulePath, path)
	case release != "":
		mod += fmt.Sprintf("require %s %s\n", modulePath, release)
	default:
		return fmt.Errorf("demo needs a released typeseal or its sources; run it in a checkout, or as go run "+
			"%s@latest demo", toolPath)
	}
	os.Setenv("GOWORK", "off") // dir is not part of the user's workspace
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644); err != nil {
		return err
	}
	if strings.Contains(mod, "replace") {
		return nil
	}
	return goCommand(ctx, dir, io.Discard, io.Discard, "mod", "download", modulePath)
}

// demo does in dir, which has a go.mod, what a new user would do.
func demo(ctx context.Context, dir string, out, errs io.Writer) error {
	step := func(title string) { fmt.Fprintf(out, "\n== %s\n\n", title) }
	show := func(name string, line func(string) string) error {
		text, err := os.ReadFile(filepath.Join(dir, name))
		for l := range strings.Lines(string(text)) {
			fmt.Fprint(out, line(l))
		}
		return err
	}
	if _, err := initDir(ctx, dir); err != nil {
		return err
	}
	step("password_reset.go: an annotated struct")
	if err := show("password_reset.go", func(line string) string { return line }); err != nil {
		return err
	}
	result, err := generator.Generate(ctx, generator.Config{Dir: dir})
	if err != nil {
		return err
	}
	if err := generator.Commit(result); err != nil {
		return err
	}
	step("typeseal: the methods written for it")
	signature := func(line string) string {
		if text, ok := strings.CutSuffix(line, " {\n"); ok && strings.HasPrefix(line, "func (") {
			return text + "\n"
		}
		return ""
	}
	if err := show("password_reset_typeseal.go", signature); err != nil {
		return err
	}
	step("go run .: a link, minted and verified with a new key")
	if err := goCommand(ctx, dir, out, errs, "run", "."); err != nil {
		return err
	}
	step("go test: the link after 30 minutes, a link of another key, and an invitation that works once")
	return goCommand(ctx, dir, out, errs, "test", "-v", ".")
}
