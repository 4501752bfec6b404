//go:build !race

// The tests of this file measure, and the race detector falsifies what they measure.

package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestPurgeUnderLoad purges as fast as it can while 16 clients in two processes redeem.
// No transaction may wait 100 ms for a lock. The server logs such waits, because its
// deadlock_timeout is 100 ms.
func TestPurgeUnderLoad(t *testing.T) {
	dsn := newSchema(t)
	store, db := open(t, dsn)
	live := storetest.NewUse()
	storetest.Want(t, store, true, live)
	before := len(server.Log())
	insert := func() { schemas.Insert(t, db, "typeseal_used", "test.old", 100_000, 2*replay.Grace) }
	crew.PurgeBeside(t, dsn, 2, insert, func() error { return sqltest.PurgeAll(context.Background(), store) })
	if waits := longWaits(server.Log()[before:]); len(waits) > 0 {
		t.Errorf("transactions waited 100 ms or more for locks:\n%s", strings.Join(waits, "\n"))
	}
	storetest.Want(t, store, false, live)
}

// TestBytesPerMillion measures what the package's documentation says.
func TestBytesPerMillion(t *testing.T) { schemas.CheckBytes(t, 250) }

// BenchmarkLoad: see crew.Benchmark.
func BenchmarkLoad(b *testing.B) {
	dsn := newSchema(b)
	sqltest.Exec(b, openDB(b, dsn), "CREATE TABLE bare (id bytea PRIMARY KEY)")
	crew.Benchmark(b, dsn)
}

// BenchmarkLoadStandby is BenchmarkLoad with a synchronous standby.
func BenchmarkLoadStandby(b *testing.B) {
	dsn := startPair(b, true).primary.PostgresDSN()
	store, db := open(b, dsn)
	if err := store.CreateSchema(context.Background()); err != nil {
		b.Fatal(err)
	}
	sqltest.Exec(b, db, "CREATE TABLE bare (id bytea PRIMARY KEY)")
	crew.Benchmark(b, dsn)
}
