package generator

import (
	"context"
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
	"github.com/typeseal/typeseal/generator/internal/spell"
)

// checkTypes gives the packages asked for the types of their annotated structs,
// and reports the type errors in what these reach.
func (r *run) checkTypes(ctx context.Context) error {
	roots := map[*source.Package][]string{}
	for _, u := range r.units {
		if !u.pkg.Wanted || u.broken() {
			continue
		}
		for _, t := range u.builtFormers() {
			roots[u.pkg] = append(roots[u.pkg], t.Spec.Name.Name)
		}
		for _, a := range u.built() {
			for _, t := range a.targets {
				roots[u.pkg] = append(roots[u.pkg], t.Spec.Name.Name)
			}
		}
	}
	errs, err := r.src.Check(ctx, roots)
	if err != nil {
		return err
	}
	for _, e := range errs {
		if r.willBeGenerated(e) {
			continue
		}
		r.report(e.Pos, token.NoPos, "types", e.Msg, r.undefined(e))
		r.syntaxOf(r.packageAt(e.Pos))
	}
	return nil
}

// missingMethod cuts the error into a pointer's star, the package's name or path
// if it is another one, the type, and the method.
var missingMethod = regexp.MustCompile(
	`^(\*?)(?:(\S+)\.)?([\pL\pN_]+) does not satisfy .*\(missing method ([\pL\pN_]+)\)$`)

// willBeGenerated reports whether an error says that an annotated type lacks a
// method that is generated for it. A type argument's constraint may ask for such a
// method, and generated files are never read.
func (r *run) willBeGenerated(e types.Error) bool {
	m := missingMethod.FindStringSubmatch(e.Msg)
	if m == nil {
		return false
	}
	pointer, pkg, typ, method := m[1] != "", m[2], m[3], m[4]
	if !pointer && !plan.ByValue(method) {
		return false
	}
	here := r.packageAt(e.Pos)
	return slices.ContainsFunc(r.units, func(u *unit) bool {
		switch pkg {
		case u.pkg.Name, strconv.Quote(u.pkg.Path): // the path if two have the name
		case "":
			if u.pkg != here {
				return false
			}
		default:
			return false
		}
		return slices.ContainsFunc(u.built(), func(a *annotated) bool {
			return slices.Contains(a.generated()[typ], method)
		})
	})
}

func (r *run) packageAt(pos token.Pos) *source.Package {
	dir := filepath.Dir(r.fset.PositionFor(pos, false).Filename)
	i := slices.IndexFunc(r.src.Packages, func(p *source.Package) bool { return p.Dir == dir })
	if i < 0 {
		return &source.Package{} // a dependency's
	}
	return r.src.Packages[i]
}

// syntaxOf reports the syntax errors of a package in which something reached
// does not type-check: they may have swallowed it.
func (r *run) syntaxOf(p *source.Package) {
	for _, f := range p.Files {
		if f.Part == source.Built && !f.Own {
			r.syntax(f)
		}
	}
}

// undefined is the advice for an undefined name: the file that declares the name
// but is not part of this build, or a similar name.
func (r *run) undefined(e types.Error) string {
	name, ok := strings.CutPrefix(e.Msg, "undefined: ")
	if !ok {
		return ""
	}
	p := r.packageAt(e.Pos)
	names := types.Universe.Names()
	for n, pos := range p.Scope() {
		switch f := r.fileAt(p, pos); {
		case f == nil:
		case n == name && f.Part == source.Excluded:
			return fmt.Sprintf("it is declared in %s, which this build leaves out", f.Name)
		case n == name && f.Part == source.Test:
			return fmt.Sprintf("it is declared in %s, a test file: move it to a file that is part of the package", f.Name)
		case f.Part == source.Built && n != name:
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return spell.DidYouMean(name, names)
}

func (r *run) fileAt(p *source.Package, pos token.Pos) *source.File {
	path := r.fset.PositionFor(pos, false).Filename
	i := slices.IndexFunc(p.Files, func(f *source.File) bool { return f.Path == path })
	if i < 0 {
		return nil
	}
	return p.Files[i]
}
