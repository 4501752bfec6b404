package rules

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// formersFit checks older schema versions: each that is accepted has a former
// struct that converts to the newest version, and no former struct is without an
// effect.
func formersFit(p *model.Package, report reporter) {
	used := map[*model.Former]bool{}
	for _, t := range p.AllTypes() {
		c := conversions{t, used, report}
		for _, d := range t.Directives {
			for _, v := range d.Accept {
				if v < d.Version {
					c.accepted(d, v)
				}
			}
			if d.Mint != d.Version {
				c.minted(d)
			}
		}
	}
	for _, f := range p.Formers {
		t := typeNamed(p, f.Directive.Of)
		if formerMisplaced(p, f, t, report) || used[f] {
			continue
		}
		accept := append(t.Directives[0].Accepted(), f.Version)
		slices.Sort(accept)
		report(f.Directive.Span,
			fmt.Sprintf("%s does not accept version %d, so former type %s has no effect", t.Name, f.Version, f.Name),
			fmt.Sprintf("write accept=%s in its directive, or remove %s", directive.Numbers(accept), f.Name))
	}
}

func typeNamed(p *model.Package, name string) *model.Type {
	for _, t := range p.AllTypes() {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// formerMisplaced reports what is wrong with a former struct of t itself.
func formerMisplaced(p *model.Package, f *model.Former, t *model.Type, report reporter) bool {
	d := f.Directive
	if _, ok := f.Named.Underlying().(*types.Struct); !ok {
		report(d.Span, fmt.Sprintf("former type %s is not a struct", f.Name), "declare the struct that "+d.Of+" was")
		return true
	}
	if t == nil {
		report(d.At["of"], fmt.Sprintf("no annotated type of this package is named %s", d.Of), nearType(p, d.Of))
		return true
	}
	newest := 0
	for _, d := range t.Directives {
		newest = max(newest, d.Version)
	}
	first := t.Former(f.Version)
	switch {
	case f.Version >= newest:
		report(d.At["version"], fmt.Sprintf("%s itself is version %d, and a former type is older", t.Name, newest),
			fmt.Sprintf("write version=%d above %s, or another version here", f.Version+1, t.Name))
	case first != f:
		report(d.At["version"], fmt.Sprintf("version %d of %s is %s already", f.Version, t.Name, first.Name), "keep one of them")
	default:
		return hasState(f, report)
	}
	return true
}

// hasState refuses state in a former struct: a token is bound to the same state
// whatever its version, and that state is loaded into the annotated type.
func hasState(f *model.Former, report reporter) bool {
	state := stateOf(f.Shape)
	if len(state) == 0 {
		return false
	}
	of := f.Directive.Of
	report(word(state[0].Pos),
		fmt.Sprintf("field %s: state belongs to %s, whatever the version", strings.Join(state[0].Path, "."), of),
		"remove the field; "+of+" has it")
	return true
}

func nearType(p *model.Package, name string) string {
	var names []string
	for _, t := range p.AllTypes() {
		names = append(names, t.Name)
	}
	switch near := spell.DidYouMean(name, names); {
	case near != "":
		return near
	case p.Scope[name].IsValid():
		return fmt.Sprintf("annotate %s with //typeseal:sign or //typeseal:seal", name)
	}
	return "declare a former type in the package of its type"
}

// conversions checks how the versions of one type convert to each other.
type conversions struct {
	t      *model.Type
	used   map[*model.Former]bool
	report reporter
}

func (c conversions) use(way []*model.Former) {
	for _, f := range way {
		c.used[f] = true
	}
}

// accepted checks that a payload of an older version can become t.
func (c conversions) accepted(d *directive.Directive, version int) {
	way, ok := c.t.Upgrades(version)
	c.use(way)
	switch {
	case ok:
	case len(way) == 0:
		c.report(d.At["accept"],
			fmt.Sprintf("version %d of %s is accepted, and no struct holds its fields", version, c.t.Name),
			fmt.Sprintf("run typeseal freeze %s, or write //typeseal:former of=%[1]s version=%d above a struct such "+
				"as %[1]sV%[2]d, with the fields that %[1]s had", c.t.Name, version))
	default:
		last := way[len(way)-1]
		c.missing(last.Pos, last.Named, model.Upgrade, c.t.Name, fmt.Sprintf("version %d is accepted", version))
	}
}

// minted checks that t can become a payload of the older version that is minted.
func (c conversions) minted(d *directive.Directive) {
	target := c.t.Former(d.Mint)
	if target == nil {
		return // it is accepted too, and so reported
	}
	way, ok := c.t.Downgrades(d.Mint)
	c.use(way)
	if ok {
		return
	}
	last := c.t.Named
	if len(way) > 0 {
		last = way[len(way)-1].Named
	}
	c.missing(target.Pos, last, model.Downgrade, target.Name, fmt.Sprintf("version %d is minted", d.Mint))
}

// missing reports that a conversion is missing or has another form, and says which
// line to write.
func (c conversions) missing(pos token.Pos, from *types.Named, method, to, why string) {
	name, receiver := from.Obj().Name(), "old"
	if from == c.t.Named {
		receiver = "p"
	}
	message := fmt.Sprintf("%s, but type %s has no method %s", why, name, method)
	if model.HasMethod(from, method) {
		message = fmt.Sprintf("%s, but method %s of %s does not lead there", why, method, name)
	}
	c.report(word(pos), message, fmt.Sprintf("write func (%s %s) %s() (%s, error)", receiver, name, method, to))
}
