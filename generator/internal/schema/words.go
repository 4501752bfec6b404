package schema

import (
	"strings"
	"unicode"
)

// words splits a name at its separators and where its case changes: UserID, user_id and
// user-id are user and ID. HTTPServer is HTTP and Server, and UserIDs is User and IDs.
func words(name string) (list []string) {
	runes := []rune(name)
	start := 0
	cut := func(end int) {
		if end > start {
			list = append(list, string(runes[start:end]))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + 1
		case i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(runes[i-1]):
			cut(i)
		case i > 0 && unicode.IsLower(r) && unicode.IsUpper(runes[i-1]) && !plural(runes, start, i):
			cut(i - 1)
		}
	}
	cut(len(runes))
	return list
}

// plural reports whether the rune at i is the s of a plural such as IDs.
func plural(runes []rune, start, i int) bool {
	ends := i+1 == len(runes) || !unicode.IsLower(runes[i+1])
	return runes[i] == 's' && i-start >= 2 && ends
}

// lowerCamel writes a Go name as a variable's name: passwordHash, urlHash.
func lowerCamel(name string) string {
	list := words(name)
	if len(list) == 0 {
		return name
	}
	first := strings.ToLower(list[0])
	return first + strings.TrimLeft(name, "_")[len(list[0]):]
}
