package sqlite

import (
	"context"
	"path/filepath"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/file"
)

// errReplaced is for a file that was deleted or replaced. SQLite goes on to use the file
// that it has opened, and other processes use the new one.
var errReplaced = reason.New("sqlite: the file, or the file of the same name with -wal or -shm, was deleted or " +
	"replaced while it was open; close the store and open it again")

// begin creates the table, and notes the files that it is in: SQLite has its write-ahead
// log and its locks in two others.
func (s *Store) begin(ctx context.Context, path string) error {
	before, missing := file.Note(path)
	if missing == nil {
		if err := file.OneName(path); err != nil {
			return err
		}
	}
	if err := s.CreateSchema(ctx); err != nil {
		return err
	}
	if err := s.keepOpen(ctx); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(path) // as SQLite does
	if err != nil {
		return err
	}
	if s.files, err = file.Note(path, real, real+"-wal", real+"-shm"); err == nil && !before.Same() {
		err = errReplaced
	}
	return err
}

// keepOpen opens a second connection, which is kept until Close. The last connection to
// close deletes the log, so it would be another one if the pool opened its connection
// again.
func (s *Store) keepOpen(ctx context.Context) error {
	return patient(ctx, func(ctx context.Context) error {
		var version int
		return s.keep.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version)
	})
}

// still fails if the files are not those that were opened.
func (s *Store) still() error {
	if s.files.Same() {
		return nil
	}
	return errReplaced
}

// checked is a store that fails if the file is not the one that was opened. It checks
// the file after the store has answered, since an answer from another file is wrong.
type checked struct {
	typeseal.Store
	still func() error
}

func (c *checked) Consume(ctx context.Context, use typeseal.Use) (r typeseal.Record, err error) {
	if r, err = c.Store.Consume(ctx, use); err == nil {
		err = c.still()
	}
	if err != nil {
		return typeseal.Record{}, err
	}
	return r, nil
}

func (c *checked) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if r, used, err = c.Store.Look(ctx, use); err == nil {
		err = c.still()
	}
	if err != nil {
		return typeseal.Record{}, false, err
	}
	return r, used, nil
}
