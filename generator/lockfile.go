package generator

import (
	"bytes"
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/typeseal/typeseal/generator/internal/lock"
)

// maxLock is the longest lock that is read, in bytes.
const maxLock = 1 << 26

// A locked is a module's lock as it was found.
type locked struct {
	root  string // the module's directory
	path  string
	other string       // what another revision's is called; empty: it is the file at path
	text  []byte       // nil: there is none
	final bool         // drafts count too
	was   []*lock.Lock // one, or both sides of a merge's conflict
}

// readLock reads the lock of the module at root. It returns nil where something
// is wrong with it, which it reports.
func (r *run) readLock(root string) *locked {
	l := &locked{root: root, path: filepath.Join(root, lock.Name)}
	info, err := os.Lstat(l.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.was = []*lock.Lock{{}}
		return l
	case err == nil && !info.Mode().IsRegular():
		err = errors.New("is not a regular file")
	case err == nil && info.Size() > maxLock:
		err = errors.New("is too large")
	case err == nil:
		l.text, err = os.ReadFile(l.path)
	}
	if err != nil {
		fault := &lock.Error{Line: 1, Message: "the lock cannot be read: " + err.Error(), Advice: "move it out of the way"}
		r.reportLock(l, fault)
		return nil
	}
	if err := l.parse(); err != nil {
		r.reportLock(l, err)
		return nil
	}
	return l
}

// parse reads the text, or the two texts that a merge has left in it.
func (l *locked) parse() *lock.Error {
	one, err := lock.Parse(l.text)
	var fault *lock.Error
	if !errors.As(err, &fault) {
		l.was = []*lock.Lock{one}
		return nil
	}
	if !fault.Conflict {
		return fault
	}
	if l.was, err = lock.ParseMerge(l.text); errors.As(err, &fault) {
		return fault
	}
	return nil
}

// reportLock reports what is wrong with a lock where it stands.
func (r *run) reportLock(l *locked, fault *lock.Error) {
	d := Diagnostic{Rule: "lock", Message: fault.Message, Advice: fault.Advice, name: r.name(l.path)}
	d.Pos = token.Position{Filename: l.path, Line: fault.Line, Column: 1}
	if l.other != "" {
		d.Pos.Filename, d.name = l.other, l.other
		d.Advice = "compare with a revision whose lock can be read"
	}
	lines := strings.Split(string(l.text), "\n")
	if i := fault.Line - 1; i < len(lines) {
		d.source = strings.TrimRight(lines[i], "\r")
		d.width = len(d.source)
	}
	r.list = append(r.list, d)
}

// write is the lock's file as it should be, nil if there is nothing to write
// down. A file that says the same in another order, as a merge leaves it, is as
// it should be. What could not be read again is not written.
func (r *run) write(l *locked, next *lock.Lock) *File {
	if next.Empty() && l.text == nil {
		return nil
	}
	text := next.Format()
	if len(l.was) == 1 && l.text != nil && bytes.Equal(l.was[0].Format(), text) {
		text = l.text
	} else if _, err := lock.Parse(text); err != nil && len(r.list) == 0 {
		r.reportLock(l, &lock.Error{
			Line: 1, Message: "the lock would not be readable: " + err.Error(),
			Advice: "please report this as a fault of typeseal",
		})
		return nil
	}
	return &File{Path: l.path, Content: text, root: l.root, lock: l}
}

// replaceable says why the file that is there now must not be replaced. It may
// have come or changed since it was read.
func (l *locked) replaceable(info fs.FileInfo, now, next []byte) error {
	switch {
	case !info.Mode().IsRegular():
		return errors.New("is not a regular file")
	case !bytes.Equal(now, l.text) && !bytes.Equal(now, next):
		return ErrChanged
	}
	return nil
}
