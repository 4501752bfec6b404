// Package age has the recipe for a key ring that is encrypted with age. README.md, a folder
// up, explains it.
package age

import (
	"context"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// Keyring follows the key ring in an encrypted file. identity is the file with the host's
// age key.
func Keyring(ctx context.Context, path, identity string) (*typeseal.Keyring, error) {
	source := typeseal.FromFunc(func(context.Context) (string, error) {
		secret, err := os.ReadFile(identity)
		if err != nil {
			return "", err
		}
		identities, err := age.ParseIdentities(strings.NewReader(string(secret)))
		if err != nil {
			return "", err
		}
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		plain, err := age.Decrypt(file, identities...)
		if err != nil {
			return "", err
		}
		text, err := io.ReadAll(plain)
		return string(text), err
	})
	return typeseal.WatchKeyring(ctx, source)
}
