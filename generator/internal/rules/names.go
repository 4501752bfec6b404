package rules

import (
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"sync"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// methodsFree refuses types that already have a method or field with the name of a
// generated method.
func methodsFree(p *model.Package, report reporter) {
	for _, t := range p.AllTypes() {
		taken := map[string]bool{}
		for _, d := range t.Directives {
			for _, name := range plan.MethodNames(d) {
				if taken[name] {
					report(d.Span, fmt.Sprintf("type %s would get two methods %s", t.Name, name),
						"only one of its directives can have once; declare a second type for the other")
					break
				}
				taken[name] = true
				methodFree(t, name, d.Verb, report)
			}
		}
	}
}

// methodFree reports a method or field that has the name of a generated method.
func methodFree(t *model.Type, name string, verb directive.Verb, report reporter) {
	help := fmt.Sprintf("rename it; //typeseal:%s generates a method %s", verb, name)
	if pos, ok := t.Methods[name]; ok {
		report(word(pos), fmt.Sprintf("type %s already has a method %s", t.Name, name), help)
	}
	if st, ok := t.Named.Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Name() == name {
				report(word(f.Pos()),
					fmt.Sprintf("type %s has a field %s, so it cannot have a method %s", t.Name, name, name), help)
				return
			}
		}
	}
	if t.Shape != nil && slices.ContainsFunc(t.Shape.Fields, func(f *model.Field) bool { return f.Path[0] == name }) {
		report(word(t.Pos), fmt.Sprintf("type %s has a field %s through a struct that another package does not "+
			"export, and a method %s would hide the field", t.Name, name, name), model.OwnStruct)
	}
}

// predeclared are Go's own names that generated code uses.
var predeclared = []string{
	"error", "string", "bool", "byte", "rune", "any", "uintptr", "float32", "float64",
	"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
	"nil", "true", "false", "len", "make", "append", "new",
}

// predeclaredKept refuses packages that declare one of Go's own names.
func predeclaredKept(p *model.Package, report reporter) {
	for _, name := range predeclared {
		if pos, ok := p.Scope[name]; ok {
			report(word(pos),
				fmt.Sprintf("package %s declares %s, which hides Go's own %s from generated code", p.Name, name, name),
				"rename it, or move the annotated types to another package")
		}
	}
}

// namesReadable refuses types whose names look like other names.
func namesReadable(p *model.Package, report reporter) {
	names := sync.OnceValue(func() scopeNames { return namesOf(p) }) // most packages need none of them
	check := func(name string, pos token.Pos, shape *model.Shape) {
		if spell.IsASCII(name) {
			return
		}
		reading, beside := spell.Reading(name), names().shown
		if shape != nil {
			for _, f := range shape.Fields {
				beside |= spell.Shown(f.Path...)
			}
		}
		switch {
		case spell.Confusable(name):
			report(word(pos), fmt.Sprintf("the name %+q has letters that look like others", name),
				"write it in letters of one script")
		case names().readings[reading] != name:
			report(word(pos), fmt.Sprintf("the name %+q looks like %+q, which the package declares too", name,
				names().readings[reading]), "choose another name")
		case spell.OutOfPlace(name, beside):
			report(word(pos), fmt.Sprintf("the name %+q looks like %q", name, reading),
				"write it in ASCII if that is meant")
		}
	}
	for _, t := range p.AllTypes() {
		check(t.Name, t.Pos, t.Shape)
	}
	for _, f := range p.Formers {
		check(f.Name, f.Pos, f.Shape)
	}
}

// scopeNames are the names that a package declares.
type scopeNames struct {
	readings map[string]string // the first name of each reading
	shown    spell.Scripts
}

func namesOf(p *model.Package) scopeNames {
	names := slices.Sorted(maps.Keys(p.Scope))
	readings := map[string]string{}
	for _, name := range slices.Backward(names) { // so that an ASCII name is the one that is kept
		readings[spell.Reading(name)] = name
	}
	return scopeNames{readings, spell.Shown(names...)}
}
