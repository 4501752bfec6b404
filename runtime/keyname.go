package typeseal

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// errKeyGiven does not show the key.
var errKeyGiven = fmt.Errorf("%w: a key was given instead of the name of a file or environment variable", ErrConfig)

// shown returns the name of a file or variable as errors and log lines show it.
// The caller may have passed a key instead of its name: one that lost its
// prefix, or a key of another system.
func shown(name string) string {
	if mayHoldKey(name) {
		return "(name not shown: it could be a key)"
	}
	return name
}

// Lengths in bytes of words that mayHoldKey treats as a part of a key.
const (
	longestName   = 40 // a UUID has 36; 20 bytes in hexadecimal have 40
	shortestMixed = 12 // 9 bytes in base64
	longMixed     = 20 // 15 bytes in base64
)

// mayHoldKey reports whether text may contain a key or a part of one: the prefix of a
// secret key of any version, a long word between the separators of paths and names, or a
// shorter word that mixes letters and digits as base64 does.
func mayHoldKey(text string) bool {
	if ring.NearlySecret(text) {
		return true
	}
	separator := func(r rune) bool { return strings.ContainsRune(`/\. "':,;`, r) }
	for word := range strings.FieldsFuncSeq(text, separator) {
		if len(word) > longestName || len(word) >= shortestMixed && mixed(word) {
			return true
		}
	}
	return strings.ContainsAny(text, "\n\r=+")
}

// mixed reports whether a word has letters of both cases, and either is long or changes
// between upper case, lower case and digits at two of five characters or more. Base64 is
// mixed, and words of a language are not. A long name that is mixed too is hidden, so that
// no key is shown by chance, unless it is capitalized.
func mixed(word string) bool {
	if capitalized(word) {
		return false
	}
	const other, upper, lower, digit = 0, 1, 2, 3
	var seen [4]bool
	changes, last := 0, -1
	for _, r := range word {
		class := other
		switch {
		case unicode.IsUpper(r):
			class = upper
		case unicode.IsLower(r):
			class = lower
		case unicode.IsDigit(r):
			class = digit
		}
		seen[class] = true
		if class != last {
			changes++
		}
		last = class
	}
	return seen[upper] && seen[lower] && (len(word) >= longMixed || changes*5 >= len(word)*2)
}

// capitalized reports whether a word is made of words with a capital letter, each of three
// letters or more, such as AccessDeniedException. Of texts of 20 random characters in
// base64, one in 50,000 looks like that.
func capitalized(word string) bool {
	const shortest = 3
	letters := shortest // of the last word
	for _, r := range word {
		switch {
		case unicode.IsLower(r):
			letters++
		case unicode.IsUpper(r) && letters >= shortest:
			letters = 1
		default:
			return false
		}
	}
	return letters >= shortest
}
