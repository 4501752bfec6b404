// Package sqlite keeps the single-use tokens that were redeemed in a SQLite
// file: the store for a program on one machine that has no database, and that
// must not forget when it restarts.
//
//	store, err := sqlite.Open(ctx, "/var/lib/guestbook/used.db")
//	defer store.Close()
//	err = invite.Redeem(ctx, keys, store, token)
//
// The file may be shared by the processes of one machine. Every redeeming is on
// the disk before it is answered (write-ahead log, synchronous=FULL), and a
// failure of power loses none. A token takes about 130 bytes of the file, until it
// is purged:
//
//	go store.PurgeEvery(ctx, 10*time.Minute)
//
// Tables of your own may be in the same file, so that use and effect commit
// together or not at all:
//
//	tx, err := store.Begin(ctx)
//	err = invite.Redeem(ctx, keys, store.In(tx), token)
//	_, err = tx.ExecContext(ctx, "INSERT INTO guests ...")
//	err = tx.Commit()
//
// In a test with testing/synctest, whose time is not the database's, the store
// takes the test's:
//
//	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "used.db"), sqlite.Clock(time.Now))
//
// What this store cannot promise: on a network file system SQLite's locks, and
// so single use, do not hold; and a file that is restored from a backup, copied
// or deleted forgets what was redeemed since.
//
// The driver is modernc.org/sqlite, which needs no C compiler. For another one,
// or for a database that your program opens, use sqlstore.New with
// sqlstore.SQLite.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	driver "modernc.org/sqlite"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/job"
)

// lockWait is how long SQLite itself waits for another process's lock. It heeds
// no context meanwhile, so it is short, and patiently does the rest.
const lockWait = 50 * time.Millisecond

// purgeRest is longer than a process that waits for the lock sleeps between two
// looks at it, 17 ms of lockWait: taken again at once, the lock would be found
// taken for as long as there is something to delete.
const purgeRest = 25 * time.Millisecond

// Store is a sqlstore.Store with the file that it owns.
type Store struct {
	*sqlstore.Store
	db *sql.DB
}

// Clock is sqlstore.Clock: for tests only, the store tells the time by now instead
// of SQLite's clock.
func Clock(now func() time.Time) sqlstore.Option { return sqlstore.Clock(now) }

// Open opens the file at path, and creates it and its table if they are missing.
// The folder must exist.
func Open(ctx context.Context, path string, opts ...sqlstore.Option) (*Store, error) {
	dsn, err := source(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	// SQLite writes one at a time. Waiting for the connection is first come first
	// served; waiting for SQLite's own lock is not.
	db.SetMaxOpenConns(1)
	s := &Store{sqlstore.New(db, sqlstore.SQLite, opts...), db}
	_, err = patiently(ctx, func(ctx context.Context) (none struct{}, err error) {
		return none, s.CreateSchema(ctx)
	})
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("sqlite: %s: %w", path, err)
	}
	return s, nil
}

var errNoStore = reason.Wrap("sqlite: a Store that Open did not return", typeseal.ErrConfig)

// usable reports whether Open made the store.
func (s *Store) usable() bool { return s != nil && s.db != nil }

// Close closes the file.
func (s *Store) Close() error {
	if !s.usable() {
		return errNoStore
	}
	return s.db.Close()
}

// DB returns the database, for tables of your own. It has one connection: a
// transaction keeps everybody else waiting until it ends, and whatever is called
// meanwhile and does not go through the transaction, such as Consume, would wait
// for it.
func (s *Store) DB() *sql.DB { return s.db }

// Begin begins a transaction, for In and for statements of your own. It has
// SQLite's write lock from the start. While somebody else writes, Begin waits;
// DB().BeginTx gives up at once. When ctx ends, the transaction is rolled back, and
// if ctx has no deadline sqlstore.Timeout after Begin was called: everybody else
// waits for it.
func (s *Store) Begin(ctx context.Context) (*sql.Tx, error) {
	if !s.usable() {
		return nil, errNoStore
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		time.AfterFunc(sqlstore.Timeout, cancel)
	}
	return patiently(ctx, func(context.Context) (*sql.Tx, error) { return s.db.BeginTx(ctx, nil) })
}

// Consume is as sqlstore.Store's. While another process writes it waits, as long
// as the context allows.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	if !s.usable() {
		return false, errNoStore
	}
	return patiently(ctx, func(ctx context.Context) (bool, error) { return s.Store.Consume(ctx, use) })
}

// Purge is as sqlstore.Store's. While another process writes it waits, as long
// as the context allows, and after a full batch it rests, so that the next one
// starves nobody.
func (s *Store) Purge(ctx context.Context, batch int) (deleted int64, err error) {
	if !s.usable() {
		return 0, errNoStore
	}
	deleted, err = patiently(ctx, func(ctx context.Context) (int64, error) { return s.Store.Purge(ctx, batch) })
	if err == nil && deleted == int64(batch) {
		time.Sleep(purgeRest)
	}
	return deleted, err
}

// PurgeEvery is as sqlstore.Store's.
func (s *Store) PurgeEvery(ctx context.Context, d time.Duration) error {
	if !s.usable() {
		return errNoStore
	}
	return job.Every(ctx, d, s.Purge)
}

// patiently calls f until another process's lock is no longer what it fails for.
// A call that met the lock has changed nothing.
func patiently[T any](ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, sqlstore.Timeout)
		defer cancel()
	}
	for {
		value, err := f(ctx)
		var failed *driver.Error
		if !errors.As(err, &failed) || failed.Code()&0xff != busy || ctx.Err() != nil {
			return value, err
		}
	}
}

// busy is SQLITE_BUSY, the low byte of its extended codes.
const busy = 5

// source is the data source name of a file. The path becomes a URI, in which no
// character of it can be mistaken for an option.
func source(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", lockWait.Milliseconds()),
			"journal_mode(WAL)",
			"synchronous(FULL)",
		},
	}
	slashed := filepath.ToSlash(path)
	if slashed[0] != '/' {
		slashed = "/" + slashed // a drive of Windows
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: options.Encode()}
	return u.String(), nil
}
