package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	typeseal "github.com/typeseal/typeseal/runtime"
)

func keygenCommand() *cobra.Command {
	var pair bool
	var path string
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "make a key",
		Long: `keygen prints a new root key: 32 random bytes as text. Keep it in a secret
store, an environment variable, or a file with mode 0600. A key ring has one
such key on each line, after a word that says what it is used for, such as
primary. One key alone is a key ring too.

With --ed25519 it prints two lines: the signing key, which the service that
mints keeps secret, and the public key, which anyone may have. With --out it
writes a ring with the secret key and today's date to a new file, and prints
only the public key, if there is one.

To replace a key later, see typeseal keys rotate.`,
		Args: takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := keygen(exactly(cmd.OutOrStdout()), pair, path); err != nil || path == "" {
				return err
			}
			tell(cmd.ErrOrStderr(), "Wrote %s. Whoever has it can mint tokens: keep it out of the repository.",
				filepath.ToSlash(path))
			return nil
		},
	}
	cmd.Flags().BoolVar(&pair, "ed25519", false, "make an Ed25519 key pair, for types with alg=ed25519")
	cmd.Flags().Func("out", "write the secret key to this new `file` with mode 0600, instead of printing it",
		notEmpty(func(name string) { path = name }))
	return cmd
}

// keygen makes a key, or a pair of keys. The secret one goes to a new file at path, or to out
// if path is empty, and the public one to out.
func keygen(out io.Writer, pair bool, path string) error {
	if (path == "" || pair) && isLost(os.Stdout) {
		return errors.New("the key would be lost, because standard output is closed or " + os.DevNull +
			"; print it to a file or a pipe")
	}
	secret, public := typeseal.GenerateKey(), ""
	if pair {
		secret, public = typeseal.GenerateSigningKey()
		public += "\n"
	}
	if path == "" {
		if _, err := io.WriteString(out, secret+"\n"+public); err != nil {
			return keyLost
		}
		return nil
	}
	file := &newFile{path: path, text: datedRing(secret), mode: 0o600}
	defer file.drop() // there is no file if the public key cannot be printed
	if err := file.stage(); err != nil {
		return unwritten(err)
	}
	if _, err := io.WriteString(out, public); err != nil {
		return keyLost
	}
	return file.place()
}

// datedRing returns the text of a ring with one key. The ring says since when the key mints, so that
// typeseal keys can tell how old it is.
func datedRing(secret string) []byte {
	return fmt.Appendf(nil, "primary %s since=%s\n", secret, show.Instant(second()))
}

// unwritten returns the error for a key that could not be written to its file. If the file
// could not be made, the key was never there.
func unwritten(err error) error {
	for _, unmade := range []error{fs.ErrExist, fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, unmade) {
			return err
		}
	}
	return fmt.Errorf("%w; %w", err, keyLost)
}

// isLost reports whether what is written to f is lost, because f is the null device. Go opens
// the null device for a standard output that is closed.
func isLost(f *os.File) bool {
	info, err := f.Stat()
	null, err2 := os.Stat(os.DevNull)
	return err == nil && err2 == nil && os.SameFile(info, null)
}
