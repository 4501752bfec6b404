package generator

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/model"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// formersFit checks older schema versions: there is a former struct for each
// that is accepted, with a way to the newest one, and none without an effect.
func formersFit(p *model.Package, report reporter) {
	used := map[*model.Former]bool{}
	eachType(p, func(t *model.Type) {
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
	})
	for _, f := range p.Formers {
		switch {
		case formerMisplaced(p, f, report):
		case !used[f]:
			report(model.Problem{
				Pos: f.Directive.Pos, End: f.Directive.End,
				Message: fmt.Sprintf("%s does not accept version %d, so former type %s has no effect", f.Directive.Of,
					f.Version, f.Name),
				Advice: fmt.Sprintf("write %s in its directive, or remove %s",
					acceptToo(typeNamed(p, f.Directive.Of), f.Version), f.Name),
			})
		}
	}
}

// acceptToo is an option that lists one more version than t does.
func acceptToo(t *model.Type, version int) string {
	list := append(t.Directives[0].Accepted(), version)
	slices.Sort(list)
	return "accept=" + directive.Numbers(list)
}

// formerMisplaced reports what is wrong with a former struct itself.
func formerMisplaced(p *model.Package, f *model.Former, report reporter) bool {
	d := f.Directive
	at := func(option, message, advice string) bool {
		pos, width := d.At[option], len("version=")+len(strconv.Itoa(d.Version))
		if option == "of" {
			width = len("of=") + len(d.Of)
		}
		report(model.Problem{Pos: pos, End: pos + token.Pos(width), Message: message, Advice: advice})
		return true
	}
	if _, ok := f.Named.Underlying().(*types.Struct); !ok {
		report(model.Problem{Pos: d.Pos, End: d.End, Message: fmt.Sprintf("former type %s is not a struct", f.Name),
			Advice: "declare the struct that " + d.Of + " was"})
		return true
	}
	t := typeNamed(p, d.Of)
	if t == nil {
		return at("of", fmt.Sprintf("no annotated type of this package is named %s", d.Of), nearType(p, d.Of))
	}
	newest := 0
	for _, d := range t.Directives {
		newest = max(newest, d.Version)
	}
	switch first := t.Former(f.Version); {
	case f.Version >= newest:
		return at("version", fmt.Sprintf("%s itself is version %d, and a former type is older", t.Name, newest),
			fmt.Sprintf("write version=%d above %s, or another one here", f.Version+1, t.Name))
	case first != f:
		return at("version", fmt.Sprintf("version %d of %s is %s already", f.Version, t.Name, first.Name), "keep one of them")
	}
	return stateIn(f, report)
}

// stateIn refuses state in a former struct: a token is bound to the same state
// whatever its version, and load sets that of the annotated type.
func stateIn(f *model.Former, report reporter) bool {
	if f.Shape == nil {
		return false
	}
	i := slices.IndexFunc(f.Shape.Fields, func(field *model.Field) bool { return field.State })
	if i < 0 {
		return false
	}
	field := f.Shape.Fields[i]
	report(model.Problem{
		Pos: field.Pos,
		Message: fmt.Sprintf("field %s: state belongs to %s, whatever the version", strings.Join(field.Path, "."),
			f.Directive.Of),
		Advice: "remove the field; " + f.Directive.Of + " has it",
	})
	return true
}

func typeNamed(p *model.Package, name string) (found *model.Type) {
	eachType(p, func(t *model.Type) {
		if t.Name == name {
			found = t
		}
	})
	return found
}

func nearType(p *model.Package, name string) string {
	var names []string
	eachType(p, func(t *model.Type) { names = append(names, t.Name) })
	switch near := spell.DidYouMean(name, names); {
	case near != "":
		return near
	case p.Scope[name].IsValid():
		return fmt.Sprintf("annotate %s with //typeseal:sign or //typeseal:seal", name)
	}
	return "a former type stands in the package of the type that it was"
}

// conversions checks the ways between the versions of one type.
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
		c.missing(d, version)
	default:
		last := way[len(way)-1]
		c.converts(last.Pos, last.Named, model.Upgrade, c.t.Name, fmt.Sprintf("version %d is accepted", version))
	}
}

// minted checks that t can become a payload of the older version that is
// minted.
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
	c.converts(target.Pos, last, model.Downgrade, target.Name, fmt.Sprintf("version %d is minted", d.Mint))
}

// missing reports a version without a former struct.
func (c conversions) missing(d *directive.Directive, version int) {
	pos := d.At["accept"]
	c.report(model.Problem{
		Pos: pos, End: pos + token.Pos(len("accept")),
		Message: fmt.Sprintf("version %d of %s is accepted, and no struct holds its fields", version, c.t.Name),
		Advice: fmt.Sprintf("run typeseal freeze %s, or write //typeseal:former of=%s version=%d above a struct such "+
			"as %s, with the fields that %s had",
			c.t.Name, c.t.Name, version, c.t.Name+"V"+strconv.Itoa(version), c.t.Name),
	})
}

// converts reports that a method is missing, or is of another form, and says
// which line to write.
func (c conversions) converts(pos token.Pos, from *types.Named, method, to, why string) {
	name := from.Obj().Name()
	receiver := "old"
	if from == c.t.Named {
		receiver = "p"
	}
	line := fmt.Sprintf("func (%s %s) %s() (%s, error)", receiver, name, method, to)
	message := fmt.Sprintf("%s, but type %s has no method %s", why, name, method)
	if model.HasMethod(from, method) {
		message = fmt.Sprintf("%s, but method %s of %s does not lead there", why, method, name)
	}
	c.report(model.Problem{Pos: pos, Message: message, Advice: "write " + line})
}
