package disk

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

// Commit writes what differs and removes what is to be removed. Files that are as
// they should be are not touched.
//
// Each file is written beside its place and then renamed, so that at any moment it
// is old or new, and whole. All are written before the first is renamed. A symbolic
// link, or a file that is to be kept, is never replaced.
//
// Commits of one module wait for each other. If a source has changed, Commit writes
// nothing and returns an error that matches ErrChanged.
func (t *Tree) Commit() error {
	release, err := holdModules(t.modules(), patience)
	if err != nil {
		return err
	}
	defer release()
	open := roots{}
	defer open.close()
	list, err := t.changes(open)
	if err != nil {
		return err
	}
	for _, s := range t.Sources {
		if now, err := os.ReadFile(s.Path); err != nil || !bytes.Equal(now, s.Content) {
			return fmt.Errorf("%s %w", t.name(s.Path), ErrChanged)
		}
	}
	if err := t.clean(open); err != nil {
		return err
	}
	return writeAll(list)
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
		if c.Content == nil {
			continue
		}
		if temporaries[i], err = c.write(); err != nil {
			if file, ok := errors.AsType[*fs.PathError](err); ok {
				err = file.Err // nobody knows the temporary file
			}
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
	_, err = f.Write(c.Content)
	if c.mode != 0 {
		err = errors.Join(err, f.Chmod(c.mode.Perm()))
	}
	return name, errors.Join(err, f.Close())
}

// finish puts a change in its place. What is there is looked at again: it may have
// come or changed since.
func (c change) finish(temporary string) error {
	info, _, err := c.current()
	if err != nil {
		return err
	}
	if c.Content == nil && info == nil {
		return nil
	}
	if c.Content == nil {
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

// clean removes what killed runs have left in the tree's folders. The files of a
// process that still runs are its own.
func (t *Tree) clean(open roots) error {
	for dir, module := range t.Folders {
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
