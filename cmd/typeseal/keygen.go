package main

import (
	"errors"
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
			return keygen(cmd.OutOrStdout(), pair, out)
		},
	}
	cmd.Flags().BoolVar(&pair, "ed25519", false, "make an Ed25519 key pair, for types with alg=ed25519")
	cmd.Flags().Var(nameFlag{&out}, "out", "write the secret key to this new `file`, mode 0600, instead of printing it")
	return cmd
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but got %q", cmd.Name(), args[0])
	}
	return nil
}

// keygen makes a key or a pair. The secret one goes to the file path if there is
// one, and all else to out. If one of the two cannot be written, neither is.
func keygen(out io.Writer, pair bool, path string) error {
	printed := path == "" || pair
	if printed && nowhere() {
		return errors.New("standard output is closed or " + os.DevNull +
			", and the key would be lost; print it to a file or a pipe")
	}
	secret, public := typeseal.GenerateKey(), ""
	if pair {
		secret, public = typeseal.GenerateSigningKey()
		public += "\n"
	}
	if path == "" {
		_, err := io.WriteString(out, secret+"\n"+public)
		return err
	}
	file := &newFile{path: path, text: []byte(secret + "\n"), mode: 0o600}
	if err := file.stage(); err != nil {
		return err
	}
	if _, err := io.WriteString(out, public); err != nil {
		file.drop()
		return err
	}
	return file.place()
}
