package source

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listWithStandard lists the packages of a pattern. In the same run of the go command, it
// lists the packages of the standard library that files with directives import, because
// their types are most likely needed. It adds those to the world.
func (m *Module) listWithStandard(ctx context.Context, dir, pattern string) ([]listed, error) {
	std := m.standardImports()
	all, err := m.list(ctx, dir, append([]string{pattern}, std...)...)
	return slices.DeleteFunc(all, func(l listed) bool {
		_, imported := slices.BinarySearch(std, l.ImportPath)
		if imported && l.Standard && m.world[l.ImportPath] == nil {
			m.world[l.ImportPath] = m.newPackage(l)
		}
		return imported && (l.Standard || l.Dir == "")
	}), err
}

// standardImports returns the packages of the standard library that files with directives
// import, sorted.
func (m *Module) standardImports() (paths []string) {
	src := filepath.Join(m.Settings["GOROOT"], "src")
	seen := map[string]bool{"C": true, "unsafe": true, "cmd": true} // cmd is a pattern for many packages
	for _, f := range m.tree.Mentioning() {
		for _, path := range f.Imports {
			if !seen[path] && isStandard(src, path) {
				paths = append(paths, path)
			}
			seen[path] = true
		}
	}
	slices.Sort(paths)
	return paths
}

// isStandard reports whether the standard library, whose source is in the folder src, has
// a package. The first element of other paths usually has a dot.
func isStandard(src, path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") || !filepath.IsLocal(path) {
		return false
	}
	info, err := os.Stat(filepath.Join(src, filepath.FromSlash(path)))
	return err == nil && info.IsDir()
}
