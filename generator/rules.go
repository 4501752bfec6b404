package generator

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// rules are what a package with annotated types must keep, one function a rule.
// Each needs only what a go/analysis pass holds, except for the one about the
// output, and salts, which differ through the whole module.
var rules = []struct {
	name  string
	check func(p *model.Package, report reporter)
}{
	{"struct", isStruct},
	{"shape", travels}, // sets the shapes
	{"state", stateKept},
	{"former", formersFit},
	{"max-size", tokensFit},
	{"format", formatsFit},
	{"method", methodsFree},
	{"predeclared", predeclaredKept},
	{"look-alike", namesReadable},
	{"output", outputFree},
}

// A reporter takes what a rule found. A problem that names no rule of its own
// belongs to the rule that reports it.
type reporter func(p model.Problem)

func (r *run) applyRules() {
	for _, u := range r.units {
		if u.model == nil {
			continue
		}
		for _, rule := range rules {
			rule.check(u.model, func(p model.Problem) {
				if p.Rule == "" {
					p.Rule = rule.name
				}
				r.report(p.Pos, p.End, p.Rule, p.Message, p.Advice)
			})
		}
		r.bidi(u)
	}
	r.saltsDiffer()
	r.promoted()
	r.moved(time.Now())
}

func eachType(p *model.Package, check func(*model.Type)) {
	for _, f := range p.Files {
		for _, t := range f.Types {
			check(t)
		}
	}
}

func isStruct(p *model.Package, report reporter) {
	eachType(p, func(t *model.Type) {
		if _, ok := t.Named.Underlying().(*types.Struct); ok {
			return
		}
		d := t.Directives[0]
		report(model.Problem{
			Pos: d.Pos, End: d.End,
			Message: fmt.Sprintf("type %s is declared as %s, not as a struct", t.Name,
				types.TypeString(t.Named.Underlying(), types.RelativeTo(p.Types))),
			Advice: "annotate a struct that has it as a field",
		})
	})
}

// travels finds out how each type travels, for the later stages, and reports
// the fields that cannot.
func travels(p *model.Package, report reporter) {
	eachType(p, func(t *model.Type) {
		if _, ok := t.Named.Underlying().(*types.Struct); !ok {
			return
		}
		var codecs []string
		for _, d := range t.Directives {
			codecs = append(codecs, d.Codecs()...)
		}
		var problems []model.Problem
		t.Shape, problems = model.RootShape(t.Named, codecs)
		for _, f := range t.Formers {
			if _, ok := f.Named.Underlying().(*types.Struct); ok {
				shape, more := model.RootShape(f.Named, codecs)
				f.Shape, problems = shape, append(problems, more...)
			}
		}
		for _, problem := range problems {
			report(problem)
		}
	})
}

// stateKept refuses state in public tokens: it is authenticated with a shared
// key, which their readers do not have.
func stateKept(p *model.Package, report reporter) {
	eachType(p, func(t *model.Type) {
		public := slices.ContainsFunc(t.Directives, func(d *directive.Directive) bool { return d.Kind() == contract.Public })
		if t.Shape == nil || !public {
			return
		}
		for _, f := range t.Shape.Fields {
			if f.State {
				report(model.Problem{
					Pos:     f.Pos,
					Message: "field " + strings.Join(f.Path, ".") + ": a public token cannot have state",
					Advice:  "leave out alg=ed25519, or the state",
				})
			}
		}
	})
}

// methodsFree keeps the names of generated methods free on the type.
func methodsFree(p *model.Package, report reporter) {
	eachType(p, func(t *model.Type) {
		taken := map[string]bool{}
		for _, d := range t.Directives {
			for _, name := range plan.MethodNames(d) {
				if taken[name] {
					report(model.Problem{
						Pos: d.Pos, End: d.End,
						Message: fmt.Sprintf("type %s would get two methods %s", t.Name, name),
						Advice:  "only one of its directives can have once; declare a second type for the other",
					})
					break
				}
				taken[name] = true
				advice := fmt.Sprintf("rename it; %s belongs to what //typeseal:%s generates", name, d.Verb)
				if pos, ok := t.Methods[name]; ok {
					message := fmt.Sprintf("type %s has a method %s already", t.Name, name)
					report(model.Problem{Pos: pos, Message: message, Advice: advice})
				}
				if pos := fieldNamed(t.Named, name); pos.IsValid() {
					report(model.Problem{
						Pos:     pos,
						Message: fmt.Sprintf("type %s has a field %s, and so cannot have a method %s", t.Name, name, name),
						Advice:  advice,
					})
				} else if reached(t.Shape, name) {
					report(model.Problem{
						Pos: t.Pos,
						Message: fmt.Sprintf("type %s reaches a field %s of a struct that another package hides, "+
							"and a method %s would be in its place", t.Name, name, name),
						Advice: "declare a struct of your own with the fields that tokens need",
					})
				}
			}
		}
	})
}

// reached reports whether a name selects a field of the struct that tokens hold.
func reached(s *model.Shape, name string) bool {
	return s != nil && slices.ContainsFunc(s.Fields, func(f *model.Field) bool { return f.Path[0] == name })
}

func fieldNamed(named *types.Named, name string) token.Pos {
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return token.NoPos
	}
	for f := range st.Fields() {
		if f.Name() == name {
			return f.Pos()
		}
	}
	return token.NoPos
}

// predeclared are Go's own names that generated code uses.
var predeclared = []string{
	"error", "string", "bool", "byte", "rune", "any", "uintptr", "float32", "float64",
	"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
	"nil", "true", "false", "len", "make", "append", "new",
}

func predeclaredKept(p *model.Package, report reporter) {
	for _, name := range predeclared {
		if pos, ok := p.Scope[name]; ok {
			report(model.Problem{
				Pos:     pos,
				Message: fmt.Sprintf("package %s declares %s, which hides Go's own %s from generated code", p.Name, name, name),
				Advice:  "rename it, or move the annotated types to another package",
			})
		}
	}
}

// namesReadable refuses types whose names a reader could take for others.
func namesReadable(p *model.Package, report reporter) {
	all := slices.Sorted(maps.Keys(p.Scope))
	readings := map[string]string{}
	for _, name := range slices.Backward(all) { // so that an ASCII name stays
		readings[spell.Reading(name)] = name
	}
	readable := func(name string, pos token.Pos, shape *model.Shape) {
		reading := spell.Reading(name)
		problem := model.Problem{Pos: pos, Advice: "write it in letters of one script"}
		switch {
		case spell.IsASCII(name):
			return
		case spell.Confusable(name):
			problem.Message = fmt.Sprintf("the name %+q has letters that print like others", name)
		case readings[reading] != name:
			problem.Message = fmt.Sprintf("the name %+q prints like %+q, which the package declares too", name,
				readings[reading])
			problem.Advice = "choose another name"
		case spell.OutOfPlace(name, slices.Concat(all, fieldNames(shape))):
			problem.Message = fmt.Sprintf("the name %+q prints like %q", name, reading)
			problem.Advice = "write it in ASCII if that is meant"
		default:
			return
		}
		report(problem)
	}
	eachType(p, func(t *model.Type) { readable(t.Name, t.Pos, t.Shape) })
	for _, f := range p.Formers {
		readable(f.Name, f.Pos, f.Shape)
	}
}

func fieldNames(s *model.Shape) (list []string) {
	if s != nil {
		for _, f := range s.Fields {
			list = append(list, f.Path...)
		}
	}
	return list
}

// outputFree keeps hand-written files and symbolic links where they are. Commit
// looks again.
func outputFree(p *model.Package, report reporter) {
	for _, f := range p.Files {
		if len(f.Types) == 0 {
			continue
		}
		name := plan.OutputName(f.Name)
		if err := replaceable(filepath.Join(p.Dir, name)); err != nil {
			d := f.Types[0].Directives[0]
			report(model.Problem{
				Pos: d.Pos, End: d.End,
				Message: "the output cannot be written: " + name + " " + err.Error(), Advice: "move it out of the way",
			})
		}
	}
}

// replaceable says why the file at path must not be replaced or removed.
func replaceable(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil // where it cannot be seen, writing will fail
	}
	var src []byte
	if info.Mode().IsRegular() {
		if src, err = os.ReadFile(path); err != nil {
			return err
		}
	}
	return ours(info, src)
}

// ours says why a file is not the generator's to replace.
func ours(info fs.FileInfo, src []byte) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return errors.New("is a symbolic link")
	case !info.Mode().IsRegular():
		return errors.New("is not a regular file")
	case !source.IsOwn(src, plan.Header):
		return errors.New("was not generated by typeseal")
	}
	return nil
}
