package source

import (
	"maps"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/essence"
	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// needed notes of which methods the types of the module need the signatures.
func (m *Module) needed(r *reach) {
	if m.methods == nil {
		m.methods = map[string]bool{}
	}
	maps.Copy(m.methods, r.methods)
	for p, types := range r.shadowed {
		if p.shadowed == nil {
			p.shadowed = map[string]bool{}
		}
		maps.Copy(p.shadowed, types)
	}
}

// Reader returns what finds the essence of texts.
func (c Config) Reader() essence.Reader {
	return essence.Reader{Receiver: receiver, Mentions: c.Mentions, Look: c.Look}
}

// Record says what matters about the files of the module and of its dependencies. Files of
// the standard library and of the module cache do not change.
func (m *Module) Record() *essence.Record {
	reader := m.config.Reader()
	reader.Methods = slices.Sorted(maps.Keys(m.methods))
	record := &essence.Record{Methods: reader.Methods, Files: map[string]essence.File{}}
	for _, p := range m.world {
		if p.Dir == "" || m.fixed(p.Dir) {
			continue
		}
		for _, f := range p.Files {
			if now := m.tree.Known(f.Path); now != nil && now.Err == nil && !f.Own {
				m.record(record, reader, now, p.part(f), f)
			}
		}
	}
	return record
}

// record adds a file to a record, unless its whole text matters.
func (m *Module) record(r *essence.Record, reader essence.Reader, now *snapshot.File, part essence.Part, f *File) {
	if now.Head == (snapshot.Sum{}) || part.Name != essence.Head && (f.AST == nil || len(f.Errors) > 0) {
		return
	}
	r.Files[f.Path] = essence.File{
		Part: part, Text: now.Sum, Essence: reader.OfFile(part, f.Src, now.Marks, m.Fset, f.AST),
	}
}

// part says how much of a file of the package matters.
func (p *Package) part(f *File) essence.Part {
	switch {
	case p.Mentions:
		return essence.Part{Name: essence.Source}
	case p.index == nil || f.Part != Built:
		return essence.Part{Name: essence.Head}
	}
	part := essence.Part{Name: essence.Declarations}
	for name := range p.index.decls {
		if p.shadowed[p.Target(name)] {
			part.Types = append(part.Types, name)
		}
	}
	slices.Sort(part.Types)
	return part
}
