package postgres

import (
	"context"
	"database/sql"
	"flag"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
)

// pair is a primary with a standby, and the link between them.
type pair struct {
	primary, standby *peer.Server
	link             *peer.Link
	control          *sql.DB // a connection to the primary
}

// startPair starts a primary and a standby. If synchronous is true, the primary waits for
// the standby.
func startPair(t testing.TB, synchronous bool) *pair {
	t.Helper()
	primary, err := peer.Postgres()
	peer.Require(t, err)
	t.Cleanup(primary.Remove)
	link, dir := linkTo(t, primary)
	standby, err := primary.Standby("peer", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(standby.Remove)
	p := &pair{primary, standby, link, openDB(t, primary.PostgresDSN())}
	await(t, p.control, "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'")
	if synchronous {
		sqltest.Exec(t, p.control, "ALTER SYSTEM SET synchronous_standby_names = 'peer'")
		sqltest.Exec(t, p.control, "SELECT pg_reload_conf()")
		await(t, p.control, "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
	}
	return p
}

// await waits until a query returns true.
func await(t testing.TB, db *sql.DB, query string) {
	t.Helper()
	yes, err := false, error(nil)
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = db.QueryRow(query).Scan(&yes); yes && err == nil {
			return
		}
	}
	t.Fatalf("%s: %v, %v", query, yes, err)
}

// failOver kills the primary and promotes the standby, which then waits for nobody.
func (p *pair) failOver(t *testing.T) {
	t.Helper()
	if err := p.primary.Kill(); err != nil {
		t.Fatal(err)
	}
	p.link.Cut()
	db := openDB(t, p.standby.PostgresDSN())
	sqltest.Exec(t, db, "SELECT pg_promote()")
	await(t, db, "SELECT NOT pg_is_in_recovery()")
	sqltest.Exec(t, db, "ALTER SYSTEM RESET synchronous_standby_names")
	sqltest.Exec(t, db, "SELECT pg_reload_conf()")
}

func (p *pair) open(t *testing.T, driver string, s *peer.Server) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	return openWith(t, driver, s.PostgresDSN()+" sslmode=disable")
}

// shortly returns the context of a call that must not wait for the standby.
func shortly(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), sqltest.HangDeadline)
	t.Cleanup(cancel)
	return ctx
}

// TestYesWaitsForStandby checks that no call says yes while the standby does not answer,
// whatever it finds, and that each does afterwards.
func TestYesWaitsForStandby(t *testing.T) {
	p := startPair(t, true)
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			store, db := p.open(t, driver, p.primary)
			if err := store.CreateSchema(context.Background()); err != nil {
				t.Fatal(err)
			}
			use := storetest.Claimed(storetest.NewUse(), storetest.Random())
			within := storetest.Claimed(use, [16]byte{})
			within.Grace = time.Minute
			end := sqltest.Silence(p.link, true, true)
			for i, use := range []typeseal.Use{use, use, within} {
				if r, err := store.Consume(shortly(t), use); err == nil {
					t.Errorf("call %d: redeemed %+v without the standby", i, r)
				}
				if r, used, err := store.Look(shortly(t), use); err == nil {
					t.Errorf("call %d: looked %+v, %v without the standby", i, r, used)
				}
				wantNotCommitted(t, store, db, use)
			}
			end()
			for i, use := range []typeseal.Use{use, within} {
				r, err := store.Consume(context.Background(), use)
				if err != nil || r.First || !use.Accepts(r) {
					t.Errorf("call %d: got %+v, %v with the standby", i, r, err)
				}
			}
			sqltest.WantNothingLeft(t)
		})
	}
}

// wantNotCommitted redeems in a transaction whose commit cannot reach the standby.
func wantNotCommitted(t *testing.T, store *sqlstore.Store, db *sql.DB, use typeseal.Use) {
	t.Helper()
	ctx := shortly(t)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err = store.In(tx).Consume(ctx, use); err == nil {
		err = tx.Commit()
	}
	if err == nil && ctx.Err() == nil {
		t.Error("a transaction committed without the standby, before its context ended")
	}
}

var long = flag.Bool("long", false, "run the long forms of TestFailover and TestCutAfterEveryByte")

// TestFailover redeems tokens while the standby gets nothing, and then becomes the primary.
// No token may be redeemed twice, and none that was accepted may be accepted again.
func TestFailover(t *testing.T) {
	some := drivers[:1]
	if *long {
		some = drivers
	}
	for _, driver := range some {
		t.Run(driver, func(t *testing.T) {
			twice, again := failover(t, startPair(t, true), driver)
			if twice+again > 0 {
				t.Errorf("%d tokens redeemed twice, %d again", twice, again)
			}
		})
	}
}

// TestFailoverAsynchronous measures what the package's documentation says of asynchronous
// standbys, and checks that a warning says so.
func TestFailoverAsynchronous(t *testing.T) {
	p := startPair(t, false)
	log := sqltest.CaptureLog(t)
	store, _ := p.open(t, "pgx", p.primary)
	for range 2 {
		if err := store.CreateSchema(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sqltest.WantWarning(t, log, "none is synchronous")
	if *long {
		failover(t, p, "pgx")
	}
}

// failover lets 16 clients redeem the same tokens, each with its own claim, and repeat
// calls that fail. Meanwhile the standby is cut off, the primary dies and the standby becomes
// the primary. It returns how many tokens two clients redeemed, and how many of those that
// were accepted are accepted again afterwards.
func failover(t *testing.T, p *pair, driver string) (twice, again int) {
	const clients = 16
	tokens, outage := 100, 1500*time.Millisecond
	if *long {
		tokens, outage = 3000, 5*time.Second
	}
	var current atomic.Pointer[sqlstore.Store]
	store, _ := p.open(t, driver, p.primary)
	if err := store.CreateSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	current.Store(store)
	uses, wins := storetest.NewUses(tokens), make([]atomic.Int32, tokens)
	won, failed := new(atomic.Int32), new(atomic.Int32)
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for i := range uses {
				i = (i + client*tokens/clients) % tokens // in another order
				if insist(&current, uses[i], failed) {
					wins[i].Add(1)
					won.Add(1)
				}
			}
		})
	}
	for int(won.Load()) < tokens/3 && failed.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	p.link.Silence(true, true)
	time.Sleep(outage)
	p.failOver(t)
	promoted, _ := p.open(t, driver, p.standby)
	current.Store(promoted)
	all.Wait()
	for i, use := range uses {
		n := int(wins[i].Load())
		twice += max(n-1, 0)
		r, err := promoted.Consume(context.Background(), use)
		if err != nil {
			t.Fatal(err)
		}
		if r.First && n > 0 {
			again++
		}
	}
	t.Logf("%s: %d redeemings of %d tokens, %d calls failed: %d redeemed twice, %d again",
		driver, clients*tokens, tokens, failed.Load(), twice, again)
	if failed.Load() == 0 {
		t.Error("no call failed")
	}
	return twice, again
}

// insist repeats a call with its claim until it does not fail.
func insist(current *atomic.Pointer[sqlstore.Store], use typeseal.Use, failed *atomic.Int32) (accepted bool) {
	use.Claim = storetest.Random()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), sqltest.HangDeadline)
		r, err := current.Load().Consume(ctx, use)
		cancel()
		if err == nil {
			return r.First || r.Claimed
		}
		failed.Add(1)
		time.Sleep(20 * time.Millisecond)
	}
}
