package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"time"
)

// Done is what a commit has done: the paths of the files that it wrote and removed.
type Done struct{ Written, Removed []string }

// Commit writes the files that differ and removes those without a new content. Files that
// are up to date are not touched.
//
// Each file is written under another name and then renamed, so that a file is always
// complete, with the old or the new content. All files are written before the first is
// renamed. A symbolic link is never replaced.
//
// Commits of one module wait for each other. If a source has changed, Commit writes
// nothing and returns an error that matches ErrChanged. If it returns another error, it may
// have written some of the files, which done names.
func (t *Tree) Commit() (done Done, err error) {
	release, err := t.hold(patience)
	if err != nil {
		return done, err
	}
	defer release()
	open := roots{}
	defer open.close()
	list, err := t.changes(open)
	if err != nil {
		return done, err
	}
	for _, s := range t.Sources {
		if now, err := os.ReadFile(s.Path); err != nil || !bytes.Equal(now, s.Content) {
			return done, fmt.Errorf("%s %w", t.name(s.Path), ErrChanged)
		}
	}
	if err := t.clean(open); err != nil {
		return done, err
	}
	defer func() {
		for _, c := range list {
			if c.temporary != "" {
				c.root.Remove(c.temporary)
			}
		}
	}()
	for _, c := range list {
		if t.stopped() {
			return done, errStopped
		}
		if err := c.write(); err != nil {
			return done, err
		}
	}
	slices.SortStableFunc(list, removalsFirst)
	for _, c := range list {
		if err := c.finish(); err != nil {
			return done, err
		}
		if c.Content == nil {
			done.Removed = append(done.Removed, c.Path)
		} else {
			done.Written = append(done.Written, c.Path)
		}
	}
	return done, nil
}

// removalsFirst sorts changes in the order in which they are made. If a source file was
// renamed from a.go to A.go, and the file system takes both names for one, the old output
// must go before the new one comes, or the new one would be removed.
func removalsFirst(a, b *change) int {
	last := func(c *change) int {
		if c.Content == nil {
			return 0
		}
		return 1
	}
	return last(a) - last(b)
}

func (t *Tree) stopped() bool {
	select {
	case <-t.Stop:
		return true
	default:
		return false
	}
}

// tmpName is the name of a temporary file, with the number of the process that writes
// it and a number in that process. The go command ignores names that begin with a dot.
const tmpName = ".typeseal-%d-%d.tmp"

var tmpCount atomic.Int64

// write writes the new content, if any, to a temporary file in the same folder.
func (c *change) write() error {
	if c.Content == nil {
		return nil
	}
	var f *os.File
	err := fs.ErrExist
	for n := 0; errors.Is(err, fs.ErrExist) && n < 100; n++ {
		name := filepath.Join(filepath.Dir(c.path), fmt.Sprintf(tmpName, os.Getpid(), tmpCount.Add(1)))
		f, err = c.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		c.temporary = name
	}
	if err == nil {
		_, err = f.Write(c.Content)
		if c.mode != 0 {
			err = errors.Join(err, f.Chmod(c.mode.Perm()))
		}
		err = errors.Join(err, f.Close())
	} else {
		c.temporary = ""
	}
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		err = file.Err // without the name of the temporary file
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", c.name, err)
	}
	return nil
}

// finish renames or removes the file. It checks the file on disk again, because another
// process may have written it since.
func (c *change) finish() error {
	info, _, err := c.current()
	switch {
	case err != nil:
		return err
	case c.Content == nil && info == nil:
		return nil
	case c.Content == nil:
		return c.root.Remove(c.path)
	}
	for range 50 {
		if err = c.root.Rename(c.temporary, c.path); !transient(err) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err == nil {
		c.temporary = ""
	}
	return err
}

// clean removes the temporary files that killed processes have left in the tree's
// folders.
func (t *Tree) clean(open roots) error {
	for dir, module := range t.Folders {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !leftOver(e.Name()) {
				continue
			}
			root, rel, err := open.find(module, filepath.Join(dir, e.Name()))
			if err == nil {
				err = root.Remove(rel)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// leftOver reports whether name is the name of a temporary file whose process has
// certainly ended.
func leftOver(name string) bool {
	var pid, n int
	fmt.Sscanf(name, tmpName, &pid, &n) // the line below checks whether name matches
	if pid <= 0 || fmt.Sprintf(tmpName, pid, n) != name {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	defer p.Release()
	err = p.Signal(syscall.Signal(0))
	return errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH)
}
