// Package diag has diagnostics, which say what is wrong, where, and what to write
// instead. All stages of the generator use this type.
package diag

import (
	"cmp"
	"fmt"
	"go/token"
	"strings"
)

// A Span is a part of a source file.
type Span struct{ Pos, End token.Pos }

// Word returns the span of a word that begins at pos.
func Word(pos token.Pos, word string) Span { return Span{pos, pos + token.Pos(len(word))} }

// A Diagnostic is one error in the source or in a lock.
type Diagnostic struct {
	// Span is the part of the source that is wrong. If its End is not set, it is the
	// word at Pos. If its Pos is not set, the diagnostic has no place in the source.
	Span

	Rule    string // short name of the rule that found it, such as "salt"
	Message string // what is wrong, a phrase without a full stop
	Help    string // what to do, or empty
	Warning bool   // the generated files are written anyway
	Unsure  bool   // of a warning: it may be meant so, and then nothing can be changed

	// Fixes are the edits of which one removes the error, the most careful one first. There
	// are none if only a person can know what was meant.
	Fixes []Fix

	// Change is set if the diagnostic reports a difference between the source and a lock.
	Change *Change

	// Position is the position of Span.Pos, set by a Collector. Its file is an absolute
	// path, or a lock that is not the module's, such as HEAD:typeseal.lock. Its column counts
	// bytes from 1. Comments such as //line have no effect on it.
	Position token.Position

	// If Position is set, the part that is wrong ends before EndColumn, in the same line.
	// Name is the name of the file in messages, and Source the line without its end.
	EndColumn    int
	Name, Source string
}

// A Fix replaces a part of the source by other text.
type Fix struct {
	Span
	Text string

	// Tag is set if Span has the offsets in the tag of the field at the diagnostic, without
	// its quotes. Types have the text of tags, but not their places.
	Tag bool
}

// A Change is one difference between a type's tokens in a lock and in the source.
type Change struct {
	Outcome string // "compatible", "given up", "needs a version" or "refused"
	Edit    string // which change, such as "field added"; LOCK.md lists them

	PackagePath, TypeName, Verb, Salt string // of the type
}

// String returns the position, if there is one, the message and the help, in one line.
func (d Diagnostic) String() string {
	text := d.Message
	if d.Position.IsValid() {
		text = fmt.Sprintf("%s:%d:%d: %s", d.Name, d.Position.Line, d.Position.Column, d.Message)
	}
	if d.Help != "" {
		text += "; " + d.Help
	}
	return printable(text)
}

// compare orders diagnostics by position.
func compare(a, b Diagnostic) int {
	return cmp.Or(
		strings.Compare(a.Position.Filename, b.Position.Filename),
		cmp.Compare(a.Position.Line, b.Position.Line),
		cmp.Compare(a.Position.Column, b.Position.Column),
		strings.Compare(a.Message, b.Message),
	)
}
