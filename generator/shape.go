package generator

import "github.com/typeseal/typeseal/generator/internal/model"

// Shape is how a Go type travels, as a tree; Field is one field of a struct in
// it. They are for tools that read payloads without the program that has the
// type.
type (
	Shape = model.Shape
	Field = model.Field

	// Former is the struct that a type was in an older schema version.
	Former = model.Former
)

// The kinds of a Shape.
const (
	Bool      = model.Bool
	Int       = model.Int
	Uint      = model.Uint
	Float     = model.Float
	String    = model.String
	Bytes     = model.Bytes
	ByteArray = model.ByteArray
	Time      = model.Time
	Text      = model.Text
	Binary    = model.Binary
	Custom    = model.Custom
	Pointer   = model.Pointer
	Slice     = model.Slice
	Array     = model.Array
	Map       = model.Map
	Struct    = model.Struct
)
