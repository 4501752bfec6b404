package stencil

import (
	"slices"
	"strings"
	"text/tabwriter"
)

// A Field is a field of a struct. Tag is a literal, and empty for a field without one. Name
// is empty for an embedded field.
type Field struct{ Name, Type, Tag string }

// Simple reports whether Fields can print these fields.
func Simple(fields []Field) bool {
	return !slices.ContainsFunc(fields, func(f Field) bool {
		named := f.Name == "" || whole(f.Name, scanIdentifier)
		return !named || !whole(f.Type, scanType) || f.Tag != "" && !whole(f.Tag, scanString)
	})
}

// Fields prints the fields of a struct, which must be simple, with the given number
// of tabs. They have columns like those of gofmt, which uses package tabwriter too.
func (s *Sheet) Fields(tabs int, fields []Field) {
	indent := strings.Repeat("\t", tabs)
	s.columns.Init((*appender)(&s.text), 0, 8, 1, ' ', tabwriter.DiscardEmptyColumns|tabwriter.TabIndent)
	s.row = s.row[:0]
	for _, f := range fields {
		s.row = append(s.row, indent...)
		if f.Name != "" {
			s.row = append(append(s.row, f.Name...), '\v')
		}
		s.row = append(s.row, f.Type...)
		if f.Tag != "" {
			if f.Name != "" {
				s.row = append(s.row, '\v') // gofmt has this empty column
			}
			s.row = append(append(s.row, '\v'), f.Tag...)
		}
		s.row = append(s.row, '\n')
	}
	s.columns.Write(s.row) // it cannot fail, because an appender does not
	s.columns.Flush()
}

// An appender is a Writer that appends.
type appender []byte

func (a *appender) Write(p []byte) (int, error) {
	*a = append(*a, p...)
	return len(p), nil
}
