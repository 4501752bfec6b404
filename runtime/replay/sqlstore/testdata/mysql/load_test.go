//go:build !race

// The tests of this file measure, and the race detector falsifies what they measure.

package mysql

import (
	"context"
	"testing"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestPurgeUnderLoad purges as fast as it can while 16 clients in two processes redeem.
func TestPurgeUnderLoad(t *testing.T) {
	dsn := newSchema(t) + "interpolateParams=true"
	store, db := open(t, dsn)
	live := storetest.NewUse()
	storetest.Want(t, store, true, live)
	insert := func() { schemas.Insert(t, db, "typeseal_used", "test.old", 20_000, 2*replay.Grace) }
	crew.PurgeBeside(t, dsn, 2, insert, func() error { return sqltest.PurgeAll(context.Background(), store) })
	storetest.Want(t, store, false, live)
}

// TestBytesPerMillion measures what the package's documentation says.
func TestBytesPerMillion(t *testing.T) { schemas.CheckBytes(t, 300) }

// BenchmarkLoad: see crew.Benchmark.
func BenchmarkLoad(b *testing.B) {
	for name, parameters := range map[string]string{"prepared": "", "interpolateParams": "interpolateParams=true"} {
		b.Run(name, func(b *testing.B) {
			dsn := newSchema(b) + parameters
			sqltest.Exec(b, openDB(b, dsn), "CREATE TABLE bare (id binary(16) PRIMARY KEY)")
			crew.Benchmark(b, dsn)
		})
	}
}
