package mysql

import (
	"database/sql"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

func TestStandstill(t *testing.T) {
	sqltest.Standstill(t, func() *peer.Server { return server },
		func(t *testing.T) (*peer.Link, string) { l, linked, _ := link(t); return l, linked },
		func(t *testing.T, dsn string) (sqltest.Store, *sql.DB) { return open(t, dsn) })
}
