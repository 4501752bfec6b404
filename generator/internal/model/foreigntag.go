package model

import (
	"strconv"
	"strings"
	"unicode"
)

// withoutOptions removes the options of encoding/json, such as omitempty, from a tag in
// another package. They have no effect in tokens, and the user cannot remove them. It
// returns a malformed tag unchanged.
func withoutOptions(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return text
	}
	var plain []string
	for rest := strings.TrimLeft(text, " "); rest != ""; {
		key, value, after, ok := cutTag(rest)
		if !ok {
			return text
		}
		name, _, _ := strings.Cut(value, ",")
		switch {
		case key != "json" || name == "-":
			plain = append(plain, key+":"+strconv.Quote(value))
		case name != "":
			plain = append(plain, key+":"+strconv.Quote(name))
		}
		rest = after
	}
	return strings.Join(plain, " ")
}
