// Package diag holds diagnostics: what is wrong, where, and what to write
// instead. Every stage of the generator reports with this one type. A Collector
// gives the diagnostics their positions and the source lines that they show.
package diag

import (
	"cmp"
	"fmt"
	"go/token"
	"strings"
)

// A Span is a part of a source file.
type Span struct{ Pos, End token.Pos }

// Word is the span of a word that begins at pos.
func Word(pos token.Pos, word string) Span { return Span{pos, pos + token.Pos(len(word))} }

// A Diagnostic is one thing that is wrong with the source or with a lock.
type Diagnostic struct {
	// Span is what is at fault. Without its End it is the word at its Pos; without
	// its Pos the diagnostic has no place in the source.
	Span

	Rule    string // short name of the rule that found it, such as "salt"
	Message string // what is wrong, a phrase without a full stop
	Help    string // what to do, or empty
	Warning bool   // it has no effect on the generated files

	// Change is what happens to tokens if the diagnostic is about a difference
	// between the source and a lock, else nil.
	Change *Change

	// Position is that of Pos once the diagnostic is collected. The file's path is
	// absolute, except for a lock of another revision, such as HEAD:typeseal.lock.
	// The column counts bytes from 1, and //line comments have no effect.
	Position token.Position

	excerpt
}

// A Change is one difference between what a type's tokens were and what they are.
type Change struct {
	Outcome string // "compatible", "given up", "needs a version" or "refused"
	Edit    string // which change, such as "field added"; LOCK.md lists them

	PackagePath, TypeName, Verb, Salt string // of the type
}

// String shows the diagnostic: its position, if it has one, with the file as the
// collector names it, what is wrong and the help; then the source line, and carets
// under the words at fault.
func (d Diagnostic) String() string {
	text := d.Message
	if d.Position.IsValid() {
		text = fmt.Sprintf("%s:%d:%d: %s", d.file, d.Position.Line, d.Position.Column, d.Message)
	}
	if d.Help != "" {
		text += "; " + d.Help
	}
	text = printable(text)
	if d.line != "" {
		line, blank, carets := d.show(d.Position.Column - 1)
		text += "\n\t" + line + "\n\t" + blank + carets
	}
	return text
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
