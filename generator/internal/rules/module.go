package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/model"
)

// A salted is one use of a salt.
type salted struct {
	at     diag.Span // of the option
	d      diag.Span // of the directive
	typ    string    // with its package's path
	root   string    // of the module
	wanted bool
}

// saltsDiffer requires that no two types of a module have the same salt, types that this
// build leaves out among them, since one build opens the tokens of another. One type may
// have a salt for sign and for seal, and in files for several platforms.
func saltsDiffer(all []*model.Package, where func(diag.Span) string) (found []diag.Diagnostic) {
	uses := map[string][]salted{}
	for _, p := range all {
		for _, t := range p.Declared {
			for _, d := range t.Directives {
				use := salted{d.At["salt"], d.Span, p.Path + "." + t.Name(), p.Root, p.Wanted && t.Build == model.Built}
				uses[d.Salt] = append(uses[d.Salt], use)
				if d.Also != nil && d.Also.Salt != d.Salt {
					use.at = d.At["also-salt"]
					uses[d.Also.Salt] = append(uses[d.Also.Salt], use)
				}
			}
		}
	}
	delete(uses, "") // some foreign formats have no salt
	for salt, list := range uses {
		for i, use := range list {
			// If both are in requested packages, the later one is reported.
			first := slices.IndexFunc(list, func(o salted) bool {
				return o.root == use.root && o.typ != use.typ && (!o.wanted || slices.Contains(list[:i], o))
			})
			if !use.wanted || first < 0 {
				continue
			}
			found = append(found, diag.Diagnostic{
				Span: use.at, Rule: "salt",
				Message: fmt.Sprintf("salt %s already belongs to %s", salt, list[first].typ),
				Help: fmt.Sprintf("choose another salt: this one is taken at %s, and with one salt a token of one "+
					"type could pass for the other's", where(list[first].d)),
			})
		}
	}
	return found
}

// promoted warns of structs that embed an annotated struct and so get its generated
// methods, which encode only the fields of the embedded struct.
func promoted(all []*model.Package) (found []diag.Diagnostic) {
	e := embeddings{structs: map[[2]string]*model.StructType{}, busy: map[*model.StructType]bool{}}
	for _, p := range all {
		for _, s := range p.Structs {
			if s.Name != "" {
				e.structs[[2]string{p.Path, s.Name}] = s
			}
		}
	}
	for _, p := range all {
		if !p.Wanted {
			continue
		}
		for _, s := range p.Structs {
			found = append(found, e.check(s)...)
		}
	}
	return found
}

// embeddings finds structs by the path of their package and their name.
type embeddings struct {
	structs map[[2]string]*model.StructType
	busy    map[*model.StructType]bool
}

func (e embeddings) embedded(m model.Embed) *model.StructType {
	return e.structs[[2]string{m.Package, m.Name}]
}

// check warns of each embedded field from which a struct with other fields gets generated
// methods.
func (e embeddings) check(s *model.StructType) (found []diag.Diagnostic) {
	if len(s.Fields) < 2 {
		return nil
	}
	for _, m := range s.Embeds {
		from := e.embedded(m)
		if from == nil {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(from.Generated), func(name string) bool { return !e.promotes(s, name) })
		if len(names) == 0 {
			continue
		}
		outer := "the struct"
		if s.Name != "" {
			outer = "type " + s.Name
		}
		found = append(found, diag.Diagnostic{
			Span: m.Span, Rule: "promoted", Warning: true,
			Message: fmt.Sprintf("%s gets %s from %s, for the fields of %s alone", outer, strings.Join(names, ", "),
				from.Name, from.Name),
			Help: "give the field a name; to share fields, embed a struct without a directive",
		})
	}
	return found
}

// promotes reports whether a struct gets a method from one of the structs that it embeds.
// It gets none if several have the method, or if it has a field or method of that name.
func (e embeddings) promotes(s *model.StructType, method string) bool {
	if slices.Contains(slices.Concat(s.Fields, s.Methods, s.Generated), method) {
		return false
	}
	count := 0
	for _, m := range s.Embeds {
		if from := e.embedded(m); from != nil && slices.Contains(e.methods(from), method) {
			count++
		}
	}
	return count == 1
}

// methods returns the generated methods of a struct, its own and promoted ones.
func (e embeddings) methods(s *model.StructType) []string {
	list := slices.Clone(s.Generated)
	if e.busy[s] { // s embeds itself, which does not compile
		return list
	}
	e.busy[s] = true
	defer delete(e.busy, s)
	for _, m := range s.Embeds {
		if from := e.embedded(m); from != nil {
			for _, name := range e.methods(from) {
				if !slices.Contains(list, name) && e.promotes(s, name) {
					list = append(list, name)
				}
			}
		}
	}
	return list
}
