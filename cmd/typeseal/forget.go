package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

func forgetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "forget type",
		Short: "say that no token of a type is in use: remove it from typeseal.lock",
		Long: `forget removes what typeseal.lock says of a type, named PasswordReset or
account.PasswordReset or by its salt. It says that none of its tokens is in use:
the type was never deployed, or the last token has expired. After it, the type
may change in any way, and the salt of a type that is gone may be used again.

In a git repository a type that the main line does not have yet needs no forget:
it may change freely.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("forget takes the name of one type, but got %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var forgotten []string
			_, err := commit(func() (result *generator.Result, err error) {
				result, forgotten, err = generator.Forget(cmd.Context(), generator.Config{Dir: "."}, args[0])
				return result, err
			})
			if err != nil {
				return err
			}
			for _, what := range forgotten {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "typeseal.lock says nothing of %s any more\n", what); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
