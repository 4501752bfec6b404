package sqlite

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestRecords shares records with the statements of RECORDS.md.
func TestRecords(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	_, db := openOwn(t, path, good+"&_txlock=immediate")
	sqltest.Records(t, store, db, sqlstore.SQLite, 2)
}
