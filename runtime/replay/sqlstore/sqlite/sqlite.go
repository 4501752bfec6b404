// Package sqlite remembers used tokens in a SQLite file. It is for a program that
// runs on one machine, has no database, and must not forget used tokens when it
// restarts.
//
//	store, err := sqlite.Open(ctx, "/var/lib/guestbook/used.db")
//	defer store.Close()
//	err = invite.Redeem(ctx, keys, store, token)
//
// Any number of processes on the machine can use the file. Before Consume returns,
// the record is on the disk (write-ahead log, synchronous=FULL), so none is lost
// when the power fails. A used token takes about 135 bytes. PurgeEvery deletes the
// records of tokens that ended more than an hour ago:
//
//	go store.PurgeEvery(ctx, 10*time.Minute)
//
// The file can also have your own tables. To commit the use of a token and its
// effect together, redeem it within a transaction:
//
//	tx, err := store.Begin(ctx)
//	err = invite.Redeem(ctx, keys, store.In(tx), token)
//	_, err = tx.ExecContext(ctx, "INSERT INTO guests ...")
//	err = tx.Commit()
//
// In a testing/synctest bubble, give the store the bubble's clock:
//
//	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "used.db"), sqlite.Clock(time.Now))
//
// Tokens can be redeemed twice if the file is on a network file system, where
// SQLite's locks do not hold. A file that is restored from a backup has forgotten the
// tokens that were used since. While a store is open, it fails if its file, or one of the
// two beside it, is deleted or replaced. A file with a second name (a hard link) cannot be
// opened.
//
// The driver is modernc.org/sqlite, which does not need a C compiler. To use
// another driver, or a database that your program opens, call sqlstore.New with
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

	_ "modernc.org/sqlite" // registers "sqlite"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/file"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/job"
)

// purgeRest is how long Purge leaves the lock to others after a full batch. A
// process that waits for the lock tries every 17 ms at the end of lockWait, so a
// shorter rest could miss it each time.
const purgeRest = 25 * time.Millisecond

// Store is a typeseal.Store in a SQLite file. It is safe for concurrent use.
type Store struct {
	*sqlstore.Store
	db    *sql.DB
	keep  *sql.DB    // keeps the files open
	files file.Names // that were opened
}

// Clock is sqlstore.Clock. It makes the store use now instead of SQLite's clock,
// and is for tests only.
func Clock(now func() time.Time) sqlstore.Option { return sqlstore.Clock(now) }

// Open opens the file at path. It creates the file and its table if they do not
// exist, but not the directory. It fails with typeseal.ErrConfig if the file has a second
// name (a hard link), or a table that cannot be used.
func Open(ctx context.Context, path string, opts ...sqlstore.Option) (*Store, error) {
	s, err := openFile(ctx, path, opts)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %s: %w", path, err)
	}
	return s, nil
}

func openFile(ctx context.Context, path string, opts []sqlstore.Option) (s *Store, err error) {
	if path, err = filepath.Abs(path); err != nil { // the program may change its directory
		return nil, err
	}
	s = new(Store)
	if s.db, err = openPool(path); err != nil {
		return nil, err
	}
	if s.keep, err = openPool(path); err == nil {
		s.Store, err = sqlstore.New(s.db, sqlstore.SQLite, opts...)
	}
	if err == nil {
		err = s.begin(ctx, path)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// openPool returns a pool of one connection. SQLite has one writer at a time. The pool
// gives its connection to waiting callers in order. SQLite's own lock has no order.
func openPool(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", source(path))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// CreateSchema is the CreateSchema of sqlstore.Store. Open calls it.
func (s *Store) CreateSchema(ctx context.Context) error {
	if !s.usable() {
		return errNoStore
	}
	return patient(ctx, s.Store.CreateSchema)
}

// Check is the Check of sqlstore.Store. It also fails if the file was deleted or replaced.
func (s *Store) Check(ctx context.Context) error {
	if !s.usable() {
		return errNoStore
	}
	if err := patient(ctx, s.Store.Check); err != nil {
		return err
	}
	return s.still()
}

var errNoStore = reason.Wrap("sqlite: no file; open the store with sqlite.Open", typeseal.ErrConfig)

// usable reports whether Open returned the store.
func (s *Store) usable() bool { return s != nil && s.db != nil }

// Close closes the file.
func (s *Store) Close() error {
	if !s.usable() {
		return errNoStore
	}
	err := s.db.Close()
	if s.keep != nil {
		err = errors.Join(err, s.keep.Close())
	}
	return err
}

// DB returns the database, for your own tables. It has only one connection.
// While a transaction is open, every call that does not go through it, such as
// Consume, waits until the transaction ends. DB returns nil for a nil Store.
func (s *Store) DB() *sql.DB {
	if s == nil {
		return nil
	}
	return s.db
}

// Begin begins a transaction for In and for your own statements. The transaction
// has SQLite's write lock from the start; Begin waits for the lock, whereas
// DB().BeginTx fails at once if another process has it. The transaction is rolled
// back when ctx ends, or sqlstore.Timeout after Begin was called if ctx has no
// deadline, because everybody else waits for it.
func (s *Store) Begin(ctx context.Context) (*sql.Tx, error) {
	if !s.usable() {
		return nil, errNoStore
	}
	ctx, cancel := deadline.With(ctx)
	context.AfterFunc(ctx, cancel) // not when Begin returns: the transaction needs ctx
	// A transaction that begins too late is rolled back, because ctx has ended.
	return deadline.Do(ctx, func(context.Context) (*sql.Tx, error) {
		return patiently(ctx, func(context.Context) (*sql.Tx, error) { return s.db.BeginTx(ctx, nil) })
	})
}

// In is the In of sqlstore.Store, for a transaction of this store's file.
func (s *Store) In(tx *sql.Tx) typeseal.Store {
	if !s.usable() {
		return (*sqlstore.Store)(nil).In(tx)
	}
	return &checked{s.Store.In(tx), s.still}
}

// Consume is the Consume of sqlstore.Store. While another process writes, it waits
// until ctx ends.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if !s.usable() {
		return typeseal.Record{}, errNoStore
	}
	own := &checked{s.Store, s.still}
	return patiently(ctx, func(ctx context.Context) (typeseal.Record, error) { return own.Consume(ctx, use) })
}

// Look is the Look of sqlstore.Store. It does not wait while another process writes.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if !s.usable() {
		return r, false, errNoStore
	}
	// SQLite locks readers out too while it recovers the log of a process that died.
	own := &checked{s.Store, s.still}
	used, err = patiently(ctx, func(ctx context.Context) (used bool, err error) {
		r, used, err = own.Look(ctx, use)
		return used, err
	})
	return r, used, err
}

// Purge is the Purge of sqlstore.Store. While another process writes, it waits
// until ctx ends. After a full batch it sleeps for a moment, in which other
// processes can write.
func (s *Store) Purge(ctx context.Context, batch int) (deleted int64, err error) {
	if !s.usable() {
		return 0, errNoStore
	}
	deleted, err = patiently(ctx, func(ctx context.Context) (int64, error) { return s.Store.Purge(ctx, batch) })
	if err == nil {
		err = s.still()
	}
	if err == nil && deleted == int64(batch) {
		time.Sleep(purgeRest)
	}
	return deleted, err
}

// PurgeEvery is the PurgeEvery of sqlstore.Store.
func (s *Store) PurgeEvery(ctx context.Context, interval time.Duration) error {
	if !s.usable() {
		return errNoStore
	}
	return job.Every(ctx, interval, s.Purge)
}

// source returns the data source name of a file. It is a URI in which the path is
// escaped, so that no character in the path begins an option.
func source(path string) string {
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", lockWait.Milliseconds()),
			"journal_mode(WAL)",
			"synchronous(FULL)",
		},
	}
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // a Windows path begins with a drive
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}
	return u.String()
}
