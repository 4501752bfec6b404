package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
)

// A newFile is a file that must not exist yet, or that replaces a key ring. Its text is first
// written to a temporary file in the same directory, which then gets its name. A failure
// or a kill does not leave half a file, and no other file is replaced. (The generator's
// Commit replaces files, and only in a module.)
type newFile struct {
	path string
	text []byte
	mode fs.FileMode

	// was describes the file that is replaced. Its mode and owner are kept. It is nil if there
	// must not be a file.
	was fs.FileInfo

	temporary string // path of the temporary file; empty if there is none
}

var newFiles atomic.Int64

// errMounted is the error for a file that is mounted alone, as docker run -v does.
var errMounted = errors.New("it is mounted, so it cannot be replaced here; edit it where it is mounted from")

// stage writes the text to the temporary file. Its name contains the process id, as the
// generator's do, so that the generator can remove the file of a killed process. That of a
// ring is always the same, so that it does not stay: it holds keys.
func (n *newFile) stage() error {
	if _, err := os.Lstat(n.path); err == nil && n.was == nil {
		return n.taken()
	}
	name := fmt.Sprintf(".typeseal-%d-%d.tmp", os.Getpid(), newFiles.Add(1))
	if n.was != nil {
		name = "." + filepath.Base(n.path) + ".tmp"
	}
	temporary := filepath.Join(filepath.Dir(n.path), name)
	if n.was != nil {
		os.Remove(temporary) // a killed process left it; nobody else edits the ring now
	}
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, n.mode)
	if err != nil {
		return n.failed(err)
	}
	n.temporary = temporary
	if n.was != nil {
		err = errors.Join(keepOwner(f, n.was), f.Chmod(n.was.Mode().Perm()))
	}
	if err == nil {
		_, err = f.Write(n.text)
	}
	if err == nil {
		err = f.Sync() // some file systems report a full disk only now
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return n.failed(err)
	}
	return nil
}

// place gives the file its name.
func (n *newFile) place() error {
	if n.was != nil {
		return n.replace()
	}
	err := os.Link(n.temporary, n.path) // unlike Rename, Link does not replace a file
	if err == nil {
		return nil
	}
	if _, there := os.Lstat(n.path); there == nil {
		return n.taken()
	}
	if err = os.Rename(n.temporary, n.path); err != nil { // a file system without links
		return n.failed(err)
	}
	return nil
}

// replace renames the temporary file. When it returns, a crash of the system does not bring
// the old file back.
func (n *newFile) replace() error {
	err := os.Rename(n.temporary, n.path)
	if errors.Is(err, syscall.EBUSY) {
		err = errMounted
	}
	if err != nil {
		return n.failed(err)
	}
	n.temporary = ""
	if err := syncFolder(filepath.Dir(n.path)); err != nil {
		return n.failed(err)
	}
	return nil
}

// drop removes the temporary file, if there is one. The caller must always call it.
func (n *newFile) drop() {
	if n.temporary != "" {
		os.Remove(n.temporary)
	}
}

// failed returns err with the name of the file, instead of the temporary name.
func (n *newFile) failed(err error) error {
	return fmt.Errorf("%s: %w", n.path, cause(err))
}

// taken returns an error that matches fs.ErrExist.
func (n *newFile) taken() error {
	return fmt.Errorf("%s: %w; move it away, or choose another name", n.path, fs.ErrExist)
}

// addLine adds a line to a file, unless the file has the line. If that fails, the file stays as
// it was. Undo takes the line out again.
func addLine(path, line string) (added bool, undo func() error, err error) {
	old, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return false, nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	for have := range bytes.Lines(old) {
		if strings.Trim(string(have), "/ \r\n") == line {
			return false, nil, nil
		}
	}
	text := line + "\n"
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		text = "\n" + text
	}
	if missing {
		f := &newFile{path: path, text: []byte(text), mode: 0o644}
		defer f.drop()
		if err = f.stage(); err == nil {
			err = f.place()
		}
		return err == nil, func() error { return os.Remove(path) }, err
	}
	undo = func() error { return os.Truncate(path, int64(len(old))) }
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return false, nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync() // some file systems report a full disk only now
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return false, nil, errors.Join(fmt.Errorf("%s: %w", path, cause(err)), undo())
	}
	return true, undo, nil
}
