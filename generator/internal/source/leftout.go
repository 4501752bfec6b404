package source

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/snapshot"
)

// addLeftOut adds the packages of which this build leaves out all files. The go command
// does not list them for ./..., but their tokens may be in flight too. It also adds
// folders that an import path cannot name, so that their directives can be reported.
func (m *Module) addLeftOut(ctx context.Context, dir string) error {
	folders, err := m.unlisted()
	if err != nil || len(folders) == 0 {
		return err
	}
	list, err := m.list(ctx, m.Dir, m.patterns(folders)...)
	if err != nil {
		return err
	}
	for _, f := range folders {
		if !slices.ContainsFunc(list, func(l listed) bool { return l.Dir == f }) {
			p := m.add(m.nameless(f))
			p.Nameless, p.Wanted, p.Root = true, covers(dir, m.config.Patterns, f), m.rootOf(f)
		}
	}
	for _, l := range list {
		if len(l.IgnoredGoFiles) > 0 && len(l.GoFiles)+len(l.CgoFiles) == 0 && l.ImportPath != "" && l.Dir != "" {
			p := m.add(l)
			p.Wanted = covers(dir, m.config.Patterns, p.Dir)
		}
	}
	return nil
}

// patterns returns folders as patterns for the go command.
func (m *Module) patterns(folders []string) (list []string) {
	for _, f := range folders {
		rel, _ := filepath.Rel(m.Dir, f) // both are absolute, one below the other
		list = append(list, "./"+filepath.ToSlash(rel))
	}
	return list
}

// nameless lists a folder that the go command cannot list.
func (m *Module) nameless(folder string) listed {
	l := listed{Dir: folder, ImportPath: m.patterns([]string{folder})[0]}
	for _, f := range m.tree.Folder(folder).Files {
		switch {
		case !isSource(f):
		case strings.HasSuffix(f.Name, "_test.go"):
			l.TestGoFiles = append(l.TestGoFiles, f.Name)
		default:
			l.GoFiles = append(l.GoFiles, f.Name)
		}
	}
	return l
}

// rootOf returns the directory of the module that contains a folder.
func (m *Module) rootOf(folder string) (root string) {
	for _, r := range m.Roots {
		if (folder == r || below(r, folder)) && len(r) > len(root) {
			root = r
		}
	}
	return root
}

// unlisted returns the folders that no package has, but that have directives or outputs.
func (m *Module) unlisted() (folders []string, err error) {
	known := map[string]bool{}
	for _, p := range m.Packages {
		known[p.Dir] = true
	}
	for _, root := range m.Roots {
		for _, f := range m.tree.Below(root) {
			switch {
			case f.Err != nil && f.Path == root:
				return nil, f.Err
			case !known[f.Path] && slices.ContainsFunc(f.Files, concerns):
				known[f.Path] = true
				folders = append(folders, f.Path)
			}
		}
	}
	return folders, nil
}

// concerns reports whether a Go file may have a directive or is an output.
func concerns(f *snapshot.File) bool { return isSource(f) && (f.Own || f.Mentions) }

// isSource reports whether the go command treats a file of a folder as Go source.
func isSource(f *snapshot.File) bool {
	return f.Type == 0 && f.Err == nil && filepath.Ext(f.Name) == ".go"
}

// covers reports whether patterns name a folder. Patterns are relative to dir. Patterns
// that are import paths do not name a folder.
func covers(dir string, patterns []string, folder string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		base, all := strings.CutSuffix(pattern, "...")
		if !strings.HasPrefix(base, ".") && !filepath.IsAbs(base) {
			return false
		}
		within := os.IsPathSeparator(base[len(base)-1]) // ./a... is also ./ab
		if !filepath.IsAbs(base) {
			base = filepath.Join(dir, base)
		}
		base = filepath.Clean(base)
		if all && within {
			return folder == base || below(base, folder)
		}
		return folder == base || all && strings.HasPrefix(folder, base)
	})
}
