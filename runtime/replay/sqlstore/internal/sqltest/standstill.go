//go:build unix

package sqltest

import (
	"database/sql"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// standstill is a way in which no answers come. end ends it.
type standstill struct {
	name  string
	begin func(t *testing.T, server *peer.Server, l *peer.Link) (end func())
}

var standstills = []standstill{
	{"the server stands still", func(t *testing.T, server *peer.Server, _ *peer.Link) func() {
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
	{"requests are lost", silencing(true, false)},
	{"answers are lost", silencing(false, true)},
	{"both are lost", silencing(true, true)},
}

func silencing(toServer, toClient bool) func(*testing.T, *peer.Server, *peer.Link) func() {
	return func(_ *testing.T, _ *peer.Server, l *peer.Link) func() { return Silence(l, toServer, toClient) }
}

// Silence silences directions of a link, and cuts its connections at the end.
func Silence(l *peer.Link, toServer, toClient bool) (end func()) {
	l.Silence(toServer, toClient)
	return func() {
		l.Silence(false, false)
		l.Cut()
	}
}

// Standstill checks that every call returns within its deadline while nobody answers,
// opening included, that nothing is left of the calls afterwards, and that the store then
// works. link returns a link to the server and the address of a database through it.
func Standstill(t *testing.T, server func() *peer.Server, link func(*testing.T) (*peer.Link, string),
	open func(t *testing.T, address string) (Store, *sql.DB)) {
	for _, s := range standstills {
		t.Run(s.name, func(t *testing.T) {
			l, address := link(t)
			store, db := open(t, address)
			used := storetest.NewUse()
			storetest.Want(t, store, true, used)
			txs := []*sql.Tx{Begin(t, db, 0), Begin(t, db, 0)}
			end := s.begin(t, server(), l)
			fresh, few := open(t, address)
			few.SetMaxOpenConns(2)
			WantInTime(t, Calls(store), Calls(store, txs...), Calls(fresh))
			end()
			WantNothingLeft(t)
			storetest.Want(t, store, false, used)
			storetest.Want(t, fresh, true, storetest.NewUse())
		})
	}
}
