package watch

import (
	"io/fs"
	"os"
	"path/filepath"
)

// look compares a folder with what is known of it, and returns the files that have
// changed. It also looks at folders in it, if they are new or if deep is set.
//
// It begins to listen before it looks. So a file that is written into a new folder at the
// same time is either seen or has an event.
func (t *tree) look(r *root, dir string, deep bool) (changed []string) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return t.drop(dir)
	}
	f := t.folders[dir]
	if f == nil {
		f = &known{subs: map[string]bool{}, files: map[string]stamp{}}
		t.folders[dir] = f
	}
	t.stale = t.stale || f.heard && !os.SameFile(f.info, info)
	f.root, f.info = r, info
	if !f.heard {
		t.add(f, dir)
	}
	files, subs := t.list(r, dir)
	changed = f.compare(files)
	for sub := range f.subs {
		if !subs[sub] {
			changed = append(changed, t.drop(sub)...)
		}
	}
	f.subs = subs
	for sub := range subs {
		if g := t.folders[sub]; deep || g == nil || !g.heard {
			changed = append(changed, t.look(r, sub, deep)...)
		}
	}
	return changed
}

// list returns the files in a folder that count, and the folders that the go command does
// not ignore. In a folder with a module of its own only go.mod counts. Links to folders are
// not followed, as by ./...
func (t *tree) list(r *root, dir string) (files map[string]stamp, subs map[string]bool) {
	files, subs = map[string]stamp{}, map[string]bool{}
	entries, _ := os.ReadDir(dir) // one that cannot be read has no files
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			if !r.ignores(path) && !t.place.has(path) {
				subs[path] = true
			}
		case t.counts(e.Name()):
			if s := stampOf(path); s != (stamp{}) {
				files[path] = s
			}
		}
	}
	module := filepath.Join(dir, "go.mod")
	if s, ok := files[module]; ok && dir != r.dir {
		return map[string]stamp{module: s}, map[string]bool{}
	}
	return files, subs
}

// compare replaces the stamps of a folder, and returns the files that have changed.
func (f *known) compare(now map[string]stamp) (changed []string) {
	for path, s := range now {
		if f.files[path] != s {
			changed = append(changed, path)
		}
	}
	for path := range f.files {
		if _, ok := now[path]; !ok {
			changed = append(changed, path)
		}
	}
	f.files = now
	return changed
}

// drop forgets a folder and all below it, and returns their files.
func (t *tree) drop(dir string) (gone []string) {
	f := t.folders[dir]
	if f == nil {
		return nil
	}
	for path := range f.files {
		gone = append(gone, path)
	}
	for sub := range f.subs {
		gone = append(gone, t.drop(sub)...)
	}
	t.stale = t.stale || f.heard
	delete(t.folders, dir)
	return gone
}

// add begins to listen to a folder. The listener is stale if another folder has taken its
// place meanwhile, because it may have added either of them.
func (t *tree) add(f *known, dir string) {
	f.err = t.listen.Add(dir)
	f.heard = f.err == nil
	info, err := os.Stat(dir)
	t.stale = t.stale || f.heard && (err != nil || !os.SameFile(f.info, info))
}

// stampOf returns the stamp of the file at a path, or of the target of a link. A link to
// nothing has a stamp.
func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		info, err = os.Lstat(path)
	}
	if err != nil || info.IsDir() {
		return stamp{}
	}
	return stamp{info.ModTime().UnixNano(), info.Size(), info.Mode()}
}

func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeDir != 0
}
