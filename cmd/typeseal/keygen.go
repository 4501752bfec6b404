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
		Long: `keygen prints a new root key: 32 random bytes as text. Keep it in a secret store, an
environment variable, or a file with mode 0600. A key ring has one such key on
each line, after the word primary, accepted or retired.

With --ed25519 it prints two lines: the signing key, which the service that mints
keeps secret, and the public key, which anyone may have.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return keygen(cmd.OutOrStdout(), pair, out)
		},
	}
	cmd.Flags().BoolVar(&pair, "ed25519", false, "make an Ed25519 key pair, for types with alg=ed25519")
	cmd.Flags().Var(nameFlag{&out}, "out",
		"write the secret key to this new `file` with mode 0600, instead of printing it")
	return cmd
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, but got %q", cmd.Name(), args[0])
	}
	return nil
}

// keygen makes a key or a pair of keys. It writes the secret key to the file path, if
// there is one, and the rest to out. If one of the two fails, it writes neither.
func keygen(out io.Writer, pair bool, path string) error {
	printed := path == "" || pair
	if printed && nowhere() {
		return errors.New("the key would be lost, because standard output is closed or " + os.DevNull +
			"; print it to a file or a pipe")
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
