package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func generateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "generate [packages]",
		Short: "write the methods of annotated structs (what typeseal alone does)",
		Long: `generate writes account_typeseal.go for each account.go with a //typeseal:
directive. It works on the whole module of the working directory, or on the
packages named, such as ./account. At the root of a workspace it works on all
modules that go.work names.

It removes its own files if their source has no directive anymore, and does not
touch files that are up to date. If anything is wrong, it reports everything that
is wrong and writes nothing.`,
		Args: patternArgs,
		RunE: runGenerate,
	}
}

func runGenerate(cmd *cobra.Command, patterns []string) error {
	result, err := settled(func() (*generator.Result, error) {
		return generator.Generate(cmd.Context(), generator.Config{Dir: ".", Patterns: patterns})
	}, generator.Commit)
	if result == nil {
		return err
	}
	return errors.Join(findings(result, cmd.ErrOrStderr()), err)
}

// edit writes what generate returns, and prints its notes, which are what the user
// asked for.
func edit(cmd *cobra.Command, generate func() (*generator.Result, error)) error {
	result, err := settled(generate, generator.Commit)
	if err != nil {
		return err
	}
	for _, note := range result.Notes {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), note); err != nil {
			return err
		}
	}
	return nil
}

// attempts is how often settled tries. In each round, one of the generators that run in
// parallel commits, so this is how many can run.
const attempts = 1000

// settled calls use with the result of generate, unless something is wrong with the
// source. If a file that generate read has changed since, it starts again.
func settled(
	generate func() (*generator.Result, error), use func(*generator.Result) error,
) (result *generator.Result, err error) {
	for range attempts {
		if result, err = generate(); err != nil || len(result.Diagnostics) > 0 {
			return result, err
		}
		if err = use(result); !errors.Is(err, generator.ErrChanged) {
			break
		}
	}
	return result, err
}

func checkCommand() *cobra.Command {
	var with []string
	cmd := &cobra.Command{
		Use:   "check [packages]",
		Short: "print what generate would change, and exit 1 if it would change anything",
		Long: `check writes nothing. It prints as a diff what generate would change, and exits 1
if there is anything.

Modules whose programs share a key must not use one salt for two types. With
--with, check also compares the salts with those in the typeseal.lock of another
module. At the root of a workspace it compares the modules of the workspace.`,
		Args: patternArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error { return check(cmd, patterns, with) },
	}
	cmd.Flags().Var(namesFlag{&with}, "with",
		"also compare the salts with this `file`, the typeseal.lock of a module that shares keys; can be repeated")
	return cmd
}

func check(cmd *cobra.Command, patterns, with []string) error {
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
	if err := errors.Join(findings(result, cmd.ErrOrStderr()), err); err != nil {
		return err
	}
	for _, t := range result.LeftOut {
		fmt.Fprintf(cmd.ErrOrStderr(),
			"typeseal: %s in %s is not checked, because it is only built with %s\n", t.TypeName, t.File, t.Constraint)
	}
	if diff == "" {
		return nil
	}
	fmt.Fprint(cmd.OutOrStdout(), diff)
	return errFindings
}

// loadTypes returns the types of the packages, without comparing them with the lock,
// and prints what is wrong with the source.
func loadTypes(ctx context.Context, patterns []string, errs io.Writer) (*generator.Result, error) {
	result, err := generator.Generate(ctx, generator.Config{Dir: ".", Patterns: patterns, TypesOnly: true})
	if err != nil {
		return nil, err
	}
	if err := findings(result, errs); err != nil {
		return nil, err
	}
	return result, nil
}

// findings prints warnings, notes and diagnostics. It returns errFindings if there is a
// diagnostic.
func findings(result *generator.Result, errs io.Writer) error {
	for _, d := range result.Warnings {
		fmt.Fprintln(errs, "warning:", d)
	}
	for _, note := range result.Notes {
		fmt.Fprintln(errs, "typeseal:", note)
	}
	for _, d := range result.Diagnostics {
		fmt.Fprintln(errs, d)
	}
	if len(result.Diagnostics) > 0 {
		return errFindings
	}
	return nil
}
