// Package model holds the facts about annotated types: what their source says,
// nothing decided yet. The generator's later stages read it and never look at
// syntax again.
//
// It is built from what a go/analysis pass holds too (a file set, syntax and
// types), so that the same rules can drive an analyzer.
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

	// Wanted is set for the packages asked for. Others have no Types and no Files:
	// they are there for what a whole module must keep.
	Wanted bool

	// Declared are the annotated types and former structs as their syntax says, by
	// file and source order, those of other builds too.
	Declared []*Declared

	// Structs are the struct types of the built files, as their syntax says.
	Structs []*StructType

	// Scope holds every name declared at package level in the package's own
	// source (generated files left out), with the position of its declaration.
	Scope map[string]token.Pos

	Fset  *token.FileSet
	Types *types.Package // nil if they are not known, such as after a syntax error
	Files []*File        // built files with directives, by name

	// Formers are all former structs of the package, by file and source order,
	// those that belong to no type of it too.
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
	// Methods holds the methods that the package's own source declares on the
	// type, by name, with their positions.
	Methods map[string]token.Pos
	// Formers are the structs of older schema versions, by version. Link sets
	// them.
	Formers []*Former
}

// Kind says how a value travels.
type Kind int

// The kinds. Unsupported marks a type that cannot travel; its Shape says why.
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
	Custom    // with codec=msgpack: msgpack's own methods, through vmihailenco/msgpack
	Pointer
	Slice
	Array
	Map
	Struct
)

// A Shape is how one Go type travels. Shapes form a finite graph without
// cycles, as recursive types are Unsupported; equal types may share a node, so
// walk it with a visited set.
type Shape struct {
	Kind Kind
	Type types.Type // as written; what generated code converts to

	Bits   int      // Int, Uint, Float: 8, 16, 32, 64; 0 is the platform's int or uint
	Len    int64    // Array, ByteArray
	Elem   *Shape   // Pointer, Slice, Array, Map
	Key    *Shape   // Map: String, Int or Uint
	Fields []*Field // Struct, those of embedded structs and state among them
	Embeds []*Shape // Struct: the embedded structs whose fields are among Fields

	// JSON says how a Custom value travels with codec=json, Text or Binary, and
	// is Unsupported where no directive asks for that codec.
	JSON Kind

	// For Unsupported: Reason says what the type is and why it cannot travel,
	// Advice what to write instead. Both are phrases without a full stop.
	Reason, Advice string

	depth int
}

// A Field is one field that takes part in a token.
type Field struct {
	// Path is how Go selects the field: one name, or several through embedded
	// structs, outermost first. Embedded structs that another package does not
	// export are left out.
	Path  []string
	Pos   token.Pos // of the field's name, in its own package
	Wire  string    // name in JSON; empty for state
	Max   int64     // bound of its max= tag in bytes or elements; 0: none
	State bool      // authenticated but never sent; in the annotated struct only
	Shape *Shape
}

// Depth is the number of containers (structs, slices, arrays, maps) on the
// deepest path through the shape, itself included.
func (s *Shape) Depth() int { return s.depth }
