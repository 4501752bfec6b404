//go:build !race

// The tests of this file measure time and memory, which the race detector falsifies.

package sqlite

import (
	"testing"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// TestPurgeUnderLoad purges as fast as it can while eight clients of another process
// redeem.
func TestPurgeUnderLoad(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	insert := func() { files.Insert(t, store.db, "typeseal_used", "test.old", 50_000, 2*replay.Grace) }
	crew.PurgeBeside(t, path, 1, insert, func() error { return sqltest.PurgeAll(t.Context(), store) })
}

// TestBytesPerMillion measures the figures in the package's documentation.
func TestBytesPerMillion(t *testing.T) { files.CheckBytes(t, 170) }

// BenchmarkLoad: see crew.Benchmark.
func BenchmarkLoad(b *testing.B) {
	path := newFile(b)
	sqltest.Exec(b, open(b, path).db, "CREATE TABLE bare (id BLOB PRIMARY KEY) WITHOUT ROWID")
	crew.Benchmark(b, path)
}
