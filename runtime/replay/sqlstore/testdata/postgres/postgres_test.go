package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/crew"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/sqltest"
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

// newSchema returns the address of a new schema with an empty table typeseal_used.
func newSchema(t testing.TB) (dsn string) {
	t.Helper()
	peer.Require(t, startServer())
	name := fmt.Sprintf("test_%d", time.Now().UnixNano())
	sqltest.Exec(t, openDB(t, server.PostgresDSN()), "CREATE SCHEMA "+name)
	dsn = server.PostgresDSN() + " search_path=" + name
	store, _ := open(t, dsn)
	if err := store.CreateSchema(context.Background()); err != nil {
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
	store, err := sqlstore.New(db, sqlstore.Postgres)
	return &crew.Target{Store: store, Bare: bare, Close: db.Close}, err
}

func open(t testing.TB, dsn string, opts ...sqlstore.Option) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db := openDB(t, dsn)
	store, err := sqlstore.New(db, sqlstore.Postgres, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return store, db
}

func newStore(t testing.TB) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	return open(t, newSchema(t))
}

// schemas is the kind of database that the tests use.
var schemas = sqltest.Database{
	New: newSchema,
	Open: func(t testing.TB, dsn string, opts ...sqlstore.Option) (sqltest.Store, *sql.DB) {
		return open(t, dsn, opts...)
	},
	RandomID: "uuid_send(gen_random_uuid())",
	Bytes:    "SELECT pg_total_relation_size('typeseal_used')",
}

func TestTransaction(t *testing.T) { schemas.Transaction(t) }
func TestPurge(t *testing.T)       { schemas.Purge(t) }
func TestPurgeEvery(t *testing.T)  { schemas.PurgeEvery(t) }
func TestLate(t *testing.T)        { schemas.Late(t) }
func TestColumn(t *testing.T)      { schemas.Column(t) }
func TestSynctest(t *testing.T)    { schemas.Synctest(t) }

// readOnly makes all transactions of the server read only.
func readOnly(t *testing.T) (restore func() error, err error) {
	db := openDB(t, server.PostgresDSN()+" default_transaction_read_only=off")
	set := func(statement string) error {
		_, err := db.Exec(statement)
		if err == nil {
			_, err = db.Exec("SELECT pg_reload_conf()")
		}
		time.Sleep(100 * time.Millisecond) // until all sessions have read it
		return err
	}
	return func() error { return set("ALTER SYSTEM RESET default_transaction_read_only") },
		set("ALTER SYSTEM SET default_transaction_read_only = on")
}

// TestStore runs replaytest, through a proxy that can lose answers.
func TestStore(t *testing.T) {
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		dsn := newSchema(t)
		p, through := proxied(t, dsn)
		s := schemas.Subject(t, through)
		s.Lose = func() error {
			p.Lose(func(reply string) bool { return strings.Contains(reply, "INSERT 0 ") })
			return nil
		}
		s.Restart = func() (typeseal.Store, error) { return schemas.Subject(t, dsn).Store, server.Restart() }
		s.Down, s.Hang = server.Down, server.Hang
		s.ReadOnly = func() (func() error, error) { return readOnly(t) }
		return s
	})
}

func TestWrongPassword(t *testing.T) {
	store, _ := open(t, newSchema(t)+" password=wrong")
	storetest.WantError(t, store, storetest.NewUse(), nil)
}

// TestSchemaAtOnce creates the schema many times at the same time, like processes that
// start together.
func TestSchemaAtOnce(t *testing.T) {
	store, db := newStore(t)
	sqltest.Exec(t, db, "DROP TABLE typeseal_used")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if err := store.CreateSchema(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	storetest.Want(t, store, true, storetest.NewUse())
}

// TestSchemaBesideTransaction checks that CreateSchema does not wait for a
// transaction that has redeemed, and does not make others wait.
func TestSchemaBesideTransaction(t *testing.T) {
	store, db := newStore(t)
	storetest.Want(t, store.In(sqltest.Begin(t, db, sql.LevelDefault)), true, storetest.NewUse())
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := store.CreateSchema(ctx); err != nil {
		t.Fatal(err)
	}
	if r, err := store.Consume(ctx, storetest.NewUse()); !r.First || err != nil {
		t.Fatalf("got %+v, %v beside the transaction", r, err)
	}
}

// TestSchemaBesideAnother checks that CreateSchema uses the table of a later schema of the
// search path, like all other calls, and creates none that would come before it.
func TestSchemaBesideAnother(t *testing.T) {
	other, own := newSchema(t), newSchema(t)
	_, later, _ := strings.Cut(other, " search_path=")
	store, db := open(t, own+","+later)
	sqltest.Exec(t, db, "DROP TABLE typeseal_used")
	use := storetest.NewUse()
	storetest.Want(t, store, true, use)
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	first, _ := open(t, own+","+later)
	if err := first.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	storetest.Want(t, first, false, use)
}
