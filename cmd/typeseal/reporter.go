package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/generator"
)

// A reporter prints the diagnostics of a command, in the form that its options ask for.
// All commands that have diagnostics have the same options.
type reporter struct {
	form  string // json, sarif or github; empty: text
	quiet bool
}

// flags adds the options to a command.
func (r *reporter) flags(cmd *cobra.Command) {
	for _, o := range []struct{ form, usage string }{
		{"json", "print JSON"},
		{"sarif", "print SARIF 2.1.0, for code hosts and editors"},
		{"github", "print annotations for GitHub Actions"},
	} {
		cmd.Flags().VarPF(&formFlag{r, o.form}, o.form, "", o.usage).NoOptDefVal = "true"
	}
	cmd.Flags().BoolVarP(&r.quiet, "quiet", "q", false, "say nothing on success")
}

// A formFlag is the option for one form. Only one form can be chosen.
type formFlag struct {
	r    *reporter
	form string
}

func (f *formFlag) Type() string     { return "bool" }
func (f *formFlag) IsBoolFlag() bool { return true }
func (f *formFlag) String() string   { return "false" }

func (f *formFlag) Set(text string) error {
	on, err := strconv.ParseBool(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q is neither true nor false", text)
	case on && f.r.form != "" && f.r.form != f.form:
		return fmt.Errorf("it cannot be combined with --%s; choose one", f.r.form)
	case on:
		f.r.form = f.form
	case f.r.form == f.form:
		f.r.form = ""
	}
	return nil
}

// A document is the JSON of a command that has nothing but diagnostics.
type document struct {
	Diagnostics []report.Diagnostic `json:"diagnostics"`
}

// print prints a list, as text to the output text. With --json it prints the document,
// which has the list. The folder dir is in the repository, and has the lock. print returns
// errFindings if there is an error in the list.
func (r *reporter) print(
	cmd *cobra.Command, dir string, list []report.Diagnostic, text io.Writer, document any,
) (err error) {
	out := cmd.OutOrStdout()
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	repo := report.Repository{Root: repository(dir), Lock: filepath.Join(dir, lockName)}
	switch r.form {
	case "json":
		err = printJSON(out, document)
	case "sarif":
		err = printJSON(out, report.SARIF(version(), repo, list))
	case "github":
		report.GitHub(out, repo, list)
	default:
		printText(text, list)
	}
	isError := func(d report.Diagnostic) bool { return d.Level == report.Error }
	if err == nil && slices.ContainsFunc(list, isError) {
		err = errFindings
	}
	return err
}

// printText prints diagnostics for people or for editors.
func printText(out io.Writer, list []report.Diagnostic) {
	list = slices.Clone(list)
	for i := range list {
		list[i].Message, list[i].Help = asRun(list[i].Message), asRun(list[i].Help)
	}
	if s := screen(out); s != nil {
		report.Screen(s, list)
		return
	}
	report.Text(out, list)
}

// tell prints a sentence to standard error, unless --quiet is given.
func (r *reporter) tell(cmd *cobra.Command, format string, args ...any) {
	if !r.quiet {
		tell(cmd.ErrOrStderr(), format, args...)
	}
}

// notes prints the notes of a result.
func (r *reporter) notes(cmd *cobra.Command, result *generator.Result) {
	for _, note := range result.Notes {
		r.tell(cmd, "typeseal: %s", note)
	}
}

// repository returns the folder that holds dir and is the root of a git repository, or dir
// if there is none.
func repository(dir string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
			return root
		} else if root == filepath.Dir(root) {
			return dir
		}
	}
}
