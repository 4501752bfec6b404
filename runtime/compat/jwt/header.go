package jwt

import "strings"

// heads reports whether the header of an authentic token says nothing that this package
// does not do. The algorithm must be the one of the policy: the token cannot choose it.
func (s *Spec) heads(header []byte) bool {
	var name, value []byte
	known := false
	for rest := members(header); len(rest) > 0; {
		name, value, rest = cut(rest)
		switch string(name) {
		case `"alg"`:
			known = string(value) == `"`+s.name+`"`
		case `"typ"`: // RFC 7515 compares it without case
			if !strings.EqualFold(string(value), `"JWT"`) {
				return false
			}
		case `"crit"`, `"b64"`, `"cty"`, `"zip"`, `"enc"`:
			return false
		}
	}
	return known
}
