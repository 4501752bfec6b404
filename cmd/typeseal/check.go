package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
	"github.com/typeseal/typeseal/generator"
)

func checkCommand() *cobra.Command {
	var r reporter
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
			var diff string
			result, err := settled(func() (*generator.Result, error) {
				return generator.Generate(cmd.Context(),
					generator.Config{Dir: ".", Patterns: patterns, With: with, Tests: tests(cmd)})
			}, func(result *generator.Result) (err error) {
				diff, err = generator.Diff(result)
				return err
			})
			if err != nil {
				return err
			}
			return r.checked(cmd, result, diff, patterns)
		},
	}
	r.flags(cmd)
	testsOption(cmd, "also check tests of the methods, as generate --tests\nwrites them")
	cmd.Flags().Func("with",
		"compare the salts with this `file` too, the typeseal.lock of another module; can be repeated",
		notEmpty(func(lock string) { with = append(with, lock) }))
	return cmd
}

// checked prints the diagnostics of a result and the diff. In the forms for programs, each
// stale file is a diagnostic, and there is no diff.
func (r *reporter) checked(cmd *cobra.Command, result *generator.Result, diff string, patterns []string) error {
	r.notes(cmd, result)
	for _, t := range result.LeftOut {
		r.tell(cmd, "typeseal: %s in %s is not checked, because it is only built with %s", t.TypeName, t.File,
			t.Constraint)
	}
	list := report.All(result.Warnings, result.Diagnostics)
	if r.form != "" {
		list = report.All(result.Warnings, result.Diagnostics, result.Stale)
	}
	err := r.print(cmd, result.Dir, list, cmd.ErrOrStderr(), document{list})
	switch missing := nothing(result, patterns); {
	case len(result.Stale) > 0:
		if r.form == "" {
			fmt.Fprint(cmd.OutOrStdout(), diff)
		}
		command := "typeseal"
		if tests(cmd) {
			command += " --tests"
		}
		tell(cmd.ErrOrStderr(), "%s not up to date; run %s to update.", filesAre(len(result.Stale)), command)
		return errFindings
	case err == nil && missing != "":
		r.tell(cmd, "%s", missing)
	case err == nil:
		r.tell(cmd, "%s", upToDate(len(result.Files)))
	}
	return err
}
