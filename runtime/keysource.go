package typeseal

import "context"

// KeyringFromEnv reads a key ring from the environment variable name. See
// [ParseKeyring].
func KeyringFromEnv(name string) (*Keyring, error) {
	return once(FromEnv(name), ParseKeyring)
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
// KeyringFromFile logs a warning with the default slog logger, except in a
// Kubernetes volume, which only the programs of its pod see. On Windows, owners
// and permissions are not checked.
//
// A file has another owner if a sidecar writes it into a shared volume, or if a
// container mounts it from a user of its host. If only that owner can write it,
// read it with os.ReadFile and call ParseKeyring.
func KeyringFromFile(path string) (*Keyring, error) {
	return once(FromFile(path), ParseKeyring)
}

// PublicKeyringFromEnv reads public keys from the environment variable name.
// See [ParsePublicKeyring].
func PublicKeyringFromEnv(name string) (*PublicKeyring, error) {
	return once(FromEnv(name), ParsePublicKeyring)
}

// PublicKeyringFromFile reads public keys from a file. See
// [ParsePublicKeyring], and [KeyringFromFile] for the files that are refused:
// whoever can change the file can forge tokens. Everyone may read it.
func PublicKeyringFromFile(path string) (*PublicKeyring, error) {
	return once(FromFile(path), ParsePublicKeyring)
}

// SigningKeyFromEnv reads a signing key from the environment variable name. See
// [ParseSigningKey].
func SigningKeyFromEnv(name string) (*SigningKey, error) {
	return once(FromEnv(name), ParseSigningKey)
}

// SigningKeyFromFile reads a signing key from a file. See [ParseSigningKey],
// and [KeyringFromFile] for the files that are refused.
func SigningKeyFromFile(path string) (*SigningKey, error) {
	return once(FromFile(path), ParseSigningKey)
}

// once loads a text, and parses it.
func once[H viewer](s Source, parse func(string) (*H, error)) (*H, error) {
	text, err := load(context.Background(), s)
	if err != nil {
		return nil, err
	}
	return parse(text)
}
