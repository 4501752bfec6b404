package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
)

// A newFile is first written to a temporary file in the same directory, and then gets
// its name. A failure or a kill does not leave half a file. An existing file is never
// replaced.
type newFile struct {
	path string
	text []byte
	mode fs.FileMode

	temporary string // path of the temporary file; empty if there is none
}

var newFiles atomic.Int64

// stage writes the text to the temporary file. Its name contains the process id, as the
// generator's do, so that the generator can remove what a killed process left.
func (n *newFile) stage() error {
	if _, err := os.Lstat(n.path); err == nil {
		return n.taken()
	}
	name := fmt.Sprintf(".typeseal-%d-%d.tmp", os.Getpid(), newFiles.Add(1))
	temporary := filepath.Join(filepath.Dir(n.path), name)
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, n.mode)
	if err != nil {
		return n.failed(err)
	}
	n.temporary = temporary
	_, err = f.Write(n.text)
	if err == nil {
		err = f.Sync() // some file systems report a full disk only now
	}
	if err = errors.Join(err, f.Close()); err != nil {
		n.drop()
		return n.failed(err)
	}
	return nil
}

// place gives the file its name.
func (n *newFile) place() error {
	defer n.drop()
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

// drop removes the temporary file, if there is one.
func (n *newFile) drop() {
	if n.temporary != "" {
		os.Remove(n.temporary)
	}
}

// failed returns err with the name of the file, instead of the temporary name.
func (n *newFile) failed(err error) error {
	return fmt.Errorf("%s: %w", n.path, cause(err))
}

func (n *newFile) taken() error { return takenError{n.path} }

// A takenError matches fs.ErrExist.
type takenError struct{ path string }

func (e takenError) Error() string {
	return e.path + ": file exists; move it away, or choose another name"
}

func (e takenError) Is(err error) bool { return err == fs.ErrExist }

// writeNew writes one new file.
func writeNew(path string, text []byte, mode fs.FileMode) error {
	n := &newFile{path: path, text: text, mode: mode}
	if err := n.stage(); err != nil {
		return err
	}
	return n.place()
}

// appendTo appends text to a file. If that fails, the file stays as it was.
func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err = f.WriteString(text); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", path, cause(err)), f.Truncate(info.Size()))
	}
	return nil
}
