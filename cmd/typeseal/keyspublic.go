package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func keysPublicCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "public FILE",
		Short: "print the public ring of a ring of signing keys",
		Long: `public prints the ring for programs that verify: the public keys of the signing
keys in FILE, in the same states, and the cutoffs. The primary key is accepted
there, since a public key cannot mint. Run public again after each change.`,
		Args: ringArgs(0, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f := ringArg(cmd, args)
			ring, _, err := f.read(cmd.Context())
			if err != nil {
				return err
			}
			text, err := ring.Public()
			if err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
			_, err = io.WriteString(exactly(cmd.OutOrStdout()), text)
			return err
		},
	}
}
