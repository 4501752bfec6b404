package snapshot

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/typeseal/typeseal/generator/folder"
)

// Facts say what a tree has read. Another tree that reads the same has the same sum if
// nothing has changed.
type Facts struct {
	Walked  []string // roots of modules, with all folders below
	Folders []string // single folders, without tests
	Names   []string // roots of modules of which only the names of folders and files count
	Files   []string // single files, which may be missing
}

// Facts returns what was read so far.
func (t *Tree) Facts() Facts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Facts{
		Walked: slices.Sorted(slices.Values(t.walked)), Folders: slices.Sorted(slices.Values(t.single)),
		Names: slices.Sorted(maps.Keys(t.names)), Files: slices.Sorted(maps.Keys(t.files)),
	}
}

// Read reads what the facts name.
func (t *Tree) Read(f Facts) {
	for _, root := range f.Walked {
		t.Walk(root)
	}
	for _, path := range f.Folders {
		t.Folder(path)
	}
	for _, root := range f.Names {
		t.Names(root)
	}
	for _, path := range f.Files {
		t.File(path)
	}
}

// Names reads the names of the Go files and folders of a module, but not what the files
// contain.
func (t *Tree) Names(root string) {
	s := summing{sha256.New(), nil}
	s.names(root)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.names[root] = Sum(s.Sum(nil))
}

// A Sum is a hash.
type Sum [sha256.Size]byte

// MarshalText writes the hash in hexadecimal.
func (s Sum) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText reads what MarshalText has written.
func (s *Sum) UnmarshalText(text []byte) error {
	if len(text) != 2*len(s) {
		return hex.ErrLength
	}
	_, err := hex.Decode(s[:], text)
	return err
}

// Sum returns a hash of all that the tree has read.
func (t *Tree) Sum() Sum { return t.SumOf((*File).content) }

// content returns the hash of a file's text.
func (f *File) content() (Sum, bool) { return f.Sum, true }

// SumOf returns a hash of all that the tree has read. of says what matters about the text of
// a file. If it reports false, not even the file's name matters.
func (t *Tree) SumOf(of func(*File) (Sum, bool)) Sum {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := summing{sha256.New(), of}
	s.count(len(t.folders))
	for _, path := range slices.Sorted(maps.Keys(t.folders)) {
		s.folder(t.folders[path])
	}
	for _, path := range slices.Sorted(maps.Keys(t.files)) {
		s.file(t.files[path])
	}
	s.flag(false) // the end
	s.count(len(t.names))
	for _, root := range slices.Sorted(maps.Keys(t.names)) {
		s.text(root)
		sum := t.names[root]
		s.Write(sum[:])
	}
	return Sum(s.Sum(nil))
}

// A summing hash gets values of known length only, so that different facts are different
// bytes.
type summing struct {
	hash.Hash
	of func(*File) (Sum, bool)
}

func (s summing) count(n int) {
	s.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

func (s summing) text(text string) {
	s.count(len(text))
	s.Write([]byte(text))
}

func (s summing) flag(flags ...bool) {
	for _, f := range flags {
		if f {
			s.Write([]byte{1})
		} else {
			s.Write([]byte{0})
		}
	}
}

func (s summing) folder(f *Folder) {
	s.text(f.Path)
	s.flag(f.Module, f.Other, f.Err != nil)
	s.count(len(f.Folders))
	for _, name := range f.Folders {
		s.text(name)
	}
	for _, file := range f.Files {
		s.file(file)
	}
	s.flag(false) // the end
}

func (s summing) file(f *File) {
	sum, matters := s.of(f)
	if !matters {
		return
	}
	s.flag(true)
	s.text(f.Path)
	s.count(int(f.Type))
	s.flag(f.Err != nil)
	s.Write(sum[:])
}

// names adds the names of the folders below root and of their Go files.
func (s summing) names(root string) {
	s.text(root)
	entries, err := os.ReadDir(root)
	s.flag(err != nil)
	var files, folders []string
	for _, e := range entries {
		switch {
		case e.IsDir() && !folder.Ignored(e.Name()):
			folders = append(folders, e.Name())
		case listed(e.Name()):
			files = append(files, e.Name())
		}
	}
	s.count(len(files))
	for _, name := range files {
		s.text(name)
	}
	s.count(len(folders))
	for _, name := range folders {
		s.names(filepath.Join(root, name))
	}
}
