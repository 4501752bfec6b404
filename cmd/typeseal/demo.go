package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

const modulePath = "github.com/typeseal/typeseal"

func demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "show everything in a temporary directory: init, generate, mint, verify",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "typeseal-demo-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			return demo(cmd.Context(), dir, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
}

// demo does in dir what a new user would do in an empty directory.
func demo(ctx context.Context, dir string, out, errs io.Writer) error {
	step := func(title string) { fmt.Fprintf(out, "\n== %s\n\n", title) }
	if err := demoModule(ctx, dir); err != nil {
		return err
	}
	if _, err := initDir(ctx, dir); err != nil {
		return err
	}
	step("password_reset.go: an annotated struct")
	if err := show(out, filepath.Join(dir, "password_reset.go")); err != nil {
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
	if err := showMethods(out, filepath.Join(dir, "password_reset_typeseal.go")); err != nil {
		return err
	}
	step("go run .: a link, minted and verified with a new key")
	if err := goCommand(ctx, dir, out, errs, "run", "."); err != nil {
		return err
	}
	step("go test: the link after 30 minutes, a link of another key, and an invitation that works once")
	return goCommand(ctx, dir, out, errs, "test", "-v", ".")
}

// demoModule makes dir a module that requires the same typeseal: the checkout in which
// the command runs, or the version from which it was built.
func demoModule(ctx context.Context, dir string) error {
	mod := "module example.com/demo\n\ngo 1.26.0\n\n"
	list := exec.CommandContext(ctx, "go", "list", "-m", "-f",
		"{{if not .Version}}{{.Dir}}{{else if .Replace}}{{.Replace.Dir}}{{end}}", modulePath)
	checkout, err := list.Output()
	version := builtVersion()
	switch path := strings.TrimSpace(string(checkout)); {
	case err == nil && path != "":
		mod += fmt.Sprintf("require %s v0.0.0\n\nreplace %s => %q\n", modulePath, modulePath, path)
	case version != "":
		mod += fmt.Sprintf("require %s %s\n", modulePath, version)
	default:
		return fmt.Errorf("demo needs a released typeseal or its sources; run it in a checkout, or as go run "+
			"%s/cmd/typeseal@latest demo", modulePath)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644); err != nil {
		return err
	}
	if version == "" {
		return nil
	}
	return goCommand(ctx, dir, io.Discard, io.Discard, "mod", "download", modulePath)
}

// version returns the version for people.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == modulePath && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// builtVersion returns the released version of this binary, or an empty text.
func builtVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path != modulePath || !strings.HasPrefix(info.Main.Version, "v") ||
		strings.Contains(info.Main.Version, "+dirty") {
		return ""
	}
	return info.Main.Version
}

func goCommand(ctx context.Context, dir string, out, errs io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, errs
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return nil
}

func show(out io.Writer, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}

// showMethods prints the signatures of the methods in a generated file.
func showMethods(out io.Writer, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		if signature, ok := strings.CutSuffix(line, " {\n"); ok && strings.HasPrefix(line, "func (") {
			fmt.Fprintln(out, signature)
		}
	}
	return nil
}
