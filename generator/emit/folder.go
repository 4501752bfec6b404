package emit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/typeseal/typeseal/generator/internal/disk"
	"github.com/typeseal/typeseal/generator/internal/emittext"
	"github.com/typeseal/typeseal/generator/internal/schema"
)

// A folder has the path of the folder for the files, and the changes to make in it.
type folder struct {
	path     string // absolute
	language *schema.Language
	tree     disk.Tree
}

// folderAt compares the files with those in a folder, which need not exist. Files that were
// written before, and are not among them, are to be removed.
func folderAt(path string, language *schema.Language, files []emittext.File) (f folder, err error) {
	if f.path, err = filepath.Abs(path); err != nil {
		return f, err
	}
	f.language = language
	here, err := os.Getwd()
	if err != nil {
		return f, err
	}
	f.tree = disk.Tree{Dir: here}
	root := above(f.path)
	add := func(name string, content []byte) {
		f.tree.Files = append(f.tree.Files, disk.File{
			Path: filepath.Join(f.path, name), Content: content, Root: root, Keep: f.keep(name),
		})
	}
	for _, file := range files {
		add(file.Name, file.Content)
	}
	old, err := f.written()
	for _, name := range old {
		if !slices.ContainsFunc(files, func(file emittext.File) bool { return file.Name == name }) {
			add(name, nil)
		}
	}
	f.tree.Folders = map[string]string{f.path: root}
	return f, err
}

// above returns the nearest folder above path that exists.
func above(path string) string {
	for {
		path = filepath.Dir(path)
		if info, err := os.Stat(path); err == nil && info.IsDir() || path == filepath.Dir(path) {
			return path
		}
	}
}

// keep returns a function that returns an error for files that must not be replaced.
func (f folder) keep(name string) func(now []byte) error {
	return func(now []byte) error {
		if !emittext.Own(f.language, name, now) {
			return errors.New("was not written by typeseal emit; move it, or choose another folder for --out")
		}
		return nil
	}
}

// written returns the names of files in the folder that were written for the language.
func (f folder) written() (names []string, err error) {
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !emittext.Named(f.language, e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(f.path, e.Name()))
		if err != nil {
			return nil, err
		}
		if emittext.Own(f.language, e.Name(), text) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func (f folder) paths() (list []string) {
	for _, file := range f.tree.Files {
		if file.Content != nil {
			list = append(list, file.Path)
		}
	}
	return list
}

// Commit writes the files of a result, and removes those of a former run that are no
// longer written. It does not touch files that are up to date, and never replaces a link or
// a file that Commit did not write. Each file is complete at any time, with its old or its
// new content. Commit refuses a result with diagnostics.
func Commit(result *Result) error {
	if len(result.Diagnostics) > 0 {
		return fmt.Errorf("nothing is written: the lock has errors")
	}
	f := result.out
	if err := os.MkdirAll(f.path, 0o777); err != nil {
		return err
	}
	done, err := f.tree.Commit()
	result.Written, result.Removed = done.Written, done.Removed
	result.Unchanged = len(result.Paths) - len(done.Written)
	return err
}

// Diff returns the changes that Commit would make, as a unified diff, and the paths of the
// files that would change. It changes no file.
func Diff(result *Result) (text string, paths []string, err error) { return result.out.tree.Diff() }
