package postgres

import (
	"database/sql"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

func TestStandstill(t *testing.T) {
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			sqltest.Standstill(t, func() *peer.Server { return server }, link,
				func(t *testing.T, dsn string) (sqltest.Store, *sql.DB) { return openWith(t, driver, dsn) })
		})
	}
}
