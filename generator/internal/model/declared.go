package model

import (
	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/directive"
)

// A Declared is an annotated type, or a former struct, with the facts in its syntax.
type Declared struct {
	directive.Target
	File  string // base name
	Build Build

	// Constraint is the condition under which a file that is LeftOut is built.
	Constraint string

	// Text is the declaration in the source, from its comment on, if it is Built and
	// its file has no syntax error.
	Text string
}

// Name returns the type's name.
func (d *Declared) Name() string { return d.Spec.Name.Name }

// Build says which builds include a file.
type Build int

// The builds.
const (
	Built   Build = iota // the one at hand
	LeftOut              // others, on another platform or with other tags
	Apart                // none: the file is a program of its own, run by name
)

// A StructType is a struct type, with the facts in its syntax.
type StructType struct {
	Name      string   // empty for one without
	Fields    []string // names of all fields
	Embeds    []Embed  // the structs that it embeds, as far as they are in packages with directives
	Methods   []string // that the source declares
	Generated []string // methods that the generator adds, in order
}

// An Embed is an embedded field.
type Embed struct {
	diag.Span
	Package, Name string // of the struct, aliases resolved
}
