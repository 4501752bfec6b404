package handoff

import "github.com/typeseal/typeseal/runtime/compat/internal/pyjson"

// Object is a JSON object whose members keep their order, as in a Python dict:
// Object{{Name: "uid", Value: 42}}. A Go map is written in the byte order of its keys
// instead.
type Object = pyjson.Object

// Member is one entry of an [Object], with the fields Name and Value. Names are
// unique.
type Member = pyjson.Member

var (
	// style is the default of Python's json module.
	style = pyjson.Style{Format: faults, Comma: ", ", Colon: ": "}
	// compactStyle is the style of a json.RawMessage for the caller.
	compactStyle = pyjson.Style{Format: faults, Comma: ",", Colon: ":"}
)

func compact(dst, src []byte) ([]byte, bool) {
	return pyjson.Respell(dst, src, pyjson.RFC8259, compactStyle)
}
