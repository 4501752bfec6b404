package source

import (
	"go/token"
	"slices"
	"strings"
)

// Given returns a module with one package that was loaded by other means, such as a pass
// of go/analysis. The caller has set the package's Path, Name, Dir and Types, and of each
// file everything but the marks Own and Mentions. If a file mentions a directive, files
// without an AST are parsed, except outputs.
func Given(fset *token.FileSet, config Config, p *Package) *Module {
	m := &Module{Dir: p.Dir, Packages: []*Package{p}, Fset: fset, config: config}
	slices.SortFunc(p.Files, func(a, b *File) int { return strings.Compare(a.Name, b.Name) })
	p.m, p.Wanted, p.main = m, true, true
	for _, f := range p.Files {
		if f.Own = IsOwn(f.Src, config.Header); f.Own {
			f.AST = nil // outputs are never read
		}
		f.Mentions = !f.Own && config.Mentions(f.Src)
		p.Mentions = p.Mentions || f.Mentions
	}
	p.parse()
	return m
}
