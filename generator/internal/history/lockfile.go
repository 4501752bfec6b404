package history

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/typeseal/typeseal/generator/internal/diag"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/note"
)

// maxLock is the longest lock that is read, in bytes.
const maxLock = 1 << 26

// A Lock is a file typeseal.lock: its present text and its new content.
type Lock struct {
	Root    string // directory of its module; empty for one that is only read
	Path    string // absolute if the lock is written, else as people call it
	Was     []byte // nil: there is none
	Content []byte // the new content; nil if there is nothing to write

	help string       // replaces the help of a fault, unless it is empty
	was  []*lock.Lock // one, or both sides of a merge's conflict
	next *lock.Lock   // what Content describes
	good *note.Note   // has the hash of a text that is readable
}

// none is the lock of a module without a typeseal.lock.
func none(root string) *Lock {
	return &Lock{Root: root, Path: filepath.Join(root, lock.Name), was: []*lock.Lock{{}}}
}

// Read reads the lock of the module in the folder root. A note in the folder cache tells
// whether its text was read before, so that it need not be checked again.
func Read(root, cache string) (*Lock, *lock.Error) {
	l := none(root)
	l.good = note.Open(cache, "lock", l.Path)
	info, err := os.Lstat(l.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err == nil {
		l.Was, err = read(l.Path, info)
	}
	if err != nil {
		return l, &lock.Error{
			Line: 1, Message: "the lock cannot be read: " + err.Error(), Advice: "move it out of the way",
		}
	}
	return l, l.parse()
}

// ReadOther reads the lock of another module, for Config.With. The path is relative to
// dir.
func ReadOther(dir, path string) (*Lock, error) {
	l, err := ReadAt(dir, path)
	if err == nil {
		l.help = "run typeseal in that module"
	}
	return l, err
}

// ReadAt reads the text of the lock with a path, which is relative to dir.
func ReadAt(dir, path string) (l *Lock, err error) {
	l = &Lock{Path: path}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	info, err := os.Stat(path)
	if err == nil {
		l.Was, err = read(path, info)
	}
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		err = file.Err
	}
	if err != nil {
		return nil, fmt.Errorf("the lock %s cannot be read: %w; write the path of a typeseal.lock, "+
			"such as ../other/typeseal.lock", l.Path, err)
	}
	return l, nil
}

func read(path string, info fs.FileInfo) ([]byte, error) {
	switch {
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Size() > maxLock:
		return nil, errors.New("it is too large")
	}
	return os.ReadFile(path)
}

// parse parses the text, or both of its sides if a merge left a conflict.
func (l *Lock) parse() *lock.Error {
	parse, sum := lock.Parse, digest(l.Was)
	known := bytes.Equal(l.good.Read(), sum)
	if known {
		parse = lock.ParseKnown
	}
	one, err := parse(l.Was)
	fault, ok := errors.AsType[*lock.Error](err)
	if !ok {
		l.was = []*lock.Lock{one}
		if !known {
			l.good.Write(sum)
		}
		return nil
	}
	if !fault.Conflict {
		return fault
	}
	l.was, err = lock.ParseMerge(l.Was)
	fault, _ = errors.AsType[*lock.Error](err)
	return fault
}

func digest(text []byte) []byte {
	sum := sha256.Sum256(text)
	return sum[:]
}

// Parse returns the types that the lock describes. If its text has an error, Parse
// reports it and returns nil.
func (l *Lock) Parse(found *diag.Collector) *lock.Lock {
	parsed, err := lock.Parse(l.Was)
	if fault, ok := errors.AsType[*lock.Error](err); ok {
		l.Report(found, fault)
		return nil
	}
	return parsed
}

// Report adds an error in the lock to the diagnostics.
func (l *Lock) Report(found *diag.Collector, fault *lock.Error) {
	d := diag.Diagnostic{Rule: "lock", Message: fault.Message, Help: fault.Advice}
	d.Span = found.Line(l.Path, l.Was, fault.Line)
	if l.help != "" {
		d.Help = l.help
	}
	found.Add(d)
}

// same reports whether the file has the facts of the new content.
func (l *Lock) same() bool {
	if l.Was == nil || len(l.was) == 2 || l.was[0].Outdated() {
		return false
	}
	return bytes.Equal(l.Was, l.Content) || bytes.Equal(l.was[0].Format(), l.Content)
}

// Set sets the content. A file with the same facts in another order, as after a merge,
// keeps its content, unless it has an older format. Set reports an error if the new content
// could not be read again.
func (l *Lock) Set(next *lock.Lock) *lock.Error {
	if next.Empty() && l.Was == nil {
		return nil
	}
	l.Content, l.next = next.Format(), next
	if l.same() {
		l.Content = l.Was
		return nil
	}
	read := &lock.Lock{}
	if len(l.was) == 1 {
		read = l.was[0]
	}
	if err := next.Readable(read); err != nil {
		return &lock.Error{
			Line: 1, Message: "the lock would not be readable: " + err.Error(),
			Advice: "please report this as a fault of typeseal",
		}
	}
	l.good.Write(digest(l.Content))
	return nil
}
