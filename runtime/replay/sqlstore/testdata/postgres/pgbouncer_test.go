package postgres

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// TestPgBouncer checks that the modes that the package's documentation names work with
// PgBouncer in transaction mode, and that the errors of others say what to set.
func TestPgBouncer(t *testing.T) {
	dsn := newSchema(t)
	pooler, err := server.PgBouncer()
	peer.Require(t, err)
	t.Cleanup(pooler.Remove)
	address, _, _ := strings.Cut(strings.Replace(dsn, "host="+server.Dir, "host="+pooler.Dir, 1), " search_path=")
	for _, test := range []struct {
		driver, options string
		works           bool
	}{
		{"pgx", " default_query_exec_mode=exec", true},
		{"pgx", " default_query_exec_mode=simple_protocol", true},
		{"pgx", " default_query_exec_mode=cache_describe", true},
		{"postgres", " binary_parameters=yes", true},
		{"pgx", "", false},
		{"postgres", "", false},
	} {
		t.Run(test.driver+test.options, func(t *testing.T) {
			table := sqlstore.Table(schemaOf(dsn) + ".typeseal_used")
			store, db := openWith(t, test.driver, address+" sslmode=disable"+test.options, table)
			db.SetMaxOpenConns(32)
			if err := store.Check(t.Context()); test.works && err != nil {
				t.Fatal(err)
			}
			failed := redeemAtOnce(t, store)
			for _, err := range failed {
				if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "prepared statements") {
					t.Errorf("%v, want ErrConfig and a sentence about prepared statements", err)
				}
			}
			t.Logf("%d calls failed", len(failed))
			if (len(failed) == 0) != test.works {
				t.Errorf("works %v, want %v", !test.works, test.works)
			}
		})
	}
}

// redeemAtOnce redeems 50 tokens from each of 32 goroutines, twice, and returns the errors.
func redeemAtOnce(t *testing.T, store typeseal.Store) (failed []error) {
	var lock sync.Mutex
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for range 50 {
				use := storetest.Claimed(storetest.NewUse(), storetest.Random())
				for _, first := range []bool{true, false} {
					r, err := store.Consume(context.Background(), use)
					lock.Lock()
					if err != nil {
						failed = append(failed, err)
					} else if !r.Claimed || r.First != first && len(failed) == 0 {
						t.Errorf("got %+v, want first %v", r, first)
					}
					lock.Unlock()
				}
			}
		})
	}
	all.Wait()
	return failed
}
