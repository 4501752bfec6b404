package web

import (
	"net/url"
	"slices"
	"strings"
)

// The parts of a request that the token of a link is bound to, in their canonical form: a
// method, a path and parameters. Two requests have the same parts exactly if they ask for
// the same thing.

// canonicalPath returns the canonical form of an escaped path, or false if it has none: if
// it does not begin with a slash, is not well escaped, or has an empty segment before its
// end, a segment . or .., or a control character.
func canonicalPath(escaped string) (string, bool) {
	rest, ok := strings.CutPrefix(escaped, "/")
	if !ok {
		return "", false
	}
	var b strings.Builder
	segments := strings.Split(rest, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		last := i == len(segments)-1
		if err != nil || plain == "" && !last || !safeSegment(plain) {
			return "", false
		}
		b.WriteByte('/')
		appendEscaped(&b, plain)
	}
	return b.String(), true
}

// safeSegment reports whether a decoded segment has no control character, and no part
// that a file system or a proxy interprets as another directory.
func safeSegment(segment string) bool {
	for piece := range strings.FieldsFuncSeq(segment, func(r rune) bool { return r == '/' || r == '\\' }) {
		if piece == "." || piece == ".." {
			return false
		}
	}
	return !strings.ContainsFunc(segment, func(r rune) bool { return r < 0x20 || r == 0x7F })
}

// appendEscaped writes text with all bytes escaped that are not unreserved in RFC 3986.
func appendEscaped(b *strings.Builder, text string) {
	const digits = "0123456789ABCDEF"
	for i := range len(text) {
		if c := text[i]; unreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + string(digits[c>>4]) + string(digits[c&15]))
		}
	}
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// validName reports whether a parameter with this name can be bound.
func validName(name string) bool {
	if name == "" || len(name) > 64 {
		return false
	}
	for i := range len(name) {
		if !unreserved(name[i]) {
			return false
		}
	}
	return true
}

// A param is a parameter of a query.
type param struct{ name, value string }

// boundParams returns the parameters of a query that are bound, sorted by name, with the
// values of one name in the order of the query. It returns false if one of them is not
// well escaped or has a semicolon. All other parameters are ignored.
func boundParams(query string, bound []string) (params []param, ok bool) {
	for pair := range strings.SplitSeq(query, "&") {
		escapedName, escapedValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(escapedName)
		if err != nil || !slices.Contains(bound, name) {
			continue
		}
		value, err := url.QueryUnescape(escapedValue)
		if err != nil || strings.Contains(pair, ";") {
			return nil, false
		}
		params = append(params, param{name, value})
	}
	slices.SortStableFunc(params, func(a, b param) int { return strings.Compare(a.name, b.name) })
	return params, true
}
