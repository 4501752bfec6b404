package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/report"
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
without forget.`,
	}
	edits(freeze, generator.Freeze)
	edits(forget, generator.Forget)
	for _, cmd := range []*cobra.Command{freeze, forget} {
		cmd.Args = takes(1, 1, "the name of one type")
	}
	return freeze, forget
}

// An edited is the JSON that freeze and forget print.
type edited struct {
	Notes []string `json:"notes"` // what was done, and the next steps
	commitment
}

// edits makes cmd write the result of generate for the type named. The notes are the result of
// the command.
func edits(
	cmd *cobra.Command,
	generate func(ctx context.Context, config generator.Config, name string) (*generator.Result, error),
) {
	var r reporter
	r.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		result, err := settled(func() (*generator.Result, error) {
			return generate(cmd.Context(), generator.Config{Dir: "."}, args[0])
		}, generator.Commit)
		if err != nil {
			return err
		}
		list := report.All(result.Diagnostics)
		err = r.print(cmd, result.Dir, list, cmd.ErrOrStderr(), edited{append([]string{}, result.Notes...), commitment{
			shortNames(result.Written), shortNames(result.Removed), result.Unchanged, list,
		}})
		if err != nil || r.quiet {
			return err
		}
		out := cmd.OutOrStdout()
		if r.form != "" {
			out = cmd.ErrOrStderr()
		}
		for _, note := range result.Notes {
			tell(out, "%s", note)
		}
		return nil
	}
}
