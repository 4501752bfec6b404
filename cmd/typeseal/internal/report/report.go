// Package report prints diagnostics in the forms that people and programs read: text, the
// screen of a terminal, JSON, SARIF, and the annotations of GitHub. All forms have the
// same positions.
package report

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/generator"
)

// The levels of diagnostics.
const (
	Error   = "error"
	Warning = "warning"
	Note    = "note"
)

// A Diagnostic says what is wrong or what has changed, where, and what to do. Its JSON is
// the same for all commands.
type Diagnostic struct {
	Level string `json:"level"` // Error, Warning or Note
	Rule  string `json:"rule"`  // which rule found it, such as "salt"

	// File is relative to the working directory, with slashes, unless it is outside the
	// module. A file of another revision is written as HEAD:typeseal.lock. Lines and columns
	// count from 1, and columns count bytes. The end is the first byte after
	// the part that is wrong. What is not known is left out.
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`

	Message string  `json:"message"`
	Help    string  `json:"help,omitempty"`   // what to do
	Change  *Change `json:"change,omitempty"` // if it is a difference from a lock
	KeyID   string  `json:"keyId,omitempty"`  // if it is about a key of a ring

	Path   string `json:"-"` // absolute path of the file; empty if it is not on this disk
	Source string `json:"-"` // the line of the file

	// label is what becomes of the tokens in use, if the command's result is a list of
	// changes. Otherwise it is empty.
	label string
}

// A Change is a difference between a type's tokens in the source and in a lock.
type Change struct {
	Outcome string `json:"outcome"` // compatible, given up, needs a version or refused
	Edit    string `json:"edit"`    // what was changed, such as "codec"
	Package string `json:"package"`
	Type    string `json:"type"`
	Verb    string `json:"verb"`
	Salt    string `json:"salt,omitempty"`
}

// of returns a diagnostic of the generator.
func of(d generator.Diagnostic) Diagnostic {
	r := Diagnostic{Level: Error, Rule: d.Rule, Message: d.Message, Help: d.Help}
	if d.Warning {
		r.Level = Warning
	}
	if at := d.Position; at.IsValid() {
		r.File, r.Line, r.Column, r.EndLine, r.EndColumn = d.Name, at.Line, at.Column, at.Line, d.EndColumn
		r.Source = d.Source
		if filepath.IsAbs(at.Filename) {
			r.Path = at.Filename
		}
	}
	if c := d.Change; c != nil {
		r.Change = &Change{c.Outcome, c.Edit, c.PackagePath, c.TypeName, c.Verb, c.Salt}
		switch c.Outcome {
		case "compatible":
			r.Level = Note
		case "given up":
			r.Level = Warning
		}
	}
	return r
}

// All returns diagnostics of the generator.
func All(lists ...[]generator.Diagnostic) []Diagnostic {
	all := []Diagnostic{} // JSON shows it as a list, even if it is empty
	for _, list := range lists {
		for _, d := range list {
			all = append(all, of(d))
		}
	}
	return all
}

// Changes returns differences, which are shown with their outcome.
func Changes(list []generator.Diagnostic) []Diagnostic {
	all := All(list)
	for i := range all {
		all[i].label = all[i].Change.Outcome
	}
	return all
}

// Text prints one line for each diagnostic, as editors and other programs expect it.
func Text(out io.Writer, list []Diagnostic) {
	for _, d := range list {
		var parts []string
		if place := d.place(); place != "" {
			parts = append(parts, place)
		}
		if d.label != "" || d.Level != Error {
			parts = append(parts, cmp.Or(d.label, d.Level))
		}
		fmt.Fprintln(out, strings.Join(append(parts, d.text()), ": "))
	}
}

// place returns where it is, as far as that is known.
func (d *Diagnostic) place() string {
	switch {
	case d.Column > 0:
		return fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
	case d.Line > 0:
		return fmt.Sprintf("%s:%d", d.File, d.Line)
	case d.File == "" && d.Change != nil:
		return d.Change.Package + "." + d.Change.Type
	}
	return d.File
}

// text returns the message and the help in one line.
func (d *Diagnostic) text() string {
	text := d.Message
	if d.Help != "" {
		text += "; " + d.Help
	}
	return text
}
