package watch

import (
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/fsnotify/fsnotify"
)

// A tree has what is known of the files that count.
type tree struct {
	open    func() (listener, error)
	counts  func(name string) bool
	place   place
	folders map[string]*known // by path
	files   map[string]stamp  // those outside of the roots, by path
	listen  listener
	stale   bool // the listener has folders by paths that they no longer have
}

// A known folder has the stamps of its files that count.
type known struct {
	root  *root
	info  fs.FileInfo
	subs  map[string]bool // paths of known folders in it
	files map[string]stamp
	heard bool  // there are events for it
	err   error // why there are none
}

// A stamp differs if a file has changed. The zero stamp is that of a missing file.
type stamp struct {
	modified, size int64
	mode           fs.FileMode
}

func newTree(config Config) *tree {
	t := &tree{
		open: config.open, counts: func(name string) bool { return counts(name, config.Names) },
		folders: map[string]*known{}, files: map[string]stamp{}, listen: deaf{},
	}
	t.reopen()
	return t
}

// reopen begins to listen anew.
func (t *tree) reopen() {
	t.listen.Close()
	t.stale = false
	l, err := t.open()
	if err != nil {
		l = deaf{err}
	}
	t.listen = l
	for _, f := range t.folders {
		f.heard = false
	}
}

func (t *tree) close()               { t.listen.Close() }
func (t *tree) events() <-chan batch { return t.listen.batches() }

func (t *tree) watched() (w Watched) {
	for _, r := range t.place.roots {
		w.Roots = append(w.Roots, r.dir)
	}
	w.Folders = len(t.folders)
	for _, f := range t.folders {
		if f.heard {
			continue
		}
		w.Deaf++
		if isLimit(f.err) {
			w.Limit = f.err
		}
	}
	return w
}

// lookAtAll looks at everything in a place, and returns the files that have changed.
func (t *tree) lookAtAll(p place) (changed []string) {
	if _, ok := t.listen.(deaf); ok || t.stale {
		t.reopen()
	}
	for _, r := range t.place.roots {
		if !p.has(r.dir) {
			changed = append(changed, t.drop(r.dir)...)
		}
	}
	t.place = p
	for _, r := range p.roots {
		changed = append(changed, t.look(r, r.dir, true)...)
	}
	return append(changed, t.lookAtFiles()...)
}

// lookAtFiles looks at the files outside of the roots.
func (t *tree) lookAtFiles() (changed []string) {
	now := map[string]stamp{}
	for _, path := range t.place.files {
		if t.folders[filepath.Dir(path)] != nil {
			continue
		}
		if now[path] = stampOf(path); now[path] != t.files[path] {
			changed = append(changed, path)
		}
	}
	t.files = now
	return changed
}

// hear looks where events have been.
func (t *tree) hear(touched map[string]fsnotify.Op) (changed []string) {
	folders := map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(touched)) {
		dir, op := filepath.Dir(path), touched[path]
		if t.folders[path] != nil {
			t.stale = t.stale || op.Has(fsnotify.Rename)
			folders[path] = true
		}
		f := t.folders[dir]
		switch {
		case f == nil:
		case t.folders[path] != nil || op.Has(fsnotify.Create) && isFolder(path):
			folders[dir] = true
		case t.counts(filepath.Base(path)):
			changed = append(changed, t.touch(f, path, op)...)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		if f := t.folders[dir]; f != nil {
			changed = append(changed, t.look(f.root, dir, false)...)
		}
	}
	return changed
}

// touch returns the path of a file that counts, because it has had an event. Its stamp may
// be the same after a second write in the same moment. But virus scanners and indexes also
// cause the event of other permissions, for which the stamp decides.
func (t *tree) touch(f *known, path string, op fsnotify.Op) []string {
	if f.nested(filepath.Dir(path)) && filepath.Base(path) != "go.mod" {
		return nil
	}
	was, now := f.files[path], stampOf(path)
	if now == (stamp{}) {
		delete(f.files, path)
	} else {
		f.files[path] = now
	}
	if op == fsnotify.Chmod && now == was {
		return nil
	}
	return []string{path}
}

// nested reports whether the folder at dir has a module of its own, which is not a root.
func (f *known) nested(dir string) bool {
	_, module := f.files[filepath.Join(dir, "go.mod")]
	return module && dir != f.root.dir
}
