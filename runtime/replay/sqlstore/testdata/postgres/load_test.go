//go:build !race

// The tests of this file measure, and the race detector would be what they measure.

package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// TestPurgeUnderLoad is R20: while 16 clients in two processes redeem and a job
// deletes as fast as it can, no lock is waited for as long as 100 ms (the server
// would log it: deadlock_timeout is 100 ms) and no live id is lost.
func TestPurgeUnderLoad(t *testing.T) {
	dsn := newSchema(t)
	db := openDB(t, dsn)
	store := sqlstore.New(db, sqlstore.Postgres)
	const old = 100_000
	live := newUse()
	wantFirst(t, store, live, true)
	before := len(server.Log())
	load := crew.Load{Address: dsn, Processes: 2, Clients: 8, For: 3 * time.Second}
	load.PurgeBeside(t, func() { insertOld(t, db, old, 2*replay.Grace) }, func() error {
		for deleted := int64(0); deleted < old; {
			n, err := store.Purge(context.Background(), 1000)
			if err != nil || n == 0 {
				return fmt.Errorf("deleted %d rows, want %d: %v", deleted, old, err)
			}
			deleted += n
		}
		return nil
	})
	if waits := longWaits(server.Log()[before:]); len(waits) > 0 {
		t.Errorf("waits for locks of 100 ms and more:\n%s", strings.Join(waits, "\n"))
	}
	wantFirst(t, store, live, false)
}

// TestBytesPerMillion measures what the package's documentation says of size.
func TestBytesPerMillion(t *testing.T) {
	_, db := newStore(t)
	exec(t, db, `INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT 'account.password-reset', uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), 1788000000 + i/50
		FROM generate_series(1, 100000) AS i`)
	var bytes int
	if err := db.QueryRow("SELECT pg_total_relation_size('typeseal_used')").Scan(&bytes); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MB for a million", bytes*10/1e6)
	if bytes > 250*100_000 {
		t.Errorf("%d bytes for 100000 rows", bytes)
	}
}

// BenchmarkLoad: see crew.Benchmark for how to run it.
func BenchmarkLoad(b *testing.B) {
	dsn := newSchema(b)
	if _, err := openDB(b, dsn).Exec("CREATE TABLE bare (id bytea PRIMARY KEY)"); err != nil {
		b.Fatal(err)
	}
	crew.Benchmark(b, dsn)
}
