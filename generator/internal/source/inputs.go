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
	if !m.listable() {
		return nil, false
	}
	for _, p := range m.world {
		if p.Dir != "" && !m.fixed(p.Dir) {
			m.tree.Folder(p.Dir)
		}
	}
	return m.tree, !m.unseen
}

// listable reports whether the go command reads no other files than those of the modules,
// and finds out from them what it says about packages.
func (m *Module) listable() bool {
	flags := m.Settings["GOFLAGS"]
	return !strings.Contains(flags, "overlay") && !strings.Contains(flags, "modfile") && !m.unseen
}

// WrittenMeanwhile reports whether a file was written since the module was loaded, or while
// it was. Then the go command may have listed another state than that of Inputs.
func (m *Module) WrittenMeanwhile() bool { return m.tree.WrittenSince(m.started) }

// fixed reports whether a folder is in the standard library or in the module cache, where
// nothing changes. The tree has those of their folders whose types were needed anyway.
func (m *Module) fixed(dir string) bool {
	return below(m.Settings["GOROOT"], dir) || below(m.Settings["GOMODCACHE"], dir)
}

// readVersions reads the files that decide which package an import path names, and the
// names of all packages that are not in the module cache.
func (m *Module) readVersions(roots []string) {
	for _, root := range roots {
		m.tree.File(filepath.Join(root, "go.sum"))
		m.readVendor(root)
	}
	for _, dir := range m.localModules(roots) {
		m.tree.File(filepath.Join(dir, "go.mod"))
		if !slices.Contains(roots, dir) {
			m.tree.Names(dir)
		}
	}
}

// readVendor reads what decides whether the packages of a folder vendor are used. The folder
// alone counts, too.
func (m *Module) readVendor(dir string) {
	m.tree.File(filepath.Join(dir, "vendor"))
	m.tree.File(filepath.Join(dir, "vendor", "modules.txt"))
}

// localModules returns the folders of the modules from which packages may be imported, apart
// from those in the module cache: all modules of the workspace, and replacements.
func (m *Module) localModules(roots []string) []string {
	dirs := slices.Clone(roots)
	var replaced []string
	if work := m.Settings["GOWORK"]; work != "" && work != "off" {
		dir := filepath.Dir(work)
		m.tree.File(filepath.Join(dir, "go.work.sum"))
		m.readVendor(dir)
		file, err := modfile.ParseWork(work, m.tree.Text(work), nil)
		if err != nil {
			m.unseen = true
			return nil
		}
		for _, use := range file.Use {
			dirs = append(dirs, resolved(dir, use.Path))
		}
		replaced = replacements(dir, file.Replace)
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, "go.mod")
		file, err := modfile.Parse(path, m.tree.Text(path), nil)
		if err != nil {
			m.unseen = true
			return nil
		}
		replaced = append(replaced, replacements(dir, file.Replace)...)
	}
	return append(dirs, replaced...)
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
