package rules

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// formersFit requires a former struct for each older version that is accepted, and
// methods that convert between these structs and the newest one. It refuses former
// structs without a use.
func formersFit(p *model.Package, report reporter) {
	c := conversions{map[*model.Former]bool{}, report}
	for _, t := range p.AllTypes() {
		for _, d := range t.Directives {
			c.check(t, d)
		}
	}
	types := map[string]*model.Type{}
	for _, t := range p.AllTypes() {
		types[t.Name] = t
	}
	for _, f := range p.Formers {
		t := types[f.Directive.Of]
		if t == nil {
			homeless(p, f, report)
			continue
		}
		if misplaced(f, t, report) || c.used[f] {
			continue
		}
		accept := append(t.Directives[0].Accepted(), f.Version)
		slices.Sort(accept)
		report(f.Directive.Span,
			fmt.Sprintf("%s does not accept version %d, so former type %s has no effect", t.Name, f.Version, f.Name),
			fmt.Sprintf("write accept=%s in its directive, or remove %s", directive.Numbers(accept), f.Name))
	}
}

// homeless reports a former struct whose type is not annotated in the package.
func homeless(p *model.Package, f *model.Former, report reporter) {
	of := f.Directive.Of
	var names []string
	for _, t := range p.AllTypes() {
		names = append(names, t.Name)
	}
	help := spell.DidYouMean(of, names)
	switch {
	case help != "":
	case p.Scope[of].IsValid():
		help = fmt.Sprintf("annotate %s with //typeseal:sign or //typeseal:seal", of)
	default:
		help = "declare a former type in the package of its type"
	}
	report(f.Directive.At["of"], fmt.Sprintf("no annotated type of this package is named %s", of), help)
}

// misplaced reports a former struct of t that cannot be one, and returns whether it has
// reported it.
func misplaced(f *model.Former, t *model.Type, report reporter) bool {
	d, newest, state := f.Directive, 0, stateOf(f.Shape)
	for _, d := range t.Directives {
		newest = max(newest, d.Version)
	}
	_, isStruct := f.Named.Underlying().(*types.Struct)
	switch first := t.Former(f.Version); {
	case !isStruct:
		report(d.Span, fmt.Sprintf("former type %s is not a struct", f.Name), "declare the struct that "+t.Name+" was")
	case f.Version >= newest:
		report(d.At["version"], fmt.Sprintf("%s itself is version %d, and a former type is older", t.Name, newest),
			fmt.Sprintf("write version=%d above %s, or another version here", f.Version+1, t.Name))
	case first != f:
		report(d.At["version"], fmt.Sprintf("version %d of %s is already %s", f.Version, t.Name, first.Name),
			"keep one of them")
	case len(state) > 0:
		// Tokens of all versions have the same state, which is loaded into t.
		report(word(state[0].Pos),
			fmt.Sprintf("field %s: state belongs to %s, whatever the version", pathOf(state[0]), t.Name),
			"remove the field; "+t.Name+" has it")
	default:
		return false
	}
	return true
}

// conversions checks how versions convert to each other, and notes the former structs
// that are used.
type conversions struct {
	used   map[*model.Former]bool
	report reporter
}

func (c conversions) check(t *model.Type, d *directive.Directive) {
	use := func(way []*model.Former, ok bool) ([]*model.Former, bool) {
		for _, f := range way {
			c.used[f] = true
		}
		return way, ok
	}
	for _, v := range d.Accept {
		if v >= d.Version {
			continue
		}
		switch way, ok := use(t.Upgrades(v)); {
		case ok:
		case len(way) == 0:
			c.report(d.At["accept"],
				fmt.Sprintf("version %d of %s is accepted, but no struct has its fields", v, t.Name),
				fmt.Sprintf("run typeseal freeze %s, or write //typeseal:former of=%[1]s version=%d above a struct "+
					"such as %[1]sV%[2]d, with the fields that %[1]s had", t.Name, v))
		default:
			last := way[len(way)-1]
			c.missing(last.Pos, "old", last.Named, model.Upgrade, t.Name, fmt.Sprintf("version %d is accepted", v))
		}
	}
	target := t.Former(d.Mint)
	if d.Mint == d.Version || target == nil { // without a former struct the version was reported above
		return
	}
	if way, ok := use(t.Downgrades(d.Mint)); !ok {
		from, receiver := t.Named, "p"
		if n := len(way); n > 0 {
			from, receiver = way[n-1].Named, "old"
		}
		c.missing(target.Pos, receiver, from, model.Downgrade, target.Name, fmt.Sprintf("version %d is minted", d.Mint))
	}
}

// missing reports a conversion that is missing or converts to another type.
func (c conversions) missing(pos token.Pos, receiver string, from *types.Named, method, to, why string) {
	name := from.Obj().Name()
	message := fmt.Sprintf("%s, but type %s has no method %s", why, name, method)
	if model.HasMethod(from, method) {
		message = fmt.Sprintf("%s, but method %s of %s does not lead to %s", why, method, name, to)
	}
	c.report(word(pos), message, fmt.Sprintf("write func (%s %s) %s() (%s, error)", receiver, name, method, to))
}
