package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// locate lists the packages of the module that contains dir. If dir is in a workspace, but in
// none of its modules, or if it is the folder of go.work and the workspace was asked for, it
// lists the packages of all modules.
func (m *Module) locate(ctx context.Context, dir string) ([]listed, error) {
	root, trouble := Root(dir)
	if trouble != nil && !errors.Is(trouble, errNoModule) {
		return nil, trouble
	}
	file := m.Settings["GOWORK"]
	whole := m.config.Workspace && root == dir && filepath.Dir(file) == dir
	if trouble == nil && !whole && !workBelow(root, dir) {
		all, err := m.listModule(ctx, root)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(l listed) bool { return !l.nameless() && l.Dir == "" })
		if i < 0 || len(found(all)) > 0 {
			m.Dir, m.Roots = root, []string{root}
			return found(all), nil
		}
		trouble = all[i].trouble() // the go command does not build this module
	}
	switch {
	case trouble != nil && (file == "" || file == "off"):
		return nil, trouble
	case file == "" || file == "off": // a go.work below the module is switched off
		m.Dir, m.Roots = root, []string{root}
		all, err := m.listModule(ctx, root)
		return found(all), err
	case root != "" && !whole && !below(root, filepath.Dir(file)):
		return nil, notUsed(root, file)
	}
	all, err := m.workspace(ctx, filepath.Dir(file))
	if err == nil && whole && !slices.Contains(m.Roots, root) {
		err = notUsed(root, file)
	}
	return all, err
}

// notUsed returns the error for a module that the file go.work does not name.
func notUsed(root, file string) error {
	return fmt.Errorf("the module in %s is not part of the workspace %s; "+
		"run go work use %[1]s, or set GOWORK=off", filepath.ToSlash(root), filepath.ToSlash(file))
}

// workBelow reports whether a go.work is nearer to dir than the go.mod in root is.
func workBelow(root, dir string) bool {
	for ; below(root, dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
			return true
		}
	}
	return false
}

// workspace lists the packages of all modules of the workspace in dir.
func (m *Module) workspace(ctx context.Context, dir string) ([]listed, error) {
	modules, err := gocmd(ctx, dir, "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, err
	}
	m.Dir, m.Roots = dir, strings.Split(strings.TrimSpace(string(modules)), "\n")
	for i, root := range m.Roots {
		m.Roots[i] = strings.TrimSpace(root)
	}
	slices.Sort(m.Roots)
	m.readFiles(m.Roots...)
	all, err := m.listWithStandard(ctx, dir, "work")
	all = slices.DeleteFunc(all, func(l listed) bool { return l.Module != nil && !l.Module.Main }) // vendored ones
	return found(all), err
}

// listModule reads the files of one module and lists its packages, in this order: what
// changes in between is not as the snapshot says, so that the next run notices it.
func (m *Module) listModule(ctx context.Context, root string) ([]listed, error) {
	m.readFiles(root)
	return m.listWithStandard(ctx, root, "./...")
}

func (m *Module) readFiles(roots ...string) {
	for _, root := range roots {
		m.tree.Walk(root)
	}
	m.readVersions(roots)
	m.openListings(roots)
}

// below reports whether dir is strictly below root.
func below(root, dir string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// completed adds the other packages of each module that has requested packages, because
// salts must differ in a whole module. Other modules of a workspace are left out.
func (m *Module) completed(ctx context.Context) error {
	whole := m.Roots
	if !slices.Contains(m.Roots, m.Dir) {
		m.Roots = nil // all are listed
	}
	for _, p := range m.Packages {
		if p.Wanted && !slices.Contains(m.Roots, p.Root) {
			m.Roots = append(m.Roots, p.Root)
		}
	}
	for _, root := range m.Roots {
		if slices.Contains(whole, root) {
			continue
		}
		rest, err := m.listModule(ctx, root)
		if err != nil {
			return err
		}
		for _, l := range found(rest) {
			m.add(l)
		}
	}
	return nil
}
