package report

import (
	"path/filepath"
	"unicode/utf16"
)

// A Repository says where code hosts look for files.
type Repository struct {
	Root string // absolute path of its root
	Lock string // absolute path of the lock, to which diagnostics without a place belong
}

// A place is where a code host shows a diagnostic.
type place struct {
	file   string // relative to the root, or absolute; with slashes
	inside bool   // it is relative

	// Columns count UTF-16 code units. They are 0 if they are not known.
	line, column, endLine, endColumn int

	text string
}

// place returns the place of a diagnostic. If it is not in a file on this disk, its place
// is the first line of the lock, and the text says where it really is.
func (r Repository) place(d *Diagnostic) place {
	at := place{line: 1, text: d.text()}
	if d.label != "" {
		at.text = d.label + ": " + at.text
	}
	path := r.Lock
	switch {
	case d.Path != "":
		path = d.Path
		at.line = max(d.Line, 1)
		if d.Column > 0 {
			at.column, at.endLine, at.endColumn = units(d.Source, d.Column), d.EndLine, units(d.Source, d.EndColumn)
		}
	case d.File != "":
		at.text = d.place() + ": " + at.text
	}
	at.file = filepath.ToSlash(path)
	if rel, err := filepath.Rel(r.Root, path); err == nil && filepath.IsLocal(rel) {
		at.file, at.inside = filepath.ToSlash(rel), true
	}
	return at
}

// units returns the column in UTF-16 code units for a column in bytes.
func units(line string, column int) int {
	n := 1
	for _, r := range line[:min(column-1, len(line))] {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}
