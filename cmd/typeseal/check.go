package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func checkCommand() *cobra.Command {
	var with []string
	cmd := &cobra.Command{
		Use:   "check [packages]",
		Short: "print what generate would change; exit 1 if there is anything",
		Long: `check writes nothing. It prints what generate would change, as a unified diff,
and exits 1 if there is any change. Run it in CI.

Modules whose programs share a key must not use one salt for two types. With
--with, check also compares the salts with those in the typeseal.lock of another
module. At the root of a workspace it compares the modules of the workspace.`,
		Args: packageArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			out, errs := cmd.OutOrStdout(), cmd.ErrOrStderr()
			var diff string
			result, err := settled(func() (*generator.Result, error) {
				return generator.Generate(cmd.Context(), generator.Config{Dir: ".", Patterns: patterns, With: with})
			}, func(result *generator.Result) (err error) {
				diff, err = generator.Diff(result)
				return err
			})
			if result == nil {
				return err
			}
			if err := errors.Join(findings(result, errs), err); err != nil {
				return err
			}
			for _, t := range result.LeftOut {
				fmt.Fprintf(errs, "typeseal: %s in %s is not checked, because it is only built with %s\n",
					t.TypeName, t.File, t.Constraint)
			}
			if diff == "" {
				return nil
			}
			fmt.Fprint(out, diff)
			return errFindings
		},
	}
	cmd.Flags().Func("with",
		"compare the salts with this `file` too, the typeseal.lock of another module; can be repeated",
		notEmpty(func(lock string) { with = append(with, lock) }))
	return cmd
}
