package main

import (
	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func forgetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "forget type",
		Short: "remove a type from typeseal.lock, because none of its tokens is in use",
		Long: `forget removes a type from typeseal.lock. The type is named as PasswordReset or
account.PasswordReset, or by its salt. Use it only if none of its tokens is in
use: if the type was never deployed, or if the last token has expired. After that
the type may change in any way, and the salt of a removed type may be used again.

In a git repository, a type that the main branch does not have yet may change
without it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("forget takes the name of one type, but got %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return edit(cmd, func() (*generator.Result, error) {
				return generator.Forget(cmd.Context(), generator.Config{Dir: "."}, args[0])
			})
		},
	}
}
