package main

import (
	"context"
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
directive, for the whole module that holds the working directory or for the
packages named. It removes its own files whose source has no directive any more,
and leaves files alone that are up to date. Where anything is wrong it reports
all of it and writes nothing.`,
		Args: cobra.ArbitraryArgs,
		RunE: runGenerate,
	}
}

func runGenerate(cmd *cobra.Command, patterns []string) error {
	result, err := load(cmd.Context(), patterns, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	return generator.Commit(result)
}

func checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [packages]",
		Short: "write nothing; print what generate would change, and exit 1 if anything",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, patterns []string) error {
			result, err := load(cmd.Context(), patterns, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			diff, err := generator.Diff(result)
			if err != nil || diff == "" {
				return err
			}
			fmt.Fprint(cmd.OutOrStdout(), diff)
			return errFindings
		},
	}
}

// load generates in memory, and prints what is wrong with the source.
func load(ctx context.Context, patterns []string, errs io.Writer) (*generator.Result, error) {
	return loadWith(ctx, generator.Config{Dir: ".", Patterns: patterns}, errs)
}

// loadTypes is load for commands that write nothing: what the types are, whatever
// they were.
func loadTypes(ctx context.Context, patterns []string, errs io.Writer) (*generator.Result, error) {
	return loadWith(ctx, generator.Config{Dir: ".", Patterns: patterns, Against: new([]byte)}, errs)
}

func loadWith(ctx context.Context, config generator.Config, errs io.Writer) (*generator.Result, error) {
	result, err := generator.Generate(ctx, config)
	if err != nil {
		return nil, err
	}
	for _, d := range result.Warnings {
		fmt.Fprintln(errs, "warning:", d)
	}
	for _, d := range result.Diagnostics {
		fmt.Fprintln(errs, d)
	}
	if len(result.Diagnostics) > 0 {
		return nil, errFindings
	}
	return result, nil
}
