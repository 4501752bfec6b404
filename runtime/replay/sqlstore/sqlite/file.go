package sqlite

import (
	"context"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/file"
)

// errReplaced is for a file that was deleted or replaced. SQLite goes on to use the file
// that it has opened, and other processes use the new one.
var errReplaced = reason.New("sqlite: the file was deleted or replaced while it was open; " +
	"close the store and open it again")

// still fails if the file at the path is not the one that was opened.
func (s *Store) still() error {
	if file.Same(s.path, s.file) {
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
