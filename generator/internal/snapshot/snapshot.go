// Package snapshot reads folders of Go files once, so that all stages of a run see the same
// contents. The sum of a snapshot tells a later run whether anything has changed.
package snapshot

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/typeseal/typeseal/generator/folder"
)

// A Tree has the folders and files that were read so far. Its methods can be called from
// several goroutines.
type Tree struct {
	look func(src []byte) Marks
	room chan struct{} // limits the number of files that are read at the same time

	mu      sync.Mutex
	folders map[string]*Folder
	files   map[string]*File // files in none of these folders
	names   map[string]Sum   // sums of the names in modules, by root
	walked  []string         // roots of Walk
	single  []string         // folders of Folder
}

// Marks are what the generator wants to know about the text of a file.
type Marks struct {
	Own      bool     // it is the generator's output
	Mentions bool     // it may contain a directive
	Head     Sum      // of what the go command looks at when it lists packages; zero: that is not known
	Imports  []string // of a file that mentions a directive
}

// A Folder has the Go files of one folder and its file go.mod.
type Folder struct {
	Path    string
	Files   []*File  // by name
	Folders []string // names of the folders in it that the go command does not ignore
	Module  bool     // it has a go.mod
	Other   bool     // it is the root of another module, and was not read
	Err     error    // the folder could not be read
}

// A File is one file as it was read.
type File struct {
	Name, Path string
	Type       fs.FileMode // the type bits; 0: a regular file
	Written    time.Time   // when its content was written; zero if this program has written it
	Err        error       // it could not be read
	Sum        Sum
	Src        []byte // nil if it is not kept; see Folder.keep
	Marks
}

// New returns an empty tree. look is called with the text of each Go file. It may be nil.
func New(look func(src []byte) Marks) *Tree {
	if look == nil {
		look = func([]byte) Marks { return Marks{} }
	}
	return &Tree{
		look: look, room: make(chan struct{}, runtime.GOMAXPROCS(0)+2),
		folders: map[string]*Folder{}, files: map[string]*File{},
		names: map[string]Sum{},
	}
}

// Walk reads the folder root and all folders below it that belong to the same module and
// that the go command does not ignore.
func (t *Tree) Walk(root string) {
	t.mu.Lock()
	again := slices.Contains(t.walked, root)
	if !again {
		t.walked = append(t.walked, root)
	}
	t.mu.Unlock()
	if again {
		return
	}
	var wg sync.WaitGroup
	var walk func(path string)
	walk = func(path string) {
		f := t.read(path, true)
		if f.Module && path != root {
			t.other(path)
			return
		}
		t.mu.Lock()
		t.add(f)
		t.mu.Unlock()
		for _, name := range f.Folders {
			wg.Go(func() { walk(filepath.Join(path, name)) })
		}
	}
	walk(root)
	wg.Wait()
}

// add adds a folder. Files of it that were read before stay as they were then.
func (t *Tree) add(f *Folder) {
	t.folders[f.Path] = f
	for i, file := range f.Files {
		if before := t.files[file.Path]; before != nil {
			f.Files[i] = before
			delete(t.files, file.Path)
		}
	}
}

// other records that a folder is the root of another module, unless it was read.
func (t *Tree) other(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.folders[path] == nil {
		t.folders[path] = &Folder{Path: path, Other: true}
	}
}

// Folder returns a folder. It reads it if that has not happened before, but not its tests.
func (t *Tree) Folder(path string) *Folder {
	t.mu.Lock()
	f := t.folders[path]
	t.mu.Unlock()
	if f == nil || f.Other {
		f = t.read(path, false)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.add(f)
		t.single = append(t.single, path)
	}
	return f
}

// Below returns the folders read so far that are root or below it, by path.
func (t *Tree) Below(root string) (list []*Folder) {
	prefix := strings.TrimSuffix(root, string(filepath.Separator)) + string(filepath.Separator)
	t.mu.Lock()
	defer t.mu.Unlock()
	for path, f := range t.folders {
		if path == root || strings.HasPrefix(path, prefix) {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *Folder) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// Mentioning returns the files read so far that may contain a directive, in no order.
func (t *Tree) Mentioning() (list []*File) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, d := range t.folders {
		for _, f := range d.Files {
			if f.Mentions {
				list = append(list, f)
			}
		}
	}
	return list
}

// File returns a file. It reads it if that has not happened before.
func (t *Tree) File(path string) *File {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f := t.known(path); f != nil {
		return f
	}
	f := t.open(path)
	t.files[path] = f
	return f
}

// Text returns the text of a file. It reads the file again if the text was not kept. If it
// has changed since, the sum of the tree is not that of the files on disk.
func (t *Tree) Text(path string) []byte {
	f := t.File(path)
	if f.Src != nil || f.Err != nil {
		return f.Src
	}
	src, err := os.ReadFile(path)
	t.mu.Lock()
	defer t.mu.Unlock()
	if sum := sha256.Sum256(src); err != nil || sum != f.Sum {
		f.Sum = Sum{}
	}
	return src
}

// Known returns a file that was read before, or nil.
func (t *Tree) Known(path string) *File {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known(path)
}

// known returns a file that was read before.
func (t *Tree) known(path string) *File {
	if f := t.files[path]; f != nil {
		return f
	}
	if d := t.folders[filepath.Dir(path)]; d != nil {
		if i, ok := d.find(filepath.Base(path)); ok {
			return d.Files[i]
		}
	}
	return nil
}

func (d *Folder) find(name string) (int, bool) {
	return slices.BinarySearchFunc(d.Files, name, func(f *File, name string) int {
		return strings.Compare(f.Name, name)
	})
}

// Put records that a file has a new content, or that it is gone if content is nil.
func (t *Tree) Put(path string, content []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := &File{Name: filepath.Base(path), Path: path}
	if content == nil {
		next.Err = fs.ErrNotExist
	} else {
		next.Sum = sha256.Sum256(content)
		next.mark(t, content)
	}
	if d := t.folders[filepath.Dir(path)]; d != nil && !d.Other && listed(next.Name) {
		d.put(next, content != nil)
		delete(t.files, path)
	} else {
		t.files[path] = next
	}
}

// put adds a file to the folder or replaces it, or removes it.
func (d *Folder) put(next *File, exists bool) {
	i, ok := d.find(next.Name)
	switch {
	case ok && exists:
		d.Files[i] = next
	case ok:
		d.Files = slices.Delete(d.Files, i, i+1)
	case exists:
		d.Files = slices.Insert(d.Files, i, next)
	}
}

// listed reports whether Folder.Files has files of a name.
func listed(name string) bool {
	return name == "go.mod" ||
		filepath.Ext(name) == ".go" && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_")
}

func (t *Tree) read(path string, tests bool) *Folder {
	t.room <- struct{}{}
	defer func() { <-t.room }()
	f := &Folder{Path: path}
	entries, err := os.ReadDir(path)
	if err != nil {
		f.Err = err
		return f
	}
	for _, e := range entries {
		switch {
		case e.IsDir() && !folder.Ignored(e.Name()):
			f.Folders = append(f.Folders, e.Name())
		case e.IsDir() || !listed(e.Name()):
		case !tests && strings.HasSuffix(e.Name(), "_test.go"):
			f.Files = append(f.Files, &File{Name: e.Name(), Path: filepath.Join(path, e.Name())})
		default:
			file := t.open(filepath.Join(path, e.Name()))
			f.Module = f.Module || e.Name() == "go.mod" && file.Err == nil
			f.Files = append(f.Files, file)
		}
	}
	if tests {
		f.keep()
	}
	return f
}

// keep drops the texts that nobody needs: outputs, and all files of a folder in which no
// file mentions a directive.
func (d *Folder) keep() {
	mentions := slices.ContainsFunc(d.Files, func(f *File) bool { return f.Mentions })
	for _, f := range d.Files {
		if !mentions || f.Own || f.Name == "go.mod" {
			f.Src = nil
		}
	}
}

// open reads a file. A link that leads nowhere is a file with an error.
func (t *Tree) open(path string) *File {
	f := &File{Name: filepath.Base(path), Path: path}
	info, err := os.Lstat(path)
	if err != nil {
		f.Err = err
		return f
	}
	f.Type = info.Mode().Type()
	if info, f.Err = os.Stat(path); f.Err == nil && !info.Mode().IsRegular() {
		f.Err = errNotRegular
	}
	if f.Err == nil {
		f.Written = info.ModTime()
		f.Src, f.Err = os.ReadFile(path)
	}
	if f.Err != nil {
		return f
	}
	f.Sum = sha256.Sum256(f.Src)
	f.mark(t, f.Src)
	return f
}

func (f *File) mark(t *Tree, src []byte) {
	if filepath.Ext(f.Name) == ".go" {
		f.Marks = t.look(src)
	}
}

var errNotRegular = errors.New("it is not a regular file")

// Missing reports whether there is no such file, not even a link that leads nowhere.
func (f *File) Missing() bool {
	if !errors.Is(f.Err, fs.ErrNotExist) {
		return false
	}
	_, err := os.Lstat(f.Path)
	return errors.Is(err, fs.ErrNotExist)
}
