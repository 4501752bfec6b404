// Package keys has a recipe for each place where keys can live. README.md explains them.
package keys

import (
	"context"
	"os"
	"path/filepath"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// File follows the key ring in a file. Secrets of Docker, Podman and Kubernetes are files
// too.
func File(ctx context.Context, path string) (*typeseal.Keyring, error) {
	return typeseal.WatchKeyring(ctx, typeseal.FromFile(path))
}

// Systemd reads the key ring in the credential typeseal.keys. systemd copies credentials
// when it starts the service, so there is nothing to follow.
func Systemd() (*typeseal.Keyring, error) {
	folder := os.Getenv("CREDENTIALS_DIRECTORY")
	return typeseal.KeyringFromFile(filepath.Join(folder, "typeseal.keys"))
}

// Environment reads the key ring in the variable TYPESEAL_KEYS. The environment of a
// process does not change, so there is nothing to follow.
func Environment() (*typeseal.Keyring, error) {
	return typeseal.KeyringFromEnv("TYPESEAL_KEYS")
}
