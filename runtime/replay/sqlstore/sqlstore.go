// Package sqlstore remembers used tokens in a SQL database, so that any number of
// processes redeem each single-use token once. It imports no driver: open the
// database with yours.
//
//	db, err := sql.Open("pgx", dsn)
//	store, err := sqlstore.New(db, sqlstore.Postgres)
//	err = store.CreateSchema(ctx)
//	err = invite.Redeem(ctx, keys, store, token)
//
// To commit the use of a token and its effect together, redeem it within a
// transaction:
//
//	tx, err := db.BeginTx(ctx, nil)
//	err = invite.Redeem(ctx, keys, store.In(tx), token)
//	_, err = tx.ExecContext(ctx, "INSERT INTO guests ...")
//	err = tx.Commit()
//
// # The table
//
// A used token is one row of the table typeseal_used. In PostgreSQL it takes about
// 200 bytes, indexes included. Purge deletes the rows of tokens that ended more
// than an hour ago by the database's clock. PurgeEvery does so regularly until ctx
// ends:
//
//	go store.PurgeEvery(ctx, 10*time.Minute)
//
// The table may be partitioned, for example by the hash of the id. Do not move
// rows to a child that inherits from the table: the primary key does not cover
// children, so those tokens would work again.
//
// # SQLite
//
// If your program opens the SQLite database itself, set busy_timeout and WAL for
// every connection. CreateSchema fails if they are missing:
//
//	db, err := sql.Open("sqlite", "file:app.db?_txlock=immediate"+
//		"&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)")
//	store, err := sqlstore.New(db, sqlstore.SQLite)
//
// Package sqlstore/sqlite brings a driver and opens a SQLite file for you.
//
// # Tests
//
// In a testing/synctest bubble, give the store the bubble's clock. With pgx, open
// the database in the bubble too:
//
//	synctest.Test(t, func(t *testing.T) {
//		store, err := sqlstore.New(openDB(t), sqlstore.Postgres, sqlstore.Clock(time.Now))
//
// # Limits
//
// Tokens work again if the database loses their rows:
//
//   - PostgreSQL with synchronous_commit=off loses the commits of the last two
//     seconds when the server dies, and more if wal_writer_delay is longer than
//     its default. With fsync=off it can lose everything.
//   - At a failover to a standby that is not synchronous, PostgreSQL loses the
//     commits that the standby has not received.
//   - SQLite with synchronous=NORMAL loses the last commits when the power fails.
//   - A database that is restored from a backup has only the rows of the backup.
package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// Timeout is how long a call may take if its context has no deadline: 5 seconds.
const Timeout = deadline.Default

// Store is a typeseal.Store in a SQL database. It is safe for concurrent use.
type Store struct {
	db      *sql.DB
	dialect *dialect
	table   table
	now     func() time.Time           // nil: the database's clock
	place   atomic.Pointer[statements] // nil: the table's schema is not known yet
	advised atomic.Bool
}

// An Option configures a store.
type Option func(*Store) error

// Clock makes the store use now instead of the database's clock. It is for tests,
// such as those in a testing/synctest bubble, where time.Now is not the database's
// time. Do not use it in production: a store whose clock is wrong forgets tokens
// that can still be redeemed, and the clocks of several machines differ.
func Clock(now func() time.Time) Option {
	return func(s *Store) error {
		s.now = now
		return nil
	}
}

// New returns a store in db, whose SQL is of the given dialect. It does not
// connect to the database. It fails with typeseal.ErrConfig if db is nil, or if the
// dialect or an option cannot be used.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{db: db, dialect: dialects[dialect], table: table{name: defaultTable}}
	switch {
	case db == nil:
		return nil, errNoDatabase
	case s.dialect == nil:
		return nil, fmt.Errorf("%w: sqlstore: unknown dialect %d", typeseal.ErrConfig, dialect)
	}
	for _, o := range opts {
		if err := o(s); err != nil {
			return nil, err
		}
	}
	if err := s.setHome(); err != nil {
		return nil, err
	}
	return s, nil
}

// setHome fixes the table's schema if it is known already.
func (s *Store) setHome() error {
	home := s.dialect.home
	switch {
	case home != "" && s.table.schema != "" && s.table.schema != home:
		return errSchema
	case home != "":
		s.table.schema = home
	}
	if s.table.schema != "" {
		s.fix(s.table)
	}
	return nil
}

var (
	errNoDatabase = reason.Wrap("sqlstore: no database; open the store with sqlstore.New", typeseal.ErrConfig)
	errNoTx       = reason.Wrap("sqlstore: no transaction", typeseal.ErrConfig)
	errSchema     = reason.Wrap("sqlstore: Table names a schema, which SQLite does not have; leave it out",
		typeseal.ErrConfig)
)

// usable reports whether New returned the store.
func (s *Store) usable() bool { return s != nil && s.db != nil }

// clock returns the last argument of statements: NULL for the database's clock.
func (s *Store) clock() any {
	if s.now == nil {
		return nil
	}
	return s.now().Unix()
}

// Consume implements typeseal.Store. It fails if the database does, if ctx ends,
// or after Timeout if ctx has no deadline, and with replay.ErrLate. If it fails,
// the token may be used nevertheless. A caller that redeems with a typeseal.Claim
// can try again.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if !s.usable() {
		return typeseal.Record{}, errNoDatabase
	}
	return s.redeem(ctx, s.db, use)
}

// Look implements typeseal.Store. It fails like Consume.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if !s.usable() {
		return r, false, errNoDatabase
	}
	return s.peek(ctx, s.db, use)
}
