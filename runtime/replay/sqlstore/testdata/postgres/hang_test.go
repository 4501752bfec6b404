package postgres

import (
	"database/sql"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// standstill is a way in which no answers come. end ends it.
type standstill struct {
	name  string
	begin func(t *testing.T, l *peer.Link) (end func())
}

var standstills = []standstill{
	{"the server stands still", func(t *testing.T, l *peer.Link) func() {
		resume, err := server.Hang()
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := resume(); err != nil {
				t.Fatal(err)
			}
		}
	}},
	{"requests are lost", func(t *testing.T, l *peer.Link) func() { return silence(l, true, false) }},
	{"answers are lost", func(t *testing.T, l *peer.Link) func() { return silence(l, false, true) }},
	{"both are lost", func(t *testing.T, l *peer.Link) func() { return silence(l, true, true) }},
}

func silence(l *peer.Link, toServer, toClient bool) (end func()) {
	l.Silence(toServer, toClient)
	return func() {
		l.Silence(false, false)
		l.Cut()
	}
}

// TestStandstill checks that every call returns within its deadline, opening included,
// that nothing is left of the calls after the standstill, and that the store then works.
func TestStandstill(t *testing.T) {
	for _, driver := range drivers {
		for _, s := range standstills {
			t.Run(driver+"/"+s.name, func(t *testing.T) {
				l, dsn := link(t)
				store, db := openWith(t, driver, dsn)
				used := storetest.NewUse()
				storetest.Want(t, store, true, used)
				txs := []*sql.Tx{sqltest.Begin(t, db, 0), sqltest.Begin(t, db, 0)}
				end := s.begin(t, l)
				fresh, few := openWith(t, driver, dsn)
				few.SetMaxOpenConns(2)
				sqltest.WantInTime(t, sqltest.Calls(store), sqltest.Calls(store, txs...), sqltest.Calls(fresh))
				end()
				sqltest.WantNothingLeft(t)
				storetest.Want(t, store, false, used)
				storetest.Want(t, fresh, true, storetest.NewUse())
			})
		}
	}
}
