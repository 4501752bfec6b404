package survey

import (
	"go/ast"
	"maps"
	"slices"
	"strconv"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// findStructs adds the struct types of the package's built files to the model.
func (p *Package) findStructs(m *source.Module, all map[string]*Package) {
	generated := map[string][]string{}
	for _, d := range p.Declared {
		if d.Build == model.Built {
			generated[d.Name()] = methodNames(d.Directives)
		}
	}
	for _, f := range p.files {
		if f.Part != source.Built || len(f.Errors) > 0 {
			continue
		}
		e := embeds{m, all, p, f}
		var named *ast.TypeSpec
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				named = n
			case *ast.StructType:
				s := &model.StructType{}
				if named != nil && named.Type == n {
					s.Name, s.Generated = named.Name.Name, generated[named.Name.Name]
					s.Methods = slices.Collect(maps.Keys(p.Source.Methods(s.Name)))
				}
				for _, field := range n.Fields.List {
					e.add(s, field)
				}
				p.Structs = append(p.Structs, s)
			}
			return true
		})
	}
}

// An embeds finds the structs that the structs of one file embed.
type embeds struct {
	m   *source.Module
	all map[string]*Package // by path
	p   *Package
	f   *file
}

// add adds a field to a struct.
func (e embeds) add(s *model.StructType, field *ast.Field) {
	for _, name := range field.Names {
		s.Fields = append(s.Fields, name.Name)
	}
	if len(field.Names) > 0 {
		return
	}
	t := ast.Unparen(field.Type)
	if star, ok := t.(*ast.StarExpr); ok {
		t = ast.Unparen(star.X)
	}
	from, name := e.p, ""
	switch t := t.(type) {
	case *ast.Ident:
		name = t.Name
	case *ast.SelectorExpr:
		if x, ok := t.X.(*ast.Ident); ok {
			from, name = e.imported(x.Name), t.Sel.Name
		}
	}
	s.Fields = append(s.Fields, name)
	if from != nil && name != "" {
		s.Embeds = append(s.Embeds, model.Embed{
			Span:    diag.Span{Pos: field.Type.Pos(), End: field.Type.End()},
			Package: from.Path, Name: from.Source.Target(name),
		})
	}
}

// imported returns the package with directives that the file imports by a name.
func (e embeds) imported(name string) *Package {
	for _, imp := range e.f.AST.Imports {
		path, _ := strconv.Unquote(imp.Path.Value)
		p := e.all[path]
		if p == nil {
			continue
		}
		if imp.Name == nil && p.Name == name || imp.Name != nil && imp.Name.Name == name {
			return p
		}
	}
	return nil
}
