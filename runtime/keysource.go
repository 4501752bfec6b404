package typeseal

import (
	"fmt"
	"os"
)

// KeyringFromEnv reads a key ring from the environment variable name. See
// [ParseKeyring].
func KeyringFromEnv(name string) (*Keyring, error) {
	return fromSource(envText, name, ParseKeyring)
}

// KeyringFromFile reads a key ring from a file. See [ParseKeyring]. It follows
// symbolic links, but refuses a file that another user could have put there:
//
//   - anything but a regular file of at most 64 KiB,
//   - a file that its group or everyone can write,
//   - a file whose owner is neither root nor the user that the program runs as,
//     and the same for a folder or link on the path, if it is in a folder that
//     everyone can write,
//   - a file below a folder that everyone can write, unless that folder has the
//     sticky bit, as /tmp has.
//
// So it accepts the files of Kubernetes secrets and projected volumes, of
// Docker secrets and of systemd credentials: root or the program's user owns
// them, and a group may read them. If everyone can read the file,
// KeyringFromFile logs a warning with the default slog logger. On Windows,
// owners and permissions are not checked.
//
// A file has another owner if a sidecar writes it into a shared volume, or if a
// container mounts it from a user of its host. If only that owner can write it,
// read it with os.ReadFile and call ParseKeyring.
func KeyringFromFile(path string) (*Keyring, error) {
	return fromSource(secretFile, path, ParseKeyring)
}

// PublicKeyringFromEnv reads public keys from the environment variable name.
// See [ParsePublicKeyring].
func PublicKeyringFromEnv(name string) (*PublicKeyring, error) {
	return fromSource(envText, name, ParsePublicKeyring)
}

// PublicKeyringFromFile reads public keys from a file. See
// [ParsePublicKeyring], and [KeyringFromFile] for the files that are refused:
// whoever can change the file can forge tokens. It logs no warning, since
// everyone may read a public key.
func PublicKeyringFromFile(path string) (*PublicKeyring, error) {
	text, _, err := keyFile(path)
	if err != nil {
		return nil, err
	}
	return ParsePublicKeyring(text)
}

// SigningKeyFromEnv reads a signing key from the environment variable name. See
// [ParseSigningKey].
func SigningKeyFromEnv(name string) (*SigningKey, error) {
	return fromSource(envText, name, ParseSigningKey)
}

// SigningKeyFromFile reads a signing key from a file. See [ParseSigningKey],
// and [KeyringFromFile] for the files that are refused.
func SigningKeyFromFile(path string) (*SigningKey, error) {
	return fromSource(secretFile, path, ParseSigningKey)
}

// fromSource gets a text from the file or variable with the given name, and parses it.
func fromSource[T any](source func(string) (string, error), name string, parse func(string) (*T, error)) (*T, error) {
	text, err := source(name)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

// envText returns the text of an environment variable.
func envText(name string) (string, error) {
	if isKeyText(name) {
		return "", errKeyGiven
	}
	text := os.Getenv(name)
	if text == "" {
		return "", fmt.Errorf("%w: environment variable %s is empty or not set", ErrConfig, shown(name))
	}
	return text, nil
}
