package postgres

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestRecords shares records with the statements of RECORDS.md.
func TestRecords(t *testing.T) {
	store, db := newStore(t)
	sqltest.Records(t, store, db, sqlstore.Postgres, 3)
}
