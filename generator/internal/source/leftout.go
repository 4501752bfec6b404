package source

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// addLeftOut adds the packages whose files this build leaves out altogether, by
// their names, a tag or cgo. The go command does not list them for ./..., though
// their tokens are as much in flight as others.
func (m *Module) addLeftOut(ctx context.Context, dir string) error {
	folders, err := m.unlisted()
	if err != nil || len(folders) == 0 {
		return err
	}
	list, err := golist(ctx, m.Dir, folders...)
	if err != nil {
		return err
	}
	for _, l := range list {
		if len(l.IgnoredGoFiles) > 0 && len(l.GoFiles)+len(l.CgoFiles) == 0 && l.ImportPath != "" && l.Dir != "" {
			p := m.add(l)
			p.Wanted = covers(dir, m.config.Patterns, p.Dir)
		}
	}
	return nil
}

// unlisted are the folders of the module, as patterns, that no package has and
// that concern the generator.
func (m *Module) unlisted() (patterns []string, err error) {
	known := map[string]bool{}
	for _, p := range m.Packages {
		known[p.Dir] = true
	}
	err = filepath.WalkDir(m.Dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && path != m.Dir:
			return fs.SkipDir // the go command passes over it too
		case err != nil:
			return err
		case entry.IsDir() && path != m.Dir && !goFolder(path, entry.Name()):
			return fs.SkipDir
		case !entry.IsDir() || known[path] || !m.concerns(path):
			return nil
		}
		rel, err := filepath.Rel(m.Dir, path)
		patterns = append(patterns, "./"+filepath.ToSlash(rel))
		return err
	})
	return patterns, err
}

// goFolder reports whether ./... looks into a folder: by its name, and since it
// is not another module.
func goFolder(path, name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "vendor" {
		return false
	}
	_, err := os.Lstat(filepath.Join(path, "go.mod"))
	return err != nil
}

// concerns reports whether a Go file in the folder may hold a directive, or is an
// output.
func (m *Module) concerns(dir string) bool {
	entries, _ := os.ReadDir(dir)
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) != ".go" || strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "_") {
			return false
		}
		src, err := os.ReadFile(filepath.Join(dir, e.Name()))
		return err == nil && (IsOwn(src, m.config.Header) || m.config.Mentions(src))
	})
}

// covers reports whether patterns, as somebody in dir writes them, name a folder.
// Only those that are paths do: what they do not name is left as it is.
func covers(dir string, patterns []string, folder string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		base, all := strings.CutSuffix(pattern, "...")
		if !strings.HasPrefix(base, ".") && !filepath.IsAbs(base) {
			return false
		}
		if !filepath.IsAbs(base) {
			base = filepath.Join(dir, base)
		}
		base = filepath.Clean(base)
		return folder == base || all && strings.HasPrefix(folder, strings.TrimSuffix(base, string(filepath.Separator))+string(filepath.Separator))
	})
}
