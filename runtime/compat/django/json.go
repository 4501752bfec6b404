package django

import "github.com/typeseal/typeseal/runtime/compat/internal/pyjson"

// Object is a JSON object whose members keep their order, as in a Python dict:
// Object{{Name: "uid", Value: 42}}. A Go map is written in the byte order of its keys
// instead.
type Object = pyjson.Object

// Member is one entry of an [Object], with the fields Name and Value. Names are
// unique.
type Member = pyjson.Member

// style is the style of Django's serializer, separators=(",", ":").
var style = pyjson.Style{Format: faults, Comma: ",", Colon: ":"}
