package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func keygenCommand() *cobra.Command {
	var pair bool
	var out string
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "make a key",
		Long: `keygen prints a fresh root key: 32 random bytes in text form, to be kept in a
secret store, an environment variable or a file of mode 0600. A key ring is one
such key on each line, with primary, accepted or retired before it.

With --ed25519 it prints two lines: the signing key, which one service keeps, and
the public key, which everyone may have.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			secret, public := typeseal.GenerateKey(), ""
			if pair {
				secret, public = typeseal.GenerateSigningKey()
			}
			if out == "" {
				fmt.Fprintln(cmd.OutOrStdout(), secret)
			} else if err := writeSecret(out, secret+"\n"); err != nil {
				return err
			}
			if public != "" {
				fmt.Fprintln(cmd.OutOrStdout(), public)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&pair, "ed25519", false, "make an Ed25519 key pair, for types with alg=ed25519")
	cmd.Flags().StringVar(&out, "out", "", "write the secret key to this new `file`, mode 0600, instead of printing it")
	return cmd
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but got %q", cmd.Name(), args[0])
	}
	return nil
}

// writeSecret writes a new file that only its owner can read. It never writes
// over one: a lost key cannot be had back.
func writeSecret(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, text); err != nil {
		f.Close()
		os.Remove(path)
		return err
	}
	return f.Close()
}
