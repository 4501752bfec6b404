package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// Read finds the directives of a file that was parsed with its comments. It reads every
// comment, and reports directives that have no effect at their place.
func Read(f *ast.File) ([]Target, []diag.Diagnostic) {
	specs := docs(f)
	var targets []Target
	var faults []diag.Diagnostic
	for _, group := range f.Comments {
		spec := specs[group]
		t := Target{Spec: spec, Doc: group}
		before := len(faults)
		for _, c := range group.List {
			if c.Pos() < f.Package && describesTag(c) {
				continue
			}
			d, wrong := parse(c, spec != nil)
			faults = append(faults, wrong...)
			if d == nil {
				continue
			}
			if spec == nil {
				faults = append(faults, misplaced(f, d))
				continue
			}
			faults = append(faults, t.add(d)...)
		}
		if spec != nil && len(t.all()) == 0 && len(faults) == before {
			for _, c := range group.List {
				faults = append(faults, stray(c)...)
			}
		}
		if len(t.all()) > 0 {
			if wrong, help := unfit(t.Spec); wrong != "" {
				faults = append(faults, fault("directive", t.all()[0].Span, wrong, help))
				continue
			}
			targets = append(targets, t)
		}
	}
	return targets, faults
}

// describesTag reports whether a comment looks like a field tag. Above the package clause no
// field has lost its tag, and the doc of a package may describe tags.
func describesTag(c *ast.Comment) bool {
	return strings.HasPrefix(c.Text, "//") && spelled(c.Text[2:]).kind == tagged
}

// add adds a directive, unless the target cannot have it.
func (t *Target) add(d *Directive) []diag.Diagnostic {
	if d.Verb == "" {
		return nil // misspelling has reported it
	}
	name := t.Spec.Name.Name
	switch {
	case slices.ContainsFunc(t.all(), func(o *Directive) bool { return o.Verb == d.Verb }):
		help := "remove one of them: a type has one policy for each verb"
		if d.Verb == Former {
			help = "remove one of them: a struct is one version of one type"
		}
		message := fmt.Sprintf("type %s has two %s directives", name, d.Verb)
		return []diag.Diagnostic{fault("directive", d.Span, message, help)}
	case t.Former != nil || d.Verb == Former && len(t.Directives) > 0:
		return []diag.Diagnostic{fault("directive", d.Span,
			fmt.Sprintf("type %s cannot be an older version and have its own tokens", name),
			"declare a separate struct for the older version")}
	case d.Verb == Former:
		t.Former = d
		return nil
	}
	t.Directives = append(t.Directives, d)
	return nil
}

// all returns all directives.
func (t *Target) all() []*Directive {
	if t.Former != nil {
		return []*Directive{t.Former}
	}
	return t.Directives
}

// docs returns the comments directly above types, with the types.
func docs(f *ast.File) map[*ast.CommentGroup]*ast.TypeSpec {
	specs := map[*ast.CommentGroup]*ast.TypeSpec{}
	for _, decl := range f.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		for _, s := range gen.Specs {
			spec, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			doc := spec.Doc
			if !gen.Lparen.IsValid() {
				doc = gen.Doc
			}
			if doc != nil {
				specs[doc] = spec
			}
		}
	}
	return specs
}

// unfit says why a type cannot have directives, if the syntax shows it.
func unfit(spec *ast.TypeSpec) (message, help string) {
	name := spec.Name.Name
	switch {
	case spec.Assign.IsValid():
		return fmt.Sprintf("type %s is an alias and cannot have its own methods", name),
			"put the directive above the type that the alias stands for"
	case spec.TypeParams != nil:
		return fmt.Sprintf("type %s is generic, but a token has one type", name),
			"annotate a struct that contains an instance of it"
	case name == "_":
		return "the blank type cannot have methods", "give the type a name"
	}
	return "", ""
}

// misplaced reports a directive that is not above a type, and says where it is.
func misplaced(f *ast.File, d *Directive) diag.Diagnostic {
	message, help := "directive attached to nothing", "put it directly above a struct type"
	if d.Pos < f.Package {
		return fault("placement", d.Span, "directive above the package clause, attached to nothing", help)
	}
	for _, decl := range f.Decls {
		doc, name := described(decl)
		after := lineEnd(decl, d.Pos)
		switch {
		case after != "":
			message, help = "directive after type "+after, "put it directly above type "+after
		case doc != nil && doc.Pos() <= d.Pos && d.Pos < doc.End():
			message = "directive above " + name
		case decl.Pos() <= d.Pos && d.Pos < decl.End():
			message = "directive inside " + name
		case decl.Pos() > d.Pos && strings.HasPrefix(name, "type "):
			help = fmt.Sprintf("put it directly above %s, without an empty line between", name)
		case decl.Pos() <= d.Pos:
			continue
		}
		return fault("placement", d.Span, message, help)
	}
	return fault("placement", d.Span, message, help)
}

// lineEnd returns the name of the type whose declaration ends on the line of the
// comment at pos.
func lineEnd(decl ast.Decl, pos token.Pos) string {
	gen, ok := decl.(*ast.GenDecl)
	if !ok {
		return ""
	}
	for _, s := range gen.Specs {
		if t, ok := s.(*ast.TypeSpec); ok && t.Comment != nil && t.Comment.Pos() <= pos && pos < t.Comment.End() {
			return t.Name.Name
		}
	}
	return ""
}

// described returns the doc comment and a description of a declaration.
func described(decl ast.Decl) (*ast.CommentGroup, string) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Doc, "func " + decl.Name.Name
	case *ast.GenDecl:
		if decl.Tok == token.TYPE && decl.Lparen.IsValid() {
			return decl.Doc, "a group of types"
		}
		for _, s := range decl.Specs {
			if spec, ok := s.(*ast.TypeSpec); ok {
				return decl.Doc, "type " + spec.Name.Name
			}
		}
		return decl.Doc, "a declaration of " + decl.Tok.String()
	}
	return nil, "a declaration"
}
