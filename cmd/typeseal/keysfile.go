package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/typeseal/typeseal/runtime/rotation"
)

// maxRing is the size in bytes of the largest key ring.
const maxRing = 64 << 10

// A ringFile is the FILE of a command: a file with a key ring, or - for standard input and
// standard output.
type ringFile struct {
	path string
	in   io.Reader
	out  io.Writer
}

func (f *ringFile) piped() bool { return f.path == "-" }

// String returns the name for messages.
func (f *ringFile) String() string {
	if f.piped() {
		return "standard input"
	}
	return f.path
}

// read returns the ring and its text.
func (f *ringFile) read(ctx context.Context) (*rotation.Ring, string, error) {
	text, err := f.text(ctx)
	if err != nil {
		return nil, "", err
	}
	ring, err := f.parse(text)
	return ring, text, err
}

// parse returns the ring that text is.
func (f *ringFile) parse(text string) (*rotation.Ring, error) {
	ring, err := rotation.Parse(text)
	if err != nil {
		err = fmt.Errorf("%s: %w", f, err)
	}
	return ring, err
}

// text returns the text, or the beginning of one that is too long.
func (f *ringFile) text(ctx context.Context) (string, error) {
	if f.piped() {
		return readAll(ctx, f.in, maxRing)
	}
	text, _, err := load(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: %w; make a ring with typeseal keygen --out %[1]s", f.path, cause(err))
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.path, cause(err))
	}
	return text, nil
}

// errFolder and errNotRegular are the errors for what is not a file that can be read, or be
// replaced.
var (
	errFolder     = errors.New("it is a folder; name the file with the ring")
	errNotRegular = errors.New("it is not a regular file; to edit a ring in a pipe, use -")
)

// load reads the file at path, up to a byte more than a ring may have. If it is a FIFO,
// load does not wait for a writer.
func load(path string) (string, fs.FileInfo, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = errFolder
	}
	if err != nil {
		return "", nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxRing+1))
	return string(text), info, err
}

// edit replaces the ring with what change makes of it, and returns what change says. If
// anything fails, the ring is as it was.
func (f *ringFile) edit(ctx context.Context, change func(*rotation.Ring) (said string, err error)) (string, error) {
	if f.piped() {
		return f.filter(ctx, change)
	}
	if info, err := os.Stat(f.path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s: %w", f.path, errNotRegular)
	}
	if _, _, err := f.read(ctx); err != nil {
		return "", err // without a trace
	}
	// A link stays a link, and the file that it leads to is replaced.
	path, err := filepath.EvalSymlinks(f.path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.path, cause(err))
	}
	release, err := hold(ctx, path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.path, err)
	}
	defer release()
	ring, was, err := f.read(ctx)
	if err != nil {
		return "", err
	}
	said, err := change(ring)
	if err != nil || ring.Text() == was {
		return said, err
	}
	return said, f.replace(path, was, ring.Text())
}

// replace gives the file at path a new text, unless it no longer has the old one.
func (f *ringFile) replace(path string, was, text string) error {
	now, info, err := load(path)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", f.path, cause(err))
	case now != was:
		return fmt.Errorf("%s: another program has changed it; run the command again", f.path)
	}
	file := &newFile{path: path, text: []byte(text), was: info}
	defer file.drop()
	if err := file.stage(); err != nil {
		return err
	}
	return file.place()
}

// filter is edit for standard input. If change fails, the text comes out as it went in, so
// that a program which stores the output does not lose the ring.
func (f *ringFile) filter(ctx context.Context, change func(*rotation.Ring) (string, error)) (said string, err error) {
	was, err := f.text(ctx)
	if err != nil {
		return "", err
	}
	text := was
	ring, err := f.parse(was)
	if err == nil {
		if said, err = change(ring); err == nil {
			text = ring.Text()
		}
	}
	out := exactly(f.out)
	_, lost := io.WriteString(out, text)
	if lost == nil && len(was) > maxRing {
		_, lost = io.Copy(out, f.in)
	}
	if lost != nil {
		return said, errors.Join(err, ringLost)
	}
	return said, err
}
