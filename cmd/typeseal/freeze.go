package main

import (
	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func freezeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "freeze type",
		Short: "recover the former struct of a type from typeseal.lock",
		Long: `freeze writes the struct that a type had when typeseal.lock was written to a Go
file beside the type, as the former struct of its version. Then the type can get a
new version and accept tokens of the old one. The type is named as PasswordReset
or account.PasswordReset. If the former struct exists already, freeze leaves it as
it is.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("freeze takes the name of one type, but got %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return edit(cmd, func() (*generator.Result, error) {
				return generator.Freeze(cmd.Context(), generator.Config{Dir: "."}, args[0])
			})
		},
	}
}
