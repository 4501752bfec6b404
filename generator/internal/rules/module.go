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
	also   bool      // it is the salt of the tokens of also=
	d      diag.Span // of the directive
	typ    string    // with its package's path
	wanted bool
}

// A saltIn is a salt of the module in a folder.
type saltIn struct{ text, root string }

// saltsDiffer requires that no two types of a module have the same salt, types that this
// build leaves out among them, since one build opens the tokens of another. One type may
// have a salt for sign and for seal, and in files for several platforms.
func saltsDiffer(all []*model.Package, where func(diag.Span) string) (found []diag.Diagnostic) {
	uses := map[saltIn][]salted{}
	for _, p := range all {
		for _, t := range p.Declared {
			for _, d := range t.Directives {
				use := salted{
					at: d.At["salt"], d: d.Span, typ: p.Path + "." + t.Name(),
					wanted: p.Wanted && t.Build == model.Built,
				}
				uses[saltIn{d.Salt, p.Root}] = append(uses[saltIn{d.Salt, p.Root}], use)
				if d.Also != nil && d.Also.Salt != d.Salt {
					use.at, use.also = d.At["also-salt"], true
					uses[saltIn{d.Also.Salt, p.Root}] = append(uses[saltIn{d.Also.Salt, p.Root}], use)
				}
			}
		}
	}
	for salt, list := range uses {
		if salt.text == "" {
			continue // some foreign formats have no salt
		}
		anyone, unwanted := firstOf(list, false), firstOf(list, true)
		for i, use := range list {
			// If both are in requested packages, the later one is reported.
			first := anyone.other(list, use.typ)
			if first < 0 || first > i {
				first = unwanted.other(list, use.typ)
			}
			if !use.wanted || first < 0 {
				continue
			}
			found = append(found, diag.Diagnostic{
				Span: use.at, Rule: "salt",
				Message: fmt.Sprintf("salt %s already belongs to %s", salt.text, list[first].typ),
				Help:    use.help(where(list[first].d)),
			})
		}
	}
	return found
}

// help says what to do about a salt that is taken at a place. Only the other system could
// change the salt of its tokens.
func (s salted) help(taken string) string {
	help := "choose another salt: this one is taken at " + taken + ", and"
	if s.also {
		help = "leave also out here, or change the type at " + taken + ":"
	}
	return help + " with one salt a token of one type could pass for the other's"
}

// A pair has the index of the first use of a salt, and that of the first use by another
// type. An index is -1 if there is no such use.
type pair struct{ one, two int }

// firstOf returns the pair of a list, or that of the uses in packages that were not
// requested and in other builds.
func firstOf(list []salted, unwanted bool) pair {
	p := pair{-1, -1}
	for i, use := range list {
		switch {
		case unwanted && use.wanted:
		case p.one < 0:
			p.one = i
		case p.two < 0 && use.typ != list[p.one].typ:
			p.two = i
		}
	}
	return p
}

// other returns the index of the first use by another type than typ, or -1.
func (p pair) other(list []salted, typ string) int {
	if p.one >= 0 && list[p.one].typ == typ {
		return p.two
	}
	return p.one
}

// promoted warns of structs that embed an annotated struct and so get its generated
// methods, which encode only the fields of the embedded struct.
func promoted(all []*model.Package) (found []diag.Diagnostic) {
	e := embeddings{structs: map[[2]string]*model.StructType{}, known: map[*model.StructType][]string{}}
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
	known   map[*model.StructType][]string // the results of methods; at first the generated ones
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
	promoted := e.promoted(s)
	for _, m := range s.Embeds {
		from := e.embedded(m)
		if from == nil {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(from.Generated), func(name string) bool {
			return !slices.Contains(promoted, name)
		})
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

// promoted returns the generated methods that a struct gets from the structs that it
// embeds. It gets none that several of them have, or if it has a field or method of that
// name.
func (e embeddings) promoted(s *model.StructType) (names []string) {
	if len(s.Embeds) == 0 {
		return nil
	}
	own, count := map[string]bool{}, map[string]int{}
	for _, name := range slices.Concat(s.Fields, s.Methods, s.Generated) {
		own[name] = true
	}
	for _, m := range s.Embeds {
		from := e.embedded(m)
		if from == nil {
			continue
		}
		for _, name := range e.methods(from) {
			if count[name]++; count[name] == 1 && !own[name] {
				names = append(names, name)
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return count[name] > 1 })
}

// methods returns the generated methods of a struct, its own and promoted ones, each once.
func (e embeddings) methods(s *model.StructType) []string {
	list, known := e.known[s]
	if known {
		return list
	}
	for _, name := range s.Generated {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	e.known[s] = list // also if s embeds itself, which does not compile
	list = append(list, e.promoted(s)...)
	e.known[s] = list
	return list
}
