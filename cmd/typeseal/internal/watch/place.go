package watch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/typeseal/typeseal/generator/folder"
)

// A place has the folders and files where a change counts.
type place struct {
	roots []*root
	files []string // others, which are only looked at
}

// A root is the folder of a module. It is watched with its subfolders.
type root struct {
	dir    string
	ignore []string // the ignore directives of its go.mod
}

// findPlace returns the place of a folder: its module, the modules of its workspace, and
// the folders that replace modules. It finds them as the go command does, which could not
// tell while a file is half written. A folder that belongs to no module has only files:
// those that would make it part of one.
func findPlace(dir string) (p place) {
	for _, d := range upward(dir) {
		p.files = append(p.files, filepath.Join(d, "go.mod"), filepath.Join(d, "go.work"))
	}
	if root := above(dir, "go.mod"); root != "" {
		p.addModule(filepath.Dir(root))
	}
	if work := workFile(dir); work != "" {
		p.addWork(work)
	}
	return p
}

// addModule adds a module and the folders that replace its dependencies.
func (p *place) addModule(dir string) {
	file := filepath.Join(dir, "go.mod")
	text, _ := os.ReadFile(file)
	mod, err := modfile.Parse(file, text, nil)
	if err != nil {
		mod = &modfile.File{} // somebody is writing it
	}
	p.addRoot(dir, mod)
	p.addVendor(dir)
	p.addReplaced(dir, mod.Replace)
}

// addWork adds the modules of a workspace.
func (p *place) addWork(file string) {
	dir := filepath.Dir(file)
	p.files = append(p.files, file, file+".sum")
	p.addVendor(dir)
	text, _ := os.ReadFile(file)
	work, err := modfile.ParseWork(file, text, nil)
	if err != nil {
		return // somebody is writing it
	}
	for _, use := range work.Use {
		p.addModule(absolute(dir, use.Path))
	}
	p.addReplaced(dir, work.Replace)
}

func (p *place) addReplaced(dir string, list []*modfile.Replace) {
	for _, r := range list {
		if r.New.Version != "" {
			continue // not a folder
		}
		dir := absolute(dir, r.New.Path)
		file := filepath.Join(dir, "go.mod")
		text, _ := os.ReadFile(file)
		mod, err := modfile.ParseLax(file, text, nil)
		if err != nil {
			mod = &modfile.File{}
		}
		p.addRoot(dir, mod)
	}
}

func (p *place) addRoot(dir string, mod *modfile.File) {
	if slices.ContainsFunc(p.roots, func(r *root) bool { return r.dir == dir }) {
		return
	}
	r := &root{dir: dir}
	for _, i := range mod.Ignore {
		r.ignore = append(r.ignore, i.Path)
	}
	p.roots = append(p.roots, r)
}

func (p *place) addVendor(dir string) {
	p.files = append(p.files, filepath.Join(dir, "vendor", "modules.txt"))
}

// has reports whether a folder is a root.
func (p *place) has(dir string) bool {
	return slices.ContainsFunc(p.roots, func(r *root) bool { return r.dir == dir })
}

// ignores reports whether the go command ignores a folder below the root.
func (r *root) ignores(dir string) bool {
	if folder.Ignored(filepath.Base(dir)) {
		return true
	}
	rel, err := filepath.Rel(r.dir, dir)
	return err != nil || slices.ContainsFunc(r.ignore, func(directive string) bool {
		return folder.IgnoredBy(directive, filepath.ToSlash(rel))
	})
}

// workFile returns the go.work that the go command would use in dir. It is empty if there
// is none.
func workFile(dir string) string {
	switch file := os.Getenv("GOWORK"); file {
	case "":
		return above(dir, "go.work")
	case "off":
		return ""
	default:
		return file
	}
}

// above returns the path of the file of that name in dir or in the nearest folder above it.
// It is empty if there is none.
func above(dir, name string) string {
	for _, d := range upward(dir) {
		path := filepath.Join(d, name)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
	}
	return ""
}

// upward returns a folder and all folders above it.
func upward(dir string) (list []string) {
	for ; ; dir = filepath.Dir(dir) {
		list = append(list, dir)
		if dir == filepath.Dir(dir) {
			return list
		}
	}
}

func absolute(dir, path string) string {
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	return filepath.Clean(path)
}

// decides reports whether the file at a path decides what is watched.
func decides(path string) bool {
	name := filepath.Base(path)
	return name == "go.mod" || name == "go.work"
}

// counts reports whether a change of a file of this name counts. Editors give their
// temporary files names that do not: 4913, .a.go.swp, .#a.go, #a.go#, a.go~.
func counts(name string, more []string) bool {
	switch name {
	case "go.mod", "go.sum", "go.work", "go.work.sum":
		return true
	}
	return slices.Contains(more, name) ||
		strings.HasSuffix(name, ".go") && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_")
}
