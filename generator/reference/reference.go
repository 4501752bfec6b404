// Package reference has the documentation of the directives and tags that the generator
// reads, as data. The help texts of the command, its manual and the README are made from it.
package reference

import (
	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// Generation is the version of the generated code that the generator writes. The runtime
// says which versions it serves.
const Generation = contract.Generation

// A Verb documents a verb, such as sign.
type Verb = directive.VerbDoc

// An Option documents an option of a directive.
type Option = directive.Doc

// A Tag documents a tag of a field.
type Tag = model.TagDoc

// Verbs returns the documentation of all verbs.
func Verbs() []Verb { return directive.VerbDocs() }

// Options returns the documentation of all options, those of former last.
func Options() []Option { return directive.Docs() }

// Tags returns the documentation of all tags.
func Tags() []Tag { return model.TagDocs() }

// Native is the name of the format of tokens without the option format.
const Native = directive.NativeFormat

// Formats returns the names of all formats that a type's own tokens can have, Native first.
func Formats() []string { return append([]string{Native}, contract.OwnFormats()...) }
