package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
)

// Read finds the directives of a file that was parsed with its comments. Every
// comment is looked at: a directive that stands where it has no effect is a
// fault, never silence.
func Read(f *ast.File) ([]Target, []diag.Diagnostic) {
	specs := docs(f)
	var targets []Target
	var faults []diag.Diagnostic
	for _, group := range f.Comments {
		spec := specs[group]
		t := Target{Spec: spec, Doc: group}
		before := len(faults)
		for _, c := range group.List {
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
			if wrong, ok := unfit(t); ok {
				faults = append(faults, wrong)
				continue
			}
			targets = append(targets, t)
		}
	}
	return targets, faults
}

func (t *Target) add(d *Directive) []diag.Diagnostic {
	if d.Verb == "" {
		return nil // its fault is known already
	}
	name := t.Spec.Name.Name
	switch {
	case slices.ContainsFunc(t.all(), func(o *Directive) bool { return o.Verb == d.Verb }):
		advice := "a type has one policy a verb"
		if d.Verb == Former {
			advice = "it was one version of one type"
		}
		message := fmt.Sprintf("type %s has two %s directives", name, d.Verb)
		return []diag.Diagnostic{fault("directive", d.Span, message, advice)}
	case t.Former != nil || d.Verb == Former && len(t.Directives) > 0:
		return []diag.Diagnostic{fault("directive", d.Span,
			fmt.Sprintf("type %s cannot be a former type and have tokens of its own", name),
			"keep the former fields in a struct of their own")}
	case d.Verb == Former:
		t.Former = d
		return nil
	}
	t.Directives = append(t.Directives, d)
	return nil
}

// all returns the directives of whatever verb.
func (t *Target) all() []*Directive {
	if t.Former != nil {
		return []*Directive{t.Former}
	}
	return t.Directives
}

// docs returns the comments that stand directly above a type, with the type.
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

// unfit says why a type cannot carry directives at all, as far as syntax tells.
func unfit(t Target) (diag.Diagnostic, bool) {
	d, name := t.all()[0], t.Spec.Name.Name
	fault := diag.Diagnostic{Span: d.Span, Rule: "directive"}
	switch {
	case t.Spec.Assign.IsValid():
		fault.Message = fmt.Sprintf("type %s is an alias and cannot have methods of its own", name)
		fault.Help = "put the directive above the type that it stands for"
	case t.Spec.TypeParams != nil:
		fault.Message = fmt.Sprintf("type %s is generic, and a token has one type", name)
		fault.Help = "annotate a struct that holds one instance of it"
	case name == "_":
		fault.Message = "the blank type cannot have methods"
	default:
		return diag.Diagnostic{}, false
	}
	return fault, true
}

// misplaced says what a directive that no type follows stands at.
func misplaced(f *ast.File, d *Directive) diag.Diagnostic {
	fault := diag.Diagnostic{Span: d.Span, Rule: "placement", Help: "put it directly above a struct type"}
	if d.Pos < f.Package {
		fault.Message = "directive above the package clause, attached to nothing"
		return fault
	}
	for _, decl := range f.Decls {
		doc := docOf(decl)
		switch name := trailed(decl, d.Pos); {
		case name != "":
			fault.Message, fault.Help = "directive after type "+name, "put it directly above type "+name
			return fault
		case doc != nil && doc.Pos() <= d.Pos && d.Pos < doc.End():
			fault.Message = "directive above " + kindOf(decl)
			return fault
		case decl.Pos() <= d.Pos && d.Pos < decl.End():
			fault.Message = "directive inside " + kindOf(decl)
			return fault
		case decl.Pos() > d.Pos:
			fault.Message = "directive attached to nothing"
			if name := kindOf(decl); strings.HasPrefix(name, "type ") {
				fault.Help = fmt.Sprintf("put it directly above %s, without an empty line between", name)
			}
			return fault
		}
	}
	fault.Message = "directive attached to nothing"
	return fault
}

// trailed names the type at the end of whose line pos is in a comment.
func trailed(decl ast.Decl, pos token.Pos) string {
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

func docOf(decl ast.Decl) *ast.CommentGroup {
	switch decl := decl.(type) {
	case *ast.GenDecl:
		return decl.Doc
	case *ast.FuncDecl:
		return decl.Doc
	}
	return nil
}

func kindOf(decl ast.Decl) string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return "func " + decl.Name.Name
	case *ast.GenDecl:
		if decl.Tok == token.TYPE && decl.Lparen.IsValid() {
			return "a group of types"
		}
		for _, s := range decl.Specs {
			if spec, ok := s.(*ast.TypeSpec); ok {
				return "type " + spec.Name.Name
			}
		}
		return "a declaration of " + decl.Tok.String()
	}
	return "a declaration"
}
