package snapshot

import (
	"maps"
	"os"
	"slices"
	"time"
)

// Same reports whether two files have the same content.
func (f *File) Same(g *File) bool {
	return f.Sum == g.Sum && f.Type == g.Type && (f.Err == nil) == (g.Err == nil)
}

// rewritten reports whether a file was written at the time start or later, according to a
// later reading. Its content may be the same, and may have been another one in between.
// What this program has written does not count.
func (f *File) rewritten(later, start time.Time) bool {
	return !f.Own && !f.Written.IsZero() && !later.Before(start)
}

// WrittenSince reports whether a file that was read, and is not an output, was written at
// that time or later.
func (t *Tree) WrittenSince(start time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	written := func(f *File) bool {
		info, err := os.Stat(f.Path)
		return err == nil && f.rewritten(info.ModTime(), start)
	}
	for _, d := range t.folders {
		if slices.ContainsFunc(d.Files, written) {
			return true
		}
	}
	return slices.ContainsFunc(slices.Collect(maps.Values(t.files)), written)
}

// ChangedSince reports whether a folder that was read has got or lost a file or folder at that
// time or later, also if that was an output.
func (t *Tree) ChangedSince(start time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for path := range t.folders {
		if info, err := os.Stat(path); err != nil || !info.ModTime().Before(start) {
			return true
		}
	}
	return false
}

// Compare returns the Go files whose content differs in another tree that has read the same
// facts later, by path. It reports false if more than that differs: if there are other
// files or folders, apart from outputs, or if a file that is not Go differs. It also reports
// false if a file is the same, but was written after start, when t was begun.
func (t *Tree) Compare(other *Tree, start time.Time) (changed map[string]*File, ok bool) {
	changed = map[string]*File{}
	if !maps.Equal(t.names, other.names) || len(t.folders) != len(other.folders) {
		return nil, false
	}
	for path, f := range t.folders {
		g := other.folders[path]
		if g == nil || !f.compare(g, start, changed) {
			return nil, false
		}
	}
	for path, f := range t.files {
		if g := other.files[path]; g == nil || !f.Same(g) || f.rewritten(g.Written, start) {
			return nil, false
		}
	}
	return changed, len(t.files) == len(other.files)
}

// compare adds the source files in a folder whose content differs to changed. It reports
// false if the folders do not have the same files and folders.
func (d *Folder) compare(other *Folder, start time.Time, changed map[string]*File) bool {
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
			if f.rewritten(g.Written, start) {
				return false
			}
		case f.Name == "go.mod":
			return false
		default:
			changed[f.Path] = g
		}
	}
	return true
}
