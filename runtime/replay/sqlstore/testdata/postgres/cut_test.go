package postgres

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestCutAfterEveryByte is sqltest.Cuts. The short form cuts after every 23rd byte.
func TestCutAfterEveryByte(t *testing.T) {
	step := 23
	if *long {
		step = 1
	}
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			l, dsn := link(t)
			c := sqltest.Cuts{
				Link:    l,
				Effect:  "INSERT INTO effects VALUES ($1)",
				Effects: "SELECT count(*) FROM effects WHERE id = $1",
			}
			c.Linked.Store, c.Linked.DB = openWith(t, driver, dsn)
			c.Direct.Store, c.Direct.DB = open(t, server.PostgresDSN()+" search_path="+schemaOf(dsn))
			sqltest.Exec(t, c.Direct.DB, "CREATE TABLE effects (id bytea)")
			c.Run(t, step)
		})
	}
}
