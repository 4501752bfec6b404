package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func diffCommand() *cobra.Command {
	var against string
	var asJSON, asSARIF bool
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

With --sarif it prints SARIF 2.1.0, which code hosts show on pull requests. JSON
and SARIF also contain the errors in the source.`,
		Args: packageArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			switch {
			case against == "":
				return usagef("diff needs --against with a git revision, such as --against origin/main")
			case asJSON && asSARIF:
				return usagef("--json and --sarif cannot be combined; choose one")
			}
			result, err := generator.Generate(cmd.Context(),
				generator.Config{Dir: ".", Patterns: patterns, Against: against})
			if err != nil {
				return err
			}
			faulty := false
			for _, d := range result.Diagnostics {
				if d.Change == nil {
					faulty = true
					fmt.Fprintln(cmd.ErrOrStderr(), d)
				}
			}
			switch list := changes(result); {
			case asJSON:
				err = printJSON(cmd.OutOrStdout(), list)
			case asSARIF:
				err = printJSON(cmd.OutOrStdout(), sarif(result, list))
			case !faulty: // or else the changes would hide what was printed above
				printChanges(cmd.OutOrStdout(), list)
			}
			if err == nil && len(result.Diagnostics) > 0 {
				err = errFindings
			}
			return err
		},
	}
	cmd.Flags().StringVar(&against, "against", "", "git `revision` whose lock to compare with")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&asSARIF, "sarif", false, "print SARIF 2.1.0")
	return cmd
}

// printChanges prints a line for each change.
func printChanges(out io.Writer, list []change) {
	for _, c := range list {
		place := c.Package + "." + c.Type
		if c.File != "" {
			place = fmt.Sprintf("%s:%d:%d", c.File, c.Line, c.Column)
		}
		fmt.Fprintf(out, "%s: %s\n", place, c.text())
	}
}
