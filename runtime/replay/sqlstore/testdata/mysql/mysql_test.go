package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // registers "mysql"

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
		server, err = peer.MariaDB("--loose-max-recursive-iterations=1000000",
			"--loose-cte-max-recursion-depth=1000000")
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
	sqltest.Exec(t, openDB(t, server.MariaDBDSN("", "")), "CREATE DATABASE "+name)
	dsn = server.MariaDBDSN(name, "")
	store, _ := open(t, dsn)
	if err := store.CreateSchema(context.Background()); err != nil {
		t.Fatal(err)
	}
	return dsn
}

// schemaOf returns the schema of an address that newSchema has returned.
func schemaOf(dsn string) string {
	_, name, _ := strings.Cut(dsn, ")/")
	name, _, _ = strings.Cut(name, "?")
	return name
}

func openDB(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := dial(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { go db.Close() }) // it may wait for a server that stands still
	return db
}

func dial(dsn string) (*sql.DB, error) {
	db, err := sql.Open("mysql", dsn)
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
		_, err := db.Exec("INSERT INTO bare (id) VALUES (?)", id[:])
		return err
	}
	store, err := sqlstore.New(db, sqlstore.MySQL)
	return &crew.Target{Store: store, Bare: bare, Close: db.Close}, err
}

func open(t testing.TB, dsn string, opts ...sqlstore.Option) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	db := openDB(t, dsn)
	store, err := sqlstore.New(db, sqlstore.MySQL, opts...)
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
	RandomID: "UNHEX(REPLACE(UUID(), '-', ''))",
	Bytes: `SELECT file_size FROM /*M! information_schema.innodb_sys_tablespaces */
		/*!80000 information_schema.innodb_tablespaces */ WHERE name = CONCAT(DATABASE(), '/typeseal_used')`,
}

func TestTransaction(t *testing.T) { schemas.Transaction(t) }
func TestPurge(t *testing.T)       { schemas.Purge(t) }
func TestPurgeEvery(t *testing.T)  { schemas.PurgeEvery(t) }
func TestLate(t *testing.T)        { schemas.Late(t) }
func TestColumn(t *testing.T)      { schemas.Column(t) }
func TestSynctest(t *testing.T)    { schemas.Synctest(t) }

// TestStore runs replaytest.
func TestStore(t *testing.T) {
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		proxy, dsn := startProxy(t, "interpolateParams=true")
		s := schemas.Subject(t, dsn)
		s.Restart = func() (typeseal.Store, error) { return schemas.Subject(t, dsn).Store, server.Restart() }
		s.Lose = func() error { proxy.Lose(committed()); return nil }
		s.Down, s.Hang = server.Down, server.Hang
		s.ReadOnly = func() (func() error, error) { return readOnly(t) }
		return s
	})
}

// readOnly makes all transactions that write wait before they commit.
func readOnly(t *testing.T) (restore func() error, err error) {
	db := openDB(t, server.MariaDBDSN("", ""))
	db.SetMaxOpenConns(1)
	_, err = db.Exec("FLUSH TABLES WITH READ LOCK")
	return func() error { _, err := db.Exec("UNLOCK TABLES"); return err }, err
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
