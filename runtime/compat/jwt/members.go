package jwt

import (
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
	"github.com/typeseal/typeseal/runtime/internal/armor"
)

// canonical is the spelling in which this package reads JSON: without white space, and
// with one text for each name and string.
var canonical = pyjson.Style{Format: faults, Comma: ",", Colon: ":"}

// object decodes base64url and returns the JSON object in it in its canonical spelling. It
// refuses objects, at any depth, that have a name twice. It uses the memory of room, whose
// content is lost.
func object(room []byte, encoded string) ([]byte, bool) {
	raw, ok := armor.Decode(room[:0], encoded)
	if !ok {
		return nil, false
	}
	text, ok := pyjson.Respell(raw[len(raw):], raw, pyjson.Cased, canonical)
	return text, ok && text[0] == '{'
}

// members returns the members of an object that [object] has returned.
func members(object []byte) []byte { return object[1 : len(object)-1] }

// cut returns the name, in quotes, and the value of the first member, and the rest of the
// members.
func cut(members []byte) (name, value, rest []byte) {
	name, rest = split(members)
	value, rest = split(rest)
	return name, value, rest
}

// split returns the first value of a list of canonical JSON values, and what follows the
// comma or colon after it.
func split(list []byte) (value, rest []byte) {
	depth := 0
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '"':
			for i++; list[i] != '"'; i++ {
				if list[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',', ':':
			if depth == 0 {
				return list[:i], list[i+1:]
			}
		}
	}
	return list, nil
}
