package show

import (
	"regexp"
	"strings"
)

// secretKey is the form of a secret key, whole or cut.
var secretKey = regexp.MustCompile(`(typeseal_(?:key|sec)_v[0-9]+_)[\w-]+`)

// HideKeys replaces the secret keys in a text.
func HideKeys(text []byte) []byte { return secretKey.ReplaceAll(text, []byte("${1}(not shown)")) }

// MaskKeys replaces the secret keys in a line by asterisks, so that nothing moves and the line
// can be cut.
func MaskKeys(line string) string {
	return secretKey.ReplaceAllStringFunc(line, func(key string) string { return strings.Repeat("*", len(key)) })
}
