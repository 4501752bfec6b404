package plan

import (
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// A namespace holds the names at package level: the user's, and ours in all
// files of the package.
type namespace struct {
	pkg     *model.Package
	taken   map[string]bool
	aliases map[string]bool // names of imports in our files: file scope shares these with package scope
}

func newNamespace(pkg *model.Package) *namespace {
	n := &namespace{pkg: pkg, taken: map[string]bool{}, aliases: map[string]bool{}}
	for name := range pkg.Scope {
		n.taken[name] = true
	}
	return n
}

// declare returns name, or name with the first number behind it that is free,
// and takes it.
func (n *namespace) declare(name string) string {
	free := numbered(name, func(s string) bool { return !n.taken[s] && !n.aliases[s] })
	n.taken[free] = true
	return free
}

func numbered(name string, free func(string) bool) string {
	if free(name) {
		return name
	}
	for i := 2; ; i++ {
		if s := fmt.Sprint(name, i); free(s) {
			return s
		}
	}
}

// An importer names the packages that one file mentions, as it mentions them.
type importer struct {
	*namespace
	names map[string]string // by path
	list  []Import
}

// name is what the file calls the package; mentioning it imports it.
func (m *importer) name(path, pkgName, prefer string) string {
	if name, ok := m.names[path]; ok {
		return name
	}
	name := numbered(prefer, func(s string) bool {
		if m.taken[s] || token.IsKeyword(s) || types.Universe.Lookup(s) != nil || s == "init" || s == "main" {
			return false
		}
		return !slices.ContainsFunc(m.list, func(i Import) bool { return i.Name == s })
	})
	m.aliases[name] = true
	m.names[path] = name
	m.list = append(m.list, Import{Path: path, Name: name, Explicit: name != pkgName || name != base(path)})
	return name
}

// base is the name that a reader expects of an import path.
func base(p string) string {
	return path.Base(p)
}

func (m *importer) pkg(p *types.Package) string { return m.name(p.Path(), p.Name(), p.Name()) }
func (m *importer) std(path string) string      { return m.name(path, base(path), base(path)) }

func (m *importer) sorted() []Import {
	slices.SortFunc(m.list, func(a, b Import) int { return strings.Compare(a.Path, b.Path) })
	return m.list
}

// typeText is t as the file writes it; it imports what that takes.
func (m *importer) typeText(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == m.namespace.pkg.Path {
			return ""
		}
		return m.pkg(p)
	})
}

// identifiers adds the names in a piece of Go source to set.
func identifiers(source string, set map[string]bool) {
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(source)), []byte(source), nil, 0)
	for {
		switch _, tok, name := s.Scan(); tok {
		case token.EOF:
			return
		case token.IDENT:
			set[name] = true
		}
	}
}

// title is a name as part of a longer one.
func title(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + name[size:]
}
