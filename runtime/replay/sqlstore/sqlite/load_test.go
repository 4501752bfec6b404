//go:build !race

// The tests of this file measure, and the race detector would be what they measure.

package sqlite

import (
	"context"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
)

// TestPurgeUnderLoad is R20: while eight clients of another process redeem, a job
// deletes as fast as it can.
func TestPurgeUnderLoad(t *testing.T) {
	path := newFile(t)
	store := open(t, path)
	load := crew.Load{Address: path, Processes: 1, Clients: 8, For: 2 * time.Second}
	load.PurgeBeside(t, func() { insertOld(t, store, 50_000, 2*replay.Grace) }, func() error {
		for n := int64(1000); n == 1000; {
			var err error
			if n, err = store.Purge(context.Background(), 1000); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkLoad: see crew.Benchmark for how to run it.
func BenchmarkLoad(b *testing.B) {
	path := newFile(b)
	store := open(b, path)
	if _, err := store.db.Exec("CREATE TABLE bare (id BLOB PRIMARY KEY) WITHOUT ROWID"); err != nil {
		b.Fatal(err)
	}
	crew.Benchmark(b, path)
}

// TestBytesPerMillion measures what the package's documentation says of size.
func TestBytesPerMillion(t *testing.T) {
	store := open(t, newFile(t))
	const ids = 100_000
	_, err := store.db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < ?1)
		INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT 'account.password-reset', randomblob(16), randomblob(16), 1788000000 + i/50 FROM n`, ids)
	if err != nil {
		t.Fatal(err)
	}
	var bytes int
	err = store.db.QueryRow("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&bytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MB for a million", bytes/ids)
	if bytes > 170*ids {
		t.Errorf("%d bytes for %d ids", bytes, ids)
	}
}
