// Package disk compares files with their new content, and writes and removes them.
package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aymanbagabas/go-udiff"
)

// ErrChanged means that a file has changed since it was read.
var ErrChanged = errors.New("has changed since it was read; run typeseal again")

// errStopped means that the tree's Stop was closed, and that nothing was written.
var errStopped = errors.New("interrupted before anything was written")

// A File is one file as it should be.
type File struct {
	Path    string // absolute
	Content []byte // nil: the file is to be removed
	Root    string // the module's directory

	// Keep returns an error if a regular file with the given content must not be replaced
	// or removed.
	Keep func(now []byte) error
}

// A Source is a file from which others are generated, with the content that was read.
type Source struct {
	Path    string
	Content []byte
}

// A Tree has the files that one run writes, in one or more modules.
type Tree struct {
	Dir     string // absolute; messages and diffs name files relative to it
	Files   []File
	Sources []Source          // Commit writes nothing if one has changed
	Folders map[string]string // all folders of the modules that runs write to, with their modules' directories

	// Stop ends Commit when it is closed, unless the first file has been renamed already.
	Stop <-chan struct{}
}

// A change is one file whose content must change.
type change struct {
	File
	root *os.Root
	path string      // below root
	name string      // below the tree's directory, with slashes
	mode fs.FileMode // of the file on disk; 0: there is none
	old  []byte

	temporary string // path below root of the file to be renamed; empty: there is none
}

// roots are the open directories of modules, by path. Files are read and written through
// them, so that no symbolic link leads out of a module.
type roots map[string]*os.Root

// find returns the open directory of the module in dir, and the path of a file
// below it.
func (r roots) find(dir, file string) (root *os.Root, rel string, err error) {
	if rel, err = filepath.Rel(dir, file); err != nil {
		return nil, "", err
	}
	if r[dir] == nil {
		if r[dir], err = os.OpenRoot(dir); err != nil {
			delete(r, dir)
			return nil, "", err
		}
	}
	return r[dir], rel, nil
}

func (r roots) close() {
	for _, root := range r {
		root.Close()
	}
}

// changes compares the tree with the files on disk. It returns an error if a file that
// differs must not be replaced or removed.
func (t *Tree) changes(open roots) (list []*change, err error) {
	for _, f := range t.Files {
		c := &change{File: f, name: t.name(f.Path)}
		if c.root, c.path, err = open.find(f.Root, f.Path); err != nil {
			return nil, err
		}
		if err := noLinks(c.root, filepath.Dir(c.path)); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		info, now, err := c.current()
		if err != nil {
			return nil, err
		}
		missing := info == nil
		if !missing {
			c.mode, c.old = info.Mode(), now
		}
		// A git checkout may have changed line ends, which is not a difference.
		if f.Content == nil && !missing ||
			f.Content != nil && (missing || !sameLines(now, f.Content)) {
			list = append(list, c)
		}
	}
	return list, nil
}

// current returns the file on disk, or nil if there is none. It returns an error if the
// file must not be replaced or removed.
func (c *change) current() (info fs.FileInfo, now []byte, err error) {
	info, err = c.root.Lstat(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if now, err = replaceable(info, func() ([]byte, error) { return c.root.ReadFile(c.path) }, c.Keep); err != nil {
		err = fmt.Errorf("%s %w", c.name, err)
	}
	return info, now, err
}

// Replaceable returns an error if the file at path must not be replaced.
func Replaceable(path string, keep func(now []byte) error) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil // if it is there, writing fails
	}
	_, err = replaceable(info, func() ([]byte, error) { return os.ReadFile(path) }, keep)
	return err
}

func replaceable(info fs.FileInfo, read func() ([]byte, error), keep func([]byte) error) ([]byte, error) {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("is a symbolic link")
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	}
	now, err := read()
	if err != nil {
		return nil, err
	}
	return now, keep(now)
}

// noLinks returns an error if a folder between root and dir is a symbolic link. Folders
// may be missing.
func noLinks(root *os.Root, dir string) error {
	for dir != "." {
		info, err := root.Lstat(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("the folder %s is a symbolic link", filepath.ToSlash(dir))
		}
		dir = filepath.Dir(dir)
	}
	return nil
}

// sameLines compares two texts, whatever their line ends are.
func sameLines(a, b []byte) bool {
	return bytes.Equal(a, b) || bytes.Equal(unixLines(a), unixLines(b))
}

func unixLines(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }

// name returns the name of a file in messages and diffs.
func (t *Tree) name(path string) string {
	if rel, err := filepath.Rel(t.Dir, path); err == nil && filepath.IsLocal(rel) {
		path = rel
	}
	return filepath.ToSlash(path)
}

// devNull is the name of a missing file in a unified diff, on all systems.
const devNull = "/dev/null"

// Diff returns the changes that Commit would make, as a unified diff, and the paths of the
// files that would change.
func (t *Tree) Diff() (text string, paths []string, err error) {
	open := roots{}
	defer open.close()
	list, err := t.changes(open)
	if err != nil {
		return "", nil, err
	}
	for _, c := range list {
		from, to := "a/"+c.name, "b/"+c.name
		if c.mode == 0 {
			from = devNull
		}
		if c.Content == nil {
			to = devNull
		}
		text += udiff.Unified(from, to, string(unixLines(c.old)), string(c.Content))
		paths = append(paths, c.Path)
	}
	return text, paths, nil
}
