package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

func TestMain(m *testing.M) { crew.Main(m, openTarget, stopServer) }

var (
	server      *peer.Server
	startServer = sync.OnceValue(func() (err error) {
		server, err = peer.Postgres("log_lock_waits=on", "deadlock_timeout=100ms")
		return err
	})
)

func stopServer() {
	if server != nil {
		server.Remove()
	}
}

// newSchema returns the address of an empty schema, with typeseal_used in it.
func newSchema(t testing.TB) (dsn string) {
	t.Helper()
	peer.Require(t, startServer())
	name := fmt.Sprintf("test_%d", time.Now().UnixNano())
	admin := openDB(t, server.PostgresDSN())
	if _, err := admin.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	dsn = server.PostgresDSN() + " search_path=" + name
	if err := sqlstore.New(openDB(t, dsn), sqlstore.Postgres).CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	return dsn
}

func openDB(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := dial(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func dial(dsn string) (*sql.DB, error) {
	db, err := sql.Open("pgx", dsn)
	if err == nil {
		db.SetMaxOpenConns(16)
		db.SetMaxIdleConns(16)
	}
	return db, err
}

func openTarget(dsn string) (*crew.Target, error) {
	db, err := dial(dsn)
	if err != nil {
		return nil, err
	}
	bare := func(id [16]byte) error {
		_, err := db.Exec("INSERT INTO bare (id) VALUES ($1)", id[:])
		return err
	}
	return &crew.Target{Store: sqlstore.New(db, sqlstore.Postgres), Bare: bare, Close: db.Close}, nil
}

func newStore(t testing.TB) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db := openDB(t, newSchema(t))
	return sqlstore.New(db, sqlstore.Postgres), db
}

// TestStore runs the conformance suite.
func TestStore(t *testing.T) {
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		dsn := newSchema(t)
		open := func() *sqlstore.Store { return sqlstore.New(openDB(t, dsn), sqlstore.Postgres) }
		store := open()
		return replaytest.Subject{
			Store:   store,
			Restart: func() (typeseal.Store, error) { return open(), errors.Join(server.Kill(), server.Start()) },
			Down:    func() (func() error, error) { return server.Start, server.Kill() },
			Hang:    func() (func() error, error) { return server.Resume, server.Pause() },
			Purge:   purgeOf(store),
			Clock: func(now func() time.Time) (replaytest.Subject, error) {
				store := sqlstore.New(openDB(t, newSchema(t)), sqlstore.Postgres, sqlstore.Clock(now))
				return replaytest.Subject{Store: store, Purge: purgeOf(store)}, nil
			},
		}
	})
}

func purgeOf(store *sqlstore.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := store.Purge(ctx, 1000)
		return err
	}
}

func newUse() (use typeseal.Use) {
	rand.Read(use.ID[:])
	use.Salt, use.IssuedAt = "test.sample", time.Now()
	use.ExpiresAt = use.IssuedAt.Add(time.Hour)
	return use
}

func wantFirst(t *testing.T, store typeseal.Store, use typeseal.Use, want bool) {
	t.Helper()
	if got, err := store.Consume(context.Background(), use); got != want || err != nil {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

func wantError(t *testing.T, store typeseal.Store, use typeseal.Use) {
	t.Helper()
	if got, err := store.Consume(context.Background(), use); got || err == nil {
		t.Fatalf("got %v, %v; want an error", got, err)
	}
}

func exec(t *testing.T, db interface {
	Exec(string, ...any) (sql.Result, error)
}, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// TestWrongPassword is part of R04.
func TestWrongPassword(t *testing.T) {
	dsn := newSchema(t) + " password=wrong"
	wantError(t, sqlstore.New(openDB(t, dsn), sqlstore.Postgres), newUse())
}

// TestSchemaAtOnce: many processes create the schema when they start.
func TestSchemaAtOnce(t *testing.T) {
	store, db := newStore(t)
	exec(t, db, "DROP TABLE typeseal_used")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if err := store.CreateSchema(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantFirst(t, store, newUse(), true)
}

// TestSchemaBesideTransaction: a process that starts while a transaction has
// redeemed neither waits for it nor makes others wait.
func TestSchemaBesideTransaction(t *testing.T) {
	store, db := newStore(t)
	wantFirst(t, store.In(begin(t, db, sql.LevelDefault)), newUse(), true)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := store.CreateSchema(ctx); err != nil {
		t.Fatal(err)
	}
	if first, err := store.Consume(ctx, newUse()); !first || err != nil {
		t.Fatalf("got %v, %v beside the transaction", first, err)
	}
}

// TestSchemaBesideAnother: a table of the same name in a later schema of the
// search path is not ours, nor is its index.
func TestSchemaBesideAnother(t *testing.T) {
	other, own := newSchema(t), newSchema(t)
	_, later, _ := strings.Cut(other, " search_path=")
	db := openDB(t, own+","+later)
	exec(t, db, "DROP TABLE typeseal_used")
	if err := sqlstore.New(db, sqlstore.Postgres).CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	var indexes int
	err := db.QueryRow(`SELECT count(*) FROM pg_indexes
		WHERE schemaname = current_schema AND tablename = 'typeseal_used'`).Scan(&indexes)
	if indexes != 2 || err != nil {
		t.Fatalf("%d indexes, %v; want the key's and that of expires_at", indexes, err)
	}
}

// TestPurge deletes what ended more than Grace ago, in batches, and no more.
func TestPurge(t *testing.T) {
	store, db := newStore(t)
	live := newUse()
	wantFirst(t, store, live, true)
	insertOld(t, db, 25, replay.Grace+time.Minute)
	insertOld(t, db, 5, replay.Grace-time.Minute)
	for _, want := range []int64{10, 10, 5, 0} {
		if n, err := store.Purge(context.Background(), 10); n != want || err != nil {
			t.Fatalf("deleted %d, %v; want %d", n, err, want)
		}
	}
	var left int
	if err := db.QueryRow("SELECT count(*) FROM typeseal_used").Scan(&left); left != 6 || err != nil {
		t.Fatalf("%d left, %v; want 6", left, err)
	}
	wantFirst(t, store, live, false)
}

// TestPurgeReadsNoLiveRows: a purge that finds less than its batch must not read
// all that is live to know it.
func TestPurgeReadsNoLiveRows(t *testing.T) {
	store, db := newStore(t)
	db.SetMaxOpenConns(1) // the driver prepares statements on its connection
	insertOld(t, db, 5000, -time.Hour)
	exec(t, db, "ANALYZE typeseal_used")
	if n, err := store.Purge(context.Background(), 1000); n != 0 || err != nil {
		t.Fatalf("deleted %d, %v", n, err)
	}
	var name string
	if err := db.QueryRow(`SELECT name FROM pg_prepared_statements WHERE statement LIKE 'WITH ended%'`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	if plan := explain(t, db, "EXECUTE "+name+"(3600, 1000, NULL)"); !strings.Contains(plan, "Index Cond: (expires_at <") {
		t.Errorf("the plan is\n%s", plan)
	}
}

// explain returns a statement's plan.
func explain(t *testing.T, db *sql.DB, statement string) (plan string) {
	t.Helper()
	rows, err := db.Query("EXPLAIN " + statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan += line + "\n"
	}
	return plan
}

// insertOld inserts rows of tokens that ended so long ago.
func insertOld(t testing.TB, db *sql.DB, rows int, age time.Duration) {
	t.Helper()
	_, err := db.Exec(`INSERT INTO typeseal_used (salt, id, claim, expires_at)
		SELECT 'test.old', uuid_send(gen_random_uuid()), '', $1::bigint FROM generate_series(1, $2::int)`,
		time.Now().Add(-age).Unix(), rows)
	if err != nil {
		t.Fatal(err)
	}
}

// TestLate: a use that comes long after its token's end is neither accepted nor
// recorded, one a little after it is as any other.
func TestLate(t *testing.T) {
	store, _ := newStore(t)
	use := newUse()
	use.ExpiresAt = time.Now().Add(-replay.MaxLate - 5*time.Second)
	if _, err := store.Consume(context.Background(), use); !errors.Is(err, replay.ErrLate) {
		t.Fatalf("got %v, want ErrLate", err)
	}
	use.ExpiresAt = time.Now().Add(-replay.MaxLate + 30*time.Second)
	wantFirst(t, store, use, true)
	wantFirst(t, store, use, false)
}
