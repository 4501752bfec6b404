package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func freezeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "freeze type",
		Short: "write the struct that a type was when typeseal.lock was written",
		Long: `freeze recovers the struct that a type, such as PasswordReset or
account.PasswordReset, was when typeseal.lock was written, and writes it to a Go
file beside the type, as the former struct of its version. With it the type can
have a new version and accept the old. A struct that is there already stays.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("freeze takes the name of one type, but got %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := generator.Freeze(cmd.Context(), generator.Config{Dir: "."}, args[0])
			if err != nil {
				return err
			}
			path := relativePath(f.Path)
			if f.Text == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s has %s already: it is version %d of %s\n", path, f.Former, f.Version, f.Type)
				return nil
			}
			if err := writeNew(f.Path, f.Text, 0o644); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s is version %d of %s.\nNow write version=%d accept=%s above %s, and "+
				"below %s:\n\n\tfunc (old %s) Upgrade() (%s, error)\n",
				path, f.Former, f.Version, f.Type, f.Version+1, f.Accept, f.Type, f.Former, f.Former, f.Type)
			return nil
		},
	}
}
