package source

import (
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// Inputs returns all that the module's packages were made of, so that a later run can tell
// whether anything has changed. It reports false if that cannot be told for certain.
func (m *Module) Inputs() (tree *snapshot.Tree, complete bool) {
	if flags := m.Settings["GOFLAGS"]; strings.Contains(flags, "overlay") || strings.Contains(flags, "modfile") {
		return nil, false // more files than those of the modules
	}
	for _, root := range m.Roots {
		m.tree.File(filepath.Join(root, "go.sum"))
		m.tree.File(filepath.Join(root, "vendor", "modules.txt"))
	}
	for _, dir := range m.localModules() {
		m.tree.Names(dir)
	}
	for _, p := range m.world {
		if p.Dir != "" && !m.fixed(p.Dir) {
			m.tree.Folder(p.Dir)
		}
	}
	return m.tree, !m.unseen
}

// fixed reports whether a folder is in the standard library or in the module cache, where
// nothing changes. The tree has those of their folders whose types were needed anyway.
func (m *Module) fixed(dir string) bool {
	return below(m.Settings["GOROOT"], dir) || below(m.Settings["GOMODCACHE"], dir)
}

// localModules returns the folders of the modules from which packages may be imported, apart
// from those in the module cache: all modules of the workspace, and replacements.
func (m *Module) localModules() (dirs []string) {
	roots := slices.Clone(m.Roots)
	if work := m.Settings["GOWORK"]; work != "" && work != "off" {
		m.tree.File(filepath.Join(filepath.Dir(work), "go.work.sum"))
		m.tree.File(filepath.Join(filepath.Dir(work), "vendor", "modules.txt"))
		file, err := modfile.ParseWork(work, m.tree.Text(work), nil)
		if err != nil {
			m.unseen = true
			return nil
		}
		for _, use := range file.Use {
			roots = append(roots, resolved(filepath.Dir(work), use.Path))
		}
		dirs = append(dirs, replacements(filepath.Dir(work), file.Replace)...)
	}
	for _, root := range roots {
		path := filepath.Join(root, "go.mod")
		file, err := modfile.Parse(path, m.tree.Text(path), nil)
		if err != nil {
			m.unseen = true
			return nil
		}
		dirs = append(dirs, replacements(root, file.Replace)...)
	}
	for _, dir := range dirs { // their requirements count too
		m.tree.File(filepath.Join(dir, "go.mod"))
	}
	return append(dirs, roots...)
}

// replacements returns the folders that replace modules.
func replacements(dir string, list []*modfile.Replace) (dirs []string) {
	for _, r := range list {
		if r.New.Version == "" {
			dirs = append(dirs, resolved(dir, r.New.Path))
		}
	}
	return dirs
}

func resolved(dir, path string) string {
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	return path
}
