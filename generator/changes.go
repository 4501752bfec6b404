package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// A change is one file that differs from what it should be.
type change struct {
	root *os.Root
	path string // below root
	name string // below the module's directory, with slashes
	abs  string
	mode fs.FileMode // of the file that is there; 0: none
	old  []byte
	new  []byte // nil: to be removed

	replaceable func(info fs.FileInfo, src []byte) error // says why what is there must stay
}

// roots holds the open directories of modules. All reading and writing goes
// through them, so that no symbolic link leads out.
type roots map[string]*os.Root

func (r roots) open(dir string) (*os.Root, error) {
	if r[dir] == nil {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		r[dir] = root
	}
	return r[dir], nil
}

func (r roots) close() {
	for _, root := range r {
		root.Close()
	}
}

// changes compares a result with the files that are there.
func changes(result *Result, open roots) (list []change, err error) {
	for _, f := range slices.Concat(result.Files, result.Locks) {
		c, err := current(result, open, f.root, f.Path, f.replaceable())
		if err != nil {
			return nil, err
		}
		c.new = f.Content
		// A checkout may have turned line ends; that is no difference.
		if c.mode == 0 || !bytes.Equal(unixLines(c.old), unixLines(c.new)) {
			list = append(list, c)
		}
	}
	for _, path := range result.Orphans {
		c, err := current(result, open, result.rootOf(path), path, ours)
		if err != nil {
			return nil, err
		}
		if c.mode != 0 {
			list = append(list, c)
		}
	}
	return list, nil
}

func (result *Result) rootOf(path string) string {
	for _, p := range result.packages {
		if p.Dir == filepath.Dir(path) {
			return p.Root
		}
	}
	return result.Dir
}

// replaceable returns what says why the file that is there must not be replaced.
func (f File) replaceable() func(fs.FileInfo, []byte) error {
	if f.lock == nil {
		return ours
	}
	return func(info fs.FileInfo, src []byte) error { return f.lock.replaceable(info, src, f.Content) }
}

// current reads the file that is at path now. It refuses one that must not be
// replaced.
func current(
	result *Result, open roots, dir, path string, replaceable func(fs.FileInfo, []byte) error,
) (c change, err error) {
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return c, err
	}
	name := relative(result.Dir, result.Dir, path)
	root, err := open.open(dir)
	if err != nil {
		return c, err
	}
	c = change{root: root, path: rel, name: name, abs: path, replaceable: replaceable}
	if err := noLinks(root, filepath.Dir(rel)); err != nil {
		return c, fmt.Errorf("%s: %w", name, err)
	}
	info, err := root.Lstat(rel)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	if info.Mode().IsRegular() {
		if c.old, err = root.ReadFile(rel); err != nil {
			return c, err
		}
	}
	if err := replaceable(info, c.old); err != nil {
		return c, fmt.Errorf("%s %w", name, err)
	}
	c.mode = info.Mode()
	return c, nil
}

// noLinks refuses a directory that a symbolic link leads to.
func noLinks(root *os.Root, dir string) error {
	for dir != "." {
		info, err := root.Lstat(dir)
		if err != nil {
			return err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("the folder %s is a symbolic link", filepath.ToSlash(dir))
		}
		dir = filepath.Dir(dir)
	}
	return nil
}

func unixLines(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }

// Stale returns the absolute paths of the files that Commit would write or
// remove, outputs first. It changes nothing.
func Stale(result *Result) ([]string, error) {
	open := roots{}
	defer open.close()
	list, err := changes(result, open)
	return paths(list), err
}

func paths(list []change) (paths []string) {
	for _, c := range list {
		paths = append(paths, c.abs)
	}
	return paths
}

// devNull is what a unified diff calls a file that does not exist, everywhere.
const devNull = "/dev/null"

// Diff returns what Commit would change as a unified diff, which patch -p1 and
// git apply take in the module's directory. It is empty where nothing is stale,
// and changes nothing.
func Diff(result *Result) (string, error) {
	open := roots{}
	defer open.close()
	list, err := changes(result, open)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, c := range list {
		from, to := "a/"+c.name, "b/"+c.name
		if c.mode == 0 {
			from = devNull
		}
		if c.new == nil {
			to = devNull
		}
		b.WriteString(udiff.Unified(from, to, string(unixLines(c.old)), string(c.new)))
	}
	return b.String(), nil
}
