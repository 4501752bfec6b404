// Package note keeps files in the user's cache folder, in which one run tells a later run
// what it has found out. A note is only a help: if it cannot be read or written, or is not
// certainly what this build of the program has written, there is none.
package note

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Note is one file. Nil is a note that nobody writes.
type Note struct {
	path string
	tool string // the build of this program
}

// suffix ends the names of all notes.
const suffix = ".note"

// Open returns the note of a kind about something, in the folder cache. It returns nil if
// cache is empty, or if the build of this program is unknown.
func Open(cache, kind string, about ...string) *Note {
	if cache == "" {
		return nil
	}
	tool, err := build()
	if err != nil {
		return nil
	}
	name := sha256.Sum256(fmt.Appendf(nil, "%q", about))
	return &Note{filepath.Join(cache, kind+"-"+hex.EncodeToString(name[:16])+suffix), tool}
}

// most is the size of the largest note, in bytes.
const most = 16 << 20

// Read returns what was written last, or nil.
func (n *Note) Read() []byte {
	if n == nil {
		return nil
	}
	// Nothing else that may be in the place of the file is opened: a pipe has no end.
	info, err := os.Lstat(n.path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > most || !ours(info) {
		return nil
	}
	text, err := os.ReadFile(n.path)
	if err != nil {
		return nil
	}
	sum, body, _ := bytes.Cut(text, []byte("\n"))
	if string(sum) != n.sum(body) {
		return nil
	}
	return body
}

// sum is the first line of the file. It differs if a byte of the file or the program
// differs.
func (n *Note) sum(body []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", n.tool)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// Write replaces what was written before. If that fails, there is no note.
func (n *Note) Write(body []byte) {
	if n == nil {
		return
	}
	err := os.MkdirAll(filepath.Dir(n.path), 0o700)
	if err == nil {
		err = n.write(fmt.Appendf(nil, "%s\n%s", n.sum(body), body))
	}
	if err != nil {
		os.Remove(n.path)
	}
}

// write writes the file under another name first, so that it is always complete.
func (n *Note) write(text []byte) error {
	if len(text) > most {
		return fs.ErrInvalid
	}
	dir := filepath.Dir(n.path)
	if _, err := os.Stat(n.path); err != nil {
		clean(dir, time.Now())
	}
	f, err := os.CreateTemp(dir, "*"+suffix+".tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), n.path)
}

const (
	keep  = 30 * 24 * time.Hour // how long a note is kept that no run renews
	notes = 200                 // how many notes are kept
)

// clean removes old notes, such as those about folders that no longer exist.
func clean(dir string, now time.Time) {
	entries, _ := os.ReadDir(dir)
	var list []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.Contains(e.Name(), suffix) {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b fs.FileInfo) int { return cmp.Compare(b.ModTime().Unix(), a.ModTime().Unix()) })
	for i, info := range list {
		if i >= notes || now.Sub(info.ModTime()) > keep {
			os.Remove(filepath.Join(dir, info.Name()))
		}
	}
}
