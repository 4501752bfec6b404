// Package model describes annotated types as their source declares them. Later stages
// of the generator read the model and not the syntax.
//
// The model is made from a file set, syntax and types, which a go/analysis pass also
// has, so an analyzer can use the same rules.
package model

import (
	"go/token"
	"go/types"

	"github.com/typeseal/typeseal/generator/internal/directive"
)

// A Package is one Go package with at least one directive in it.
type Package struct {
	Path string // import path
	Name string // package name
	Dir  string // directory, absolute
	Root string // directory of the package's module

	// Wanted is set for the requested packages. Others have no Types and no Files. They
	// are included for the facts that must hold in the whole module.
	Wanted bool

	// Tests is set if tests are generated for all types, and not only for those whose
	// directive has the option.
	Tests bool

	// Declared are the annotated types and former structs, with the facts in their
	// syntax, by file and source order. They include types of other builds.
	Declared []*Declared

	// Structs are the struct types of the built files, with the facts in their syntax.
	Structs []*StructType

	// Scope holds every name declared at package level in the package's own
	// source (generated files left out), with the position of its declaration.
	Scope map[string]token.Pos

	Fset  *token.FileSet
	Types *types.Package // nil if they are not known, such as after a syntax error
	Files []*File        // built files with directives, by name

	// Formers are all former structs of the package, by file and source order, including
	// those that belong to no type of the package.
	Formers []*Former
}

// A File is one source file with at least one directive.
type File struct {
	Name       string // base name, such as account.go
	Constraint string // build constraint to repeat in the output, such as "linux && !cgo"; empty: none
	Types      []*Type
}

// A Type is an annotated struct type.
type Type struct {
	Name       string
	Pos        token.Pos // of the name
	Named      *types.Named
	Directives []*directive.Directive // one a kind, in source order
	Shape      *Shape                 // Kind Struct
	// Methods are the methods that the package's own source declares on the type, by
	// name, with their positions.
	Methods map[string]token.Pos
	// Formers are the structs of older schema versions, by version. Link sets
	// them.
	Formers []*Former
}

// Kind says how a value is encoded.
type Kind int

// The kinds. A type that cannot be encoded is Unsupported; its Shape says why.
const (
	Unsupported Kind = iota
	Bool
	Int
	Uint
	Float
	String
	Bytes     // []byte, or a slice of a type declared as byte
	ByteArray // [N]byte, or an array of such a type
	Time      // time.Time
	Text      // encoding.TextMarshaler and TextUnmarshaler
	Binary    // encoding.BinaryMarshaler and BinaryUnmarshaler
	Custom    // with codec=msgpack: the methods of vmihailenco/msgpack
	Pointer
	Slice
	Array
	Map
	Struct
)

// A Shape says how a Go type is encoded. Shapes form a graph without cycles. Equal
// types may share a node.
type Shape struct {
	Kind Kind
	Type types.Type // as written; generated code converts to it

	Bits   int      // Int, Uint, Float: 8, 16, 32, 64; 0: int or uint
	Len    int64    // Array, ByteArray
	Elem   *Shape   // Pointer, Slice, Array, Map
	Key    *Shape   // Map: String, Int or Uint
	Fields []*Field // Struct: including state and the fields of embedded structs
	Embeds []*Shape // Struct: the embedded structs whose fields are among Fields

	// JSON says how codec=json encodes a Custom value: as Text or Binary. It is
	// Unsupported if no directive has that codec.
	JSON Kind

	// For Text, Binary and Custom: ReadsJSON says that the type has the method UnmarshalJSON,
	// and RisksJSON that it does not read all of a new value, or panics.
	ReadsJSON, RisksJSON bool

	// For Unsupported: why the type cannot be encoded, and what to write instead. Both
	// are phrases without a full stop.
	Reason, Advice string

	depth int               // number of nested containers, including this one
	wires map[string]*Field // of a struct with many fields: those that are sent, by Wire
}

// A Field is one field that tokens contain, or a state field.
type Field struct {
	// Path is the selector of the field in Go: its name, or several names through
	// embedded structs. Embedded structs that another package does not export are left
	// out.
	Path  []string
	Pos   token.Pos // of the field's name, in its own package
	Wire  string    // name in JSON; empty for state
	Max   int64     // bound of its max= tag in bytes or elements; 0: none
	State bool      // authenticated but not sent; only in the annotated struct
	Shape *Shape
}
