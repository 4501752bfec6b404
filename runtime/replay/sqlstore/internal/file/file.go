// Package file tells which files SQLite databases are in.
package file

import (
	"io/fs"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Names says which files had which names.
type Names map[string]fs.FileInfo

// Note notes which files have the paths now.
func Note(paths ...string) (Names, error) {
	names := Names{}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		names[path] = info
	}
	return names, nil
}

// Same reports whether each name is still that of the same file.
func (n Names) Same() bool {
	for path, was := range n {
		if info, err := os.Stat(path); err != nil || !os.SameFile(was, info) {
			return false
		}
	}
	return true
}

var errLinks = reason.Wrap("sqlstore: the SQLite file has a second name (a hard link), under which SQLite does not "+
	"see what is used under this one; remove one of the names", typeseal.ErrConfig)

// OneName fails if a file has several names. SQLite's write-ahead log and its locks are
// files beside each name.
func OneName(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() { // a folder has more links
		return err
	}
	links, err := countLinks(path, info)
	if err == nil && links > 1 {
		err = errLinks
	}
	return err
}
