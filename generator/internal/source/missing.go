package source

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/spell"
)

// missingMethod finds the parts of the error: the star of a pointer, the name or path of
// another package, the type, and the method.
var missingMethod = regexp.MustCompile(
	`^(\*?)(?:(\S+)\.)?([\pL\pN_]+) does not satisfy .*\(missing method ([\pL\pN_]+)\)$`)

// willBeGenerated reports whether a type error of the package means that a type lacks a
// method that the generator adds. The constraint of a type argument may require such a
// method, and generated files are never read.
func (m *Module) willBeGenerated(message string, here *Package) bool {
	found := missingMethod.FindStringSubmatch(message)
	if found == nil {
		return false
	}
	pointer, pkg, typ, method := found[1] != "", found[2], found[3], found[4]
	return slices.ContainsFunc(m.Packages, func(p *Package) bool {
		named := pkg == p.Name || pkg == strconv.Quote(p.Path) // the path if two packages have the name
		byValue, generated := p.Generated[typ][method]
		return generated && (byValue || pointer) && (named || pkg == "" && p == here)
	})
}

// packageAt returns the package of the module that contains pos. It is empty if pos is in
// a dependency.
func (m *Module) packageAt(pos token.Pos) *Package {
	dir := filepath.Dir(m.Fset.PositionFor(pos, false).Filename)
	i := slices.IndexFunc(m.Packages, func(p *Package) bool { return p.Dir == dir })
	if i < 0 {
		return &Package{}
	}
	return m.Packages[i]
}

// undefined says where an undefined name is declared if that file is not part of the
// build, or which name of the package is similar.
func (m *Module) undefined(p *Package, message string) string {
	name, ok := strings.CutPrefix(message, "undefined: ")
	if !ok {
		return ""
	}
	names := types.Universe.Names()
	for n, pos := range p.Scope() {
		path := m.Fset.PositionFor(pos, false).Filename
		i := slices.IndexFunc(p.Files, func(f *File) bool { return f.Path == path })
		if i < 0 {
			continue
		}
		switch f := p.Files[i]; {
		case n == name && f.Part == Excluded:
			return fmt.Sprintf("it is declared in %s, which this build leaves out", f.Name)
		case n == name && f.Part == Test:
			return fmt.Sprintf("it is declared in %s, a test file: move it to a file that is part of the package",
				f.Name)
		case f.Part == Built && n != name:
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return spell.DidYouMean(name, names)
}
