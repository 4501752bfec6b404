package survey

import (
	"context"
	"go/token"
	"go/types"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// Types completes the models of the requested packages with the types of their
// declarations. It reports type errors in the reached declarations, and fields that
// cannot be encoded.
func Types(ctx context.Context, m *source.Module, list []*Package, found *diag.Collector) error {
	names := map[*source.Package][]string{}
	for _, p := range list {
		if !p.Wanted || p.Known || p.broken() {
			continue
		}
		for _, d := range p.Declared {
			if d.Build == model.Built && (d.Former == nil || versioned(d)) {
				names[p.Source] = append(names[p.Source], d.Name())
			}
		}
	}
	errs, err := m.Check(ctx, names)
	if err != nil {
		return err
	}
	found.Add(errs...)
	Complete(m, list, found)
	return nil
}

// Complete completes the models of the requested packages whose types are known. It
// reports fields that cannot be encoded.
func Complete(m *source.Module, list []*Package, found *diag.Collector) {
	for _, p := range list {
		if p.Wanted && !p.Known && p.Source.Types != nil && !p.broken() {
			p.addTypes(m)
			found.Add(p.FindShapes()...)
		}
	}
}

// broken reports whether a file with annotated types has syntax errors, after which
// its types mean nothing.
func (p *Package) broken() bool {
	for _, f := range p.files {
		if f.Part == source.Built && len(f.targets) > 0 && len(f.Errors) > 0 {
			return true
		}
	}
	return false
}

// versioned reports whether the directive of a former struct has both the version and the
// type.
func versioned(d *model.Declared) bool {
	_, ok := d.Former.At["version"]
	return ok && d.Former.Of != ""
}

// addTypes adds the types to the model.
func (p *Package) addTypes(m *source.Module) {
	p.Scope, p.Types = p.Source.Scope(), p.Source.Types
	built := map[string][]*model.Declared{} // by file
	for _, d := range p.Declared {
		if d.Build == model.Built {
			built[d.File] = append(built[d.File], d)
		}
	}
	for _, f := range p.files {
		file := &model.File{Name: f.Name, Constraint: f.Constraint(m.Fset)}
		for _, d := range built[f.Name] {
			switch named := p.named(m.Fset, d); {
			case named == nil:
			case d.Former == nil:
				file.Types = append(file.Types, &model.Type{
					Name: d.Name(), Pos: named.Obj().Pos(), Named: named,
					Directives: d.Directives, Methods: p.Source.Methods(d.Name()),
				})
			case versioned(d):
				p.Formers = append(p.Formers, &model.Former{
					Version: d.Former.Version, Name: d.Name(), Pos: named.Obj().Pos(), Named: named,
					Directive: d.Former,
				})
			}
		}
		if len(file.Types) > 0 {
			p.Files = append(p.Files, file)
		}
	}
	p.Link()
}

// named returns the type that a declaration has after type-checking, nil if it has
// none.
func (p *Package) named(fset *token.FileSet, d *model.Declared) *types.Named {
	obj := p.Types.Scope().Lookup(d.Name())
	// Positions are compared, because a file that was loaded twice has two ranges of
	// token.Pos. A file that cgo has rewritten has its positions in comments.
	same := func(adjusted bool) bool {
		place := func(pos token.Pos) string { return fset.PositionFor(pos, adjusted).String() }
		return place(obj.Pos()) == place(d.Spec.Name.Pos())
	}
	if obj == nil || !same(false) && !same(true) {
		return nil // the name is declared twice, which is reported
	}
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok || named.Underlying() == types.Typ[types.Invalid] {
		return nil
	}
	return named
}
