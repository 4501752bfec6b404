package generator

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/directive"
	"github.com/typeseal/typeseal/generator/internal/plan"
	"github.com/typeseal/typeseal/generator/internal/source"
)

// leftOut lists the types of the packages asked for that only other builds have,
// and warns of the files whose methods those builds will miss.
func (r *run) leftOut() (list []LeftOut) {
	for _, u := range r.units {
		if !u.pkg.Wanted {
			continue
		}
		built := map[string]bool{}
		for _, a := range u.built() {
			for _, t := range a.targets {
				built[t.Spec.Name.Name] = true
			}
		}
		for _, a := range u.files {
			if a.Part != source.Excluded || a.AST.Name == nil || r.ofNoPackage(u.pkg, a) ||
				strings.HasSuffix(a.Name, "_test.go") || len(a.targets) == 0 {
				continue
			}
			if len(a.faults) == 0 { // which come first
				r.outputMissing(u, a)
			}
			for _, t := range a.targets {
				if !built[t.Spec.Name.Name] {
					list = append(list, r.leftOutType(u, a, t)...)
				}
			}
		}
	}
	return list
}

func (r *run) leftOutType(u *unit, a *annotated, t directive.Target) (list []LeftOut) {
	for _, d := range t.Directives {
		list = append(list, LeftOut{describe(u, t.Spec.Name.Name, d), r.name(a.Path), a.Constraint(r.fset)})
	}
	return list
}

// outputMissing warns of a file that this build leaves out and that has no
// output: what it declares has no methods where it is built. Whether an output
// that is there is up to date is seen in that build only.
func (r *run) outputMissing(u *unit, a *annotated) {
	output := plan.OutputName(a.Name)
	if slices.ContainsFunc(u.pkg.Files, func(f *source.File) bool { return f.Name == output }) {
		return
	}
	d := a.targets[0].Directives[0]
	r.warn(d.Pos, d.End, "build",
		fmt.Sprintf("this build leaves %s out, and there is no %s", filepath.Base(a.Path), output),
		fmt.Sprintf("run typeseal in a build that has it: %s", a.Constraint(r.fset)))
}
