package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

type diffFlags struct {
	against     string
	json, sarif bool
}

func diffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff --against revision [packages]",
		Short: "show what changed for tokens in use since another git revision",
		Long: `diff compares the token types of the source with the typeseal.lock of another git
revision, such as origin/main. For each change it prints what happens to the
tokens that programs of that revision have minted: compatible, given up, needs a
version, or refused. It exits 1 if a change needs a version or is refused.

With --sarif it prints SARIF 2.1.0, which code hosts show on pull requests. JSON
and SARIF also contain what is wrong with the source.`,
		Args: patternArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error { return diff(cmd, patterns, &f) },
	}
	cmd.Flags().StringVar(&f.against, "against", "", "git `revision` whose lock to compare with")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	cmd.Flags().BoolVar(&f.sarif, "sarif", false, "print SARIF 2.1.0")
	return cmd
}

func diff(cmd *cobra.Command, patterns []string, f *diffFlags) error {
	switch {
	case f.against == "":
		return usagef("diff needs --against with a git revision, such as --against origin/main")
	case f.json && f.sarif:
		return usagef("--json and --sarif cannot be combined; choose one")
	}
	result, err := generator.Generate(cmd.Context(), generator.Config{Dir: ".", Patterns: patterns, Against: f.against})
	if err != nil {
		return err
	}
	faults := faultsOf(result)
	for _, d := range faults {
		fmt.Fprintln(cmd.ErrOrStderr(), d)
	}
	if err := printChanges(cmd.OutOrStdout(), f, result, faults); err != nil {
		return err
	}
	if len(result.Diagnostics) > 0 {
		return errFindings
	}
	return nil
}

// faultsOf returns the diagnostics that are not changes: what is wrong with the source
// or with a lock.
func faultsOf(result *generator.Result) (faults []generator.Diagnostic) {
	for _, d := range result.Diagnostics {
		if d.Change == nil {
			faults = append(faults, d)
		}
	}
	return faults
}

// printChanges prints the changes as text, JSON or SARIF. JSON and SARIF contain the
// faults too, since a program may read them whatever the exit code is. The text has no
// changes if there are faults: those were printed to standard error.
func printChanges(out io.Writer, f *diffFlags, result *generator.Result, faults []generator.Diagnostic) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	switch {
	case f.json:
		return e.Encode(changes(result, faults))
	case f.sarif:
		return e.Encode(sarif(result, faults))
	case len(faults) > 0:
		return nil
	}
	for _, d := range result.Changes {
		place := d.Change.PackagePath + "." + d.Change.TypeName
		if at := d.Position; at.IsValid() {
			place = fmt.Sprintf("%s:%d:%d", relativePath(at.Filename), at.Line, at.Column)
		}
		if _, err := fmt.Fprintf(out, "%s: %s: %s\n", place, d.Change.Outcome, advised(d)); err != nil {
			return err
		}
	}
	return nil
}

// advised is what is wrong and what to do.
func advised(d generator.Diagnostic) string {
	if d.Help == "" {
		return d.Message
	}
	return d.Message + "; " + d.Help
}

// A change is one change as JSON, or one fault, which has no type.
type change struct {
	Verdict string `json:"verdict"`           // or "error"
	Edit    string `json:"edit,omitempty"`    // of a change
	Rule    string `json:"rule,omitempty"`    // of an error
	Package string `json:"package,omitempty"` // this and the following three of a change
	Type    string `json:"type,omitempty"`
	Verb    string `json:"verb,omitempty"`
	Salt    string `json:"salt,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"` // in bytes, from 1
	Message string `json:"message"`
	Help    string `json:"help,omitempty"`
}

func changes(result *generator.Result, faults []generator.Diagnostic) []change {
	list := []change{}
	for _, d := range faults {
		list = append(list, change{Verdict: "error", Rule: d.Rule}.of(d))
	}
	for _, d := range result.Changes {
		c := d.Change
		list = append(list, change{
			Verdict: c.Outcome, Edit: c.Edit, Package: c.PackagePath, Type: c.TypeName, Verb: c.Verb, Salt: c.Salt,
		}.of(d))
	}
	return list
}

func (c change) of(d generator.Diagnostic) change {
	c.Message, c.Help = d.Message, d.Help
	if at := d.Position; at.IsValid() {
		c.File, c.Line, c.Column = relativePath(at.Filename), at.Line, at.Column
	}
	return c
}
