package plan

import (
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	pathpkg "path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typeseal/typeseal/generator/internal/model"
)

// A namespace has the names at package level: the user's names, and the names in all
// generated files.
type namespace struct {
	pkg     *model.Package
	taken   map[string]bool
	aliases map[string]bool // names of imports in generated files, which must not be declared in the package
}

// declare declares a name. If it is taken, it adds the first number that is free.
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

// An importer names the packages that a file mentions.
type importer struct {
	*namespace
	names map[string]string // by path
	list  []Import
	texts map[types.Type]string // what typeText has written
}

// name imports a package and returns its name in the file.
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
	m.list = append(m.list, Import{Path: path, Name: name, Explicit: name != pkgName || name != pathpkg.Base(path)})
	return name
}

// std imports a package whose name is the last element of its path.
func (m *importer) std(path string) string {
	return m.name(path, pathpkg.Base(path), pathpkg.Base(path))
}

// typeText writes a type, and imports the packages that it mentions.
func (m *importer) typeText(t types.Type) string {
	if basic, ok := t.(*types.Basic); ok && basic.Kind() != types.UnsafePointer {
		return basic.Name()
	}
	text, known := m.texts[t]
	if !known {
		text = types.TypeString(t, m.qualifier)
		m.texts[t] = text
	}
	return text
}

// qualifier returns the name of a package, and imports it.
func (m *importer) qualifier(p *types.Package) string {
	if p.Path() == m.namespace.pkg.Path {
		return ""
	}
	return m.name(p.Path(), p.Name(), p.Name())
}

// identifiers adds the names in the text of a type to set.
func identifiers(text string, set map[string]bool) {
	if !strings.ContainsAny(text, "\"`") {
		for name := range strings.FieldsFuncSeq(text, notInName) {
			if token.IsIdentifier(name) {
				set[name] = true
			}
		}
		return
	}
	var s scanner.Scanner // a struct with tags, which are strings
	s.Init(token.NewFileSet().AddFile("", -1, len(text)), []byte(text), nil, 0)
	for {
		switch _, tok, name := s.Scan(); tok {
		case token.EOF:
			return
		case token.IDENT:
			set[name] = true
		}
	}
}

func notInName(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// title returns a name in the form that it has in the middle of another name.
func title(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + name[size:]
}
