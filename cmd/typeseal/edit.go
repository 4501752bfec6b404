package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/generator"
)

// editCommands returns the commands that change what typeseal.lock says about one type.
func editCommands() (freeze, forget *cobra.Command) {
	freeze = &cobra.Command{
		Use:   "freeze type",
		Short: "recover the former struct of a type from typeseal.lock",
		Long: `freeze writes the struct that a type had when typeseal.lock was written. Then
the type can get a new version that also accepts tokens of the old one.

The type is named as PasswordReset or account.PasswordReset. If its version was
1, freeze writes the struct PasswordResetV1 to password_reset_v1.go in its
package, and prints the next steps. If that struct already exists, freeze does
not change it.`,
		RunE: edit(generator.Freeze),
	}
	forget = &cobra.Command{
		Use:   "forget type",
		Short: "remove a type whose tokens are not in use from typeseal.lock",
		Long: `forget removes a type from typeseal.lock. The type is named as PasswordReset or
account.PasswordReset, or by its salt.

Use it only if none of its tokens are in use: if the type was never deployed, or
if its last token has expired. After that the type may change in any way. If the
type itself is gone, its salt may be used again.

In a git repository, types that the main branch does not have yet may change
without it.`,
		RunE: edit(generator.Forget),
	}
	for _, cmd := range []*cobra.Command{freeze, forget} {
		cmd.Args = takes(1, 1, "the name of one type")
	}
	return freeze, forget
}

// edit returns a function that writes the result of generate for the type named, and
// prints its notes, which are the output of the command.
func edit(
	generate func(ctx context.Context, config generator.Config, name string) (*generator.Result, error),
) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		result, err := settled(func() (*generator.Result, error) {
			return generate(cmd.Context(), generator.Config{Dir: "."}, args[0])
		}, generator.Commit)
		if err != nil {
			return err
		}
		for _, note := range result.Notes {
			fmt.Fprintln(cmd.OutOrStdout(), note)
		}
		return nil
	}
}
