package snapshot

import (
	"maps"
	"slices"
)

// Same reports whether two files have the same content.
func (f *File) Same(g *File) bool {
	return f.Sum == g.Sum && f.Type == g.Type && (f.Err == nil) == (g.Err == nil)
}

// Compare returns the Go files whose content differs in another tree that has read the same
// facts, by path. It reports false if more than that differs: if there are other
// files or folders, apart from outputs, or if a file that is not Go differs.
func (t *Tree) Compare(other *Tree) (changed map[string]*File, ok bool) {
	changed = map[string]*File{}
	if !maps.Equal(t.names, other.names) || len(t.folders) != len(other.folders) {
		return nil, false
	}
	for path, f := range t.folders {
		g := other.folders[path]
		if g == nil || !f.compare(g, changed) {
			return nil, false
		}
	}
	for path, f := range t.files {
		if g := other.files[path]; g == nil || !f.Same(g) {
			return nil, false
		}
	}
	return changed, len(t.files) == len(other.files)
}

// compare adds the source files in a folder whose content differs to changed. It reports
// false if the folders do not have the same files and folders.
func (d *Folder) compare(other *Folder, changed map[string]*File) bool {
	if d.Module != other.Module || d.Other != other.Other || (d.Err == nil) != (other.Err == nil) ||
		!slices.Equal(d.Folders, other.Folders) {
		return false
	}
	sources := func(d *Folder) (list []*File) {
		for _, f := range d.Files {
			if !f.Own {
				list = append(list, f)
			}
		}
		return list
	}
	was, now := sources(d), sources(other)
	if len(was) != len(now) {
		return false
	}
	for i, f := range was {
		g := now[i]
		switch {
		case f.Name != g.Name || f.Type != g.Type || f.Err != nil || g.Err != nil:
			return false
		case f.Same(g):
		case f.Name == "go.mod":
			return false
		default:
			changed[f.Path] = g
		}
	}
	return true
}
