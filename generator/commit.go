package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// ErrChanged is that typeseal.lock or a source file has changed since Generate
// read it, because another generator or an editor wrote it. Generate again.
var ErrChanged = errors.New("has changed since it was read; run typeseal again")

// Commit writes what is new in a result and removes its orphans, the files that
// Stale names; those that are as they should be are not touched. A result with
// diagnostics is refused.
//
// Each file is written beside its place and then renamed, so that whoever looks,
// or whatever fails, finds it old or new and whole. All are written before the
// first is renamed. A file that typeseal did not generate, or a symbolic link,
// is never replaced.
//
// Commits of one module wait for each other. One whose lock or source has
// changed since Generate read it writes nothing and returns an error that
// matches ErrChanged.
func Commit(result *Result) error {
	if n := len(result.Diagnostics); n > 0 {
		return fmt.Errorf("nothing is written: the source has %d faults", n)
	}
	if result.against {
		return errors.New("nothing is written: this result is a comparison with another lock")
	}
	release, err := holdModules(result, patience)
	if err != nil {
		return err
	}
	defer release()
	open := roots{}
	defer open.close()
	list, err := changes(result, open)
	if err != nil {
		return err
	}
	if err := sourceChanged(result); err != nil {
		return err
	}
	if err := clean(result, open); err != nil {
		return err
	}
	return writeAll(list)
}

// sourceChanged returns an error if a file that the result was made from is not
// what it was.
func sourceChanged(result *Result) error {
	for _, p := range result.packages {
		for _, f := range p.Files {
			if f.Own || f.Unreadable || f.Src == nil {
				continue
			}
			if now, err := os.ReadFile(f.Path); err != nil || !bytes.Equal(now, f.Src) {
				return fmt.Errorf("%s %w", relative(result.Dir, result.Dir, f.Path), ErrChanged)
			}
		}
	}
	return nil
}

// writeAll writes all changes, then puts them in their places.
func writeAll(list []change) (err error) {
	temporaries := make([]string, len(list))
	defer func() {
		for i, name := range temporaries {
			if name != "" {
				list[i].root.Remove(name)
			}
		}
	}()
	for i, c := range list {
		if c.new == nil {
			continue
		}
		if temporaries[i], err = c.write(); err != nil {
			return fmt.Errorf("writing %s: %w", c.name, err)
		}
	}
	for i, c := range list {
		if err := c.finish(temporaries[i]); err != nil {
			return err
		}
		temporaries[i] = ""
	}
	return nil
}

// write writes the new content to a temporary file in the same folder. It
// returns the file's path, after an error too where there is one.
func (c change) write() (string, error) {
	f, name, err := temporary(c.root, filepath.Dir(c.path))
	if err != nil {
		return "", err
	}
	_, err = f.Write(c.new)
	if c.mode != 0 {
		err = errors.Join(err, f.Chmod(c.mode.Perm()))
	}
	return name, errors.Join(err, f.Close())
}

// finish puts a change in its place. What is there is looked at again: it may
// have come or changed since.
func (c change) finish(temporary string) error {
	info, err := c.root.Lstat(c.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if c.new == nil {
			return nil
		}
	case err != nil:
		return err
	default:
		src, _ := c.root.ReadFile(c.path) // unreadable is not ours either
		if err := c.replaceable(info, src); err != nil {
			return fmt.Errorf("%s %w", c.name, err)
		}
	}
	if c.new == nil {
		return c.root.Remove(c.path)
	}
	for range 50 {
		if err = c.root.Rename(temporary, c.path); !transient(err) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return err
}

// Names of temporary files begin with a dot, which the go command ignores, and
// hold the number of the process that writes them.
const (
	tmpPrefix = ".typeseal-"
	tmpSuffix = ".tmp"
)

var tmpCount atomic.Int64

func temporary(root *os.Root, dir string) (f *os.File, name string, err error) {
	for range 100 {
		name = filepath.Join(dir, fmt.Sprintf("%s%d-%d%s", tmpPrefix, os.Getpid(), tmpCount.Add(1), tmpSuffix))
		f, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, name, err
		}
	}
	return nil, "", err
}

// clean removes what killed runs have left in the folders that are written to.
// The files of a process that still runs are its own.
func clean(result *Result, open roots) error {
	modules := map[string]string{} // by folder
	for _, p := range result.packages {
		modules[p.Dir] = p.Root
	}
	for _, f := range result.Locks {
		modules[f.root] = f.root
	}
	for dir, module := range modules {
		root, err := open.open(module)
		if err != nil {
			return err
		}
		if err := cleanFolder(root, module, dir); err != nil {
			return err
		}
	}
	return nil
}

func cleanFolder(root *os.Root, module, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(module, dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !leftOver(e.Name()) {
			continue
		}
		if err := root.Remove(filepath.Join(rel, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func leftOver(name string) bool {
	middle, ok := strings.CutPrefix(name, tmpPrefix)
	middle, ok2 := strings.CutSuffix(middle, tmpSuffix)
	number, _, ok3 := strings.Cut(middle, "-")
	pid, err := strconv.Atoi(number)
	return ok && ok2 && ok3 && err == nil && pid > 0 && !alive(pid)
}

// alive reports whether a process may still run. In doubt it does.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release()
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}
