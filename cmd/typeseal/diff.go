package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

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
	old, err := generator.At(cmd.Context(), ".", f.against)
	if err != nil {
		return err
	}
	result, err := generator.Generate(cmd.Context(), generator.Config{
		Dir: ".", Patterns: patterns, Against: &old.Lock, AgainstName: old.Name,
	})
	if err != nil {
		return err
	}
	faults := faultsOf(result)
	for _, d := range faults {
		fmt.Fprintln(cmd.ErrOrStderr(), d)
	}
	if err := printVerdicts(cmd.OutOrStdout(), f, old.Prefix, result, faults); err != nil {
		return err
	}
	if len(result.Diagnostics) > 0 {
		return errFindings
	}
	return nil
}

// faultsOf returns the diagnostics that are not verdicts: what is wrong with the source
// or with a lock.
func faultsOf(result *generator.Result) (faults []generator.Diagnostic) {
	for _, d := range result.Diagnostics {
		verdict := func(v generator.Verdict) bool { return v.Pos == d.Pos && v.Message == d.Message }
		if !slices.ContainsFunc(result.Verdicts, verdict) {
			faults = append(faults, d)
		}
	}
	return faults
}

// printVerdicts prints the verdicts as text, JSON or SARIF. JSON and SARIF contain the
// faults too, since a program may read them whatever the exit code is. The text has no
// verdicts if there are faults: those were printed to standard error.
func printVerdicts(
	out io.Writer, f *diffFlags, prefix string, result *generator.Result, faults []generator.Diagnostic,
) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	switch {
	case f.json:
		return e.Encode(changes(result, faults))
	case f.sarif:
		return e.Encode(sarif(prefix, result, faults))
	case len(faults) > 0:
		return nil
	}
	for _, v := range result.Verdicts {
		place := v.PackagePath + "." + v.TypeName
		if v.Pos.IsValid() {
			place = fmt.Sprintf("%s:%d:%d", relativePath(v.Pos.Filename), v.Pos.Line, v.Pos.Column)
		}
		if _, err := fmt.Fprintf(out, "%s: %s: %s\n", place, v.Outcome, advised(v.Diagnostic)); err != nil {
			return err
		}
	}
	return nil
}

// advised is what is wrong and what to do.
func advised(d generator.Diagnostic) string {
	if d.Advice == "" {
		return d.Message
	}
	return d.Message + "; " + d.Advice
}

// A change is a verdict in JSON, or a fault, of which it has no type.
type change struct {
	Verdict string `json:"verdict"`           // or "error"
	Edit    string `json:"edit,omitempty"`    // of a verdict
	Rule    string `json:"rule,omitempty"`    // of an error
	Package string `json:"package,omitempty"` // this and the following three of a verdict
	Type    string `json:"type,omitempty"`
	Verb    string `json:"verb,omitempty"`
	Salt    string `json:"salt,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"` // in bytes, from 1
	Message string `json:"message"`
	Advice  string `json:"advice,omitempty"`
}

func changes(result *generator.Result, faults []generator.Diagnostic) []change {
	list := []change{}
	for _, d := range faults {
		list = append(list, change{Verdict: "error", Rule: d.Rule}.of(d))
	}
	for _, v := range result.Verdicts {
		c := change{Verdict: v.Outcome, Edit: v.Edit, Package: v.PackagePath, Type: v.TypeName, Verb: v.Verb, Salt: v.Salt}
		list = append(list, c.of(v.Diagnostic))
	}
	return list
}

func (c change) of(d generator.Diagnostic) change {
	c.Message, c.Advice = d.Message, d.Advice
	if d.Pos.IsValid() {
		c.File, c.Line, c.Column = relativePath(d.Pos.Filename), d.Pos.Line, d.Pos.Column
	}
	return c
}
