package typeseal

import (
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"strings"
)

// KeyringFromEnv reads a key ring from the environment variable name, in
// ParseKeyring's form.
func KeyringFromEnv(name string) (*Keyring, error) {
	text, err := fromEnv(name)
	if err != nil {
		return nil, err
	}
	return ParseKeyring(text)
}

// KeyringFromFile reads a key ring from a file, in ParseKeyring's form. The file
// must be a regular one, perhaps behind a symbolic link, of at most 64 KiB, that
// only its owner can write; where others can read it, a warning goes to the
// default slog logger.
func KeyringFromFile(path string) (*Keyring, error) {
	text, err := fromFile(path)
	if err != nil {
		return nil, err
	}
	return ParseKeyring(text)
}

// SigningKeyFromEnv reads a signing key from the environment variable name.
func SigningKeyFromEnv(name string) (*SigningKey, error) {
	text, err := fromEnv(name)
	if err != nil {
		return nil, err
	}
	return ParseSigningKey(text)
}

// SigningKeyFromFile reads a signing key from a file, under KeyringFromFile's
// conditions.
func SigningKeyFromFile(path string) (*SigningKey, error) {
	text, err := fromFile(path)
	if err != nil {
		return nil, err
	}
	return ParseSigningKey(text)
}

// errKeyGiven is the error of a key where its place is due. It does not repeat
// what was given.
var errKeyGiven = fmt.Errorf("%w: a key was given where the name of its file or variable is due", ErrConfig)

func isKeyText(s string) bool {
	return strings.Contains(s, rootKind.prefix) || strings.Contains(s, secretKind.prefix)
}

func fromEnv(name string) (string, error) {
	if isKeyText(name) {
		return "", errKeyGiven
	}
	text := os.Getenv(name)
	if text == "" {
		return "", fmt.Errorf("%w: environment variable %s is empty or not set", ErrConfig, name)
	}
	return text, nil
}

func fromFile(path string) (string, error) {
	if isKeyText(path) {
		return "", errKeyGiven
	}
	// Before opening: to open a FIFO would wait for its writer.
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("%w: key file: %w", ErrConfig, err)
	}
	if err := checkKeyFile(path, info); err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%w: key file: %w", ErrConfig, err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil { // another file may stand there now
		return "", fmt.Errorf("%w: key file: %w", ErrConfig, err)
	}
	if err := checkKeyFile(path, info); err != nil {
		return "", err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o004 != 0 {
		slog.Warn("typeseal: key file can be read by everyone", "path", path)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxRingText+1))
	if err != nil {
		return "", fmt.Errorf("%w: key file: %w", ErrConfig, err)
	}
	return string(text), nil
}

func checkKeyFile(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: key file %s is not a regular file", ErrConfig, path)
	}
	if runtime.GOOS == "windows" { // whose mode bits say nothing of others
		return nil
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%w: key file %s can be written by others than its owner", ErrConfig, path)
	}
	return nil
}
