package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/generator"
)

func diffCommand() *cobra.Command {
	var against string
	var r reporter
	cmd := &cobra.Command{
		Use:   "diff --against revision [packages]",
		Short: "show what changed for tokens in use since another git revision",
		Long: `diff compares the token types of the source with the typeseal.lock of another
git revision, such as origin/main. For each change it prints what happens to the
tokens that programs of that revision have minted:

	compatible       they are still accepted
	given up         they are no longer accepted, because the source says so
	needs a version  the type needs a new version, which accepts the old one
	refused          they would not be accepted; generate refuses the change

It exits 1 if a change needs a version or is refused, or if the source is wrong.

With --json, --sarif and --github it prints the errors in the source, too.`,
		Args: packageArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			if against == "" {
				return usagef("diff needs --against with a git revision, such as --against origin/main")
			}
			result, err := generator.Generate(cmd.Context(),
				generator.Config{Dir: ".", Patterns: patterns, Cache: cacheFolder(), Against: against})
			if err != nil {
				return err
			}
			r.notes(cmd, result)
			if err := r.compared(cmd, result); err != nil {
				return err
			}
			if len(result.Changes) == 0 {
				r.tell(cmd, "No change since %s.", against)
			}
			return nil
		},
	}
	r.flags(cmd)
	cmd.Flags().StringVar(&against, "against", "", "git `revision` whose lock to compare with")
	return cmd
}

// compared prints the faults of the source and the changes. As text, faults go to standard error,
// and the changes, which are the result, only if there is no fault.
func (r *reporter) compared(cmd *cobra.Command, result *generator.Result) error {
	isChange := func(d generator.Diagnostic) bool { return d.Change != nil }
	faults := slices.DeleteFunc(slices.Clone(result.Diagnostics), isChange)
	if r.form != "" {
		list := append(report.All(result.Warnings, faults), report.Changes(result.Changes)...)
		return r.print(cmd, result.Dir, list, nil, document{list})
	}
	err := r.print(cmd, result.Dir, report.All(result.Warnings, faults), cmd.ErrOrStderr(), nil)
	if err != nil { // the changes would hide what was printed above
		return err
	}
	return r.print(cmd, result.Dir, report.Changes(result.Changes), cmd.OutOrStdout(), nil)
}
