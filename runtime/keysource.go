package typeseal

import (
	"fmt"
	"os"
	"strings"
	"unicode"
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

// KeyringFromFile reads a key ring from a file, in ParseKeyring's form. Symbolic
// links are followed. It refuses what somebody else could have put there:
//
//   - anything but a regular file of at most 64 KiB,
//   - a file that its group or everyone can write,
//   - a file whose owner is neither root nor the user that the program runs as, and
//     such a folder or link on the way to it, in a folder that everyone can write,
//   - a file below a folder that everyone can write, unless that has the sticky bit,
//     as /tmp has.
//
// So it takes the files of Kubernetes' secrets and projected volumes, of Docker's
// secrets and of systemd's credentials, which root or the program's user owns, and a
// group may read. If everyone can read the file, a warning goes to the default slog
// logger. Windows has other permissions; nothing is checked there.
//
// A file that a sidecar writes into a shared volume, or that a container mounts from
// a user of its host, has another owner. If only they can write it, read it with
// os.ReadFile and call ParseKeyring.
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

func fromEnv(name string) (string, error) {
	if isKeyText(name) {
		return "", errKeyGiven
	}
	text := os.Getenv(name)
	if text == "" {
		return "", fmt.Errorf("%w: environment variable %s is empty or not set", ErrConfig, shown(name))
	}
	return text, nil
}

func isKeyText(s string) bool {
	return strings.Contains(s, rootKind.prefix) || strings.Contains(s, secretKind.prefix)
}

// shown is the name of a file or variable as an error shows it. A key that lost its
// prefix, or text of another system's key, may have been given for it.
func shown(name string) string {
	if mayHoldKey(name) {
		return "(a name that is not shown: it could be a key)"
	}
	return name
}

// mayHoldKey reports whether a text could have a key in it, or a part of one.
// Between the separators of paths and names, a key is a long word, of which letters
// are mixed as in no word of a language.
func mayHoldKey(text string) bool {
	lower := strings.ToLower(text)
	if strings.Contains(lower, "typeseal_key_") || strings.Contains(lower, "typeseal_sec_") || strings.ContainsAny(text, "\n\r=+") {
		return true
	}
	separator := func(r rune) bool { return strings.ContainsRune(`/\. "':,;`, r) }
	for word := range strings.FieldsFuncSeq(text, separator) {
		if len(word) > longestName || len(word) >= shortestMixed && mixed(word) {
			return true
		}
	}
	return false
}

const (
	longestName   = 40 // in bytes: 20 in hexadecimal digits; a UUID has 36
	shortestMixed = 12 // 9 bytes in base64
)

// mixed reports whether a word has letters of both cases and changes between upper
// case, lower case and digits as base64 does: nearly every second character.
func mixed(word string) bool {
	var seen [3]bool
	changes, last := 0, rune(0)
	for _, r := range word {
		class := rune(1)
		switch {
		case unicode.IsUpper(r):
			class = 0
		case unicode.IsDigit(r):
			class = 2
		}
		seen[class] = true
		if class != last {
			changes++
		}
		last = class
	}
	return seen[0] && seen[1] && changes*5 >= len(word)*2
}
