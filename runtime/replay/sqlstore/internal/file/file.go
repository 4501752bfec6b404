// Package file tells which files SQLite databases are in.
package file

import (
	"io/fs"
	"os"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// Same reports whether the file at path still is the one that had the given info.
func Same(path string, was fs.FileInfo) bool {
	info, err := os.Stat(path)
	return err == nil && os.SameFile(was, info)
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
