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
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/job"
)

// Timeout is how long a call may take if its context has no deadline: 5 seconds.
const Timeout = deadline.Default

// Store is a typeseal.Store in a SQL database. It is safe for concurrent use.
type Store struct {
	db      *sql.DB
	dialect Dialect
	sql     *statements
	now     func() time.Time // nil: the database's clock
}

// An Option configures a store.
type Option func(*Store)

// Clock makes the store use now instead of the database's clock. It is for tests,
// such as those in a testing/synctest bubble, where time.Now is not the database's
// time. Do not use it in production: a store whose clock is wrong forgets tokens
// that can still be redeemed, and the clocks of several machines differ.
func Clock(now func() time.Time) Option {
	return func(s *Store) { s.now = now }
}

// New returns a store in db, whose SQL is of the given dialect. It does not
// connect to the database. It fails with typeseal.ErrConfig if db is nil or the
// dialect is unknown.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{db: db, dialect: dialect, sql: dialects[dialect]}
	if db == nil {
		return nil, errNoDatabase
	}
	if s.sql == nil {
		return nil, fmt.Errorf("%w: sqlstore: unknown dialect %d", typeseal.ErrConfig, dialect)
	}
	for _, o := range opts {
		o(s)
	}
	return s, nil
}

var (
	errNoDatabase = reason.Wrap("sqlstore: no database; open the store with sqlstore.New", typeseal.ErrConfig)
	errNoTx       = reason.Wrap("sqlstore: no transaction", typeseal.ErrConfig)
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

// CreateSchema calls Check and creates the table typeseal_used and its index if
// they do not exist. To create them by other means, use the statements that Schema
// returns.
func (s *Store) CreateSchema(ctx context.Context) error {
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	if err := s.Check(ctx); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlstore: creating the schema: %w", err)
	}
	defer tx.Rollback()
	for _, statement := range s.sql.create {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("sqlstore: creating the schema: %w", err)
		}
	}
	return tx.Commit()
}

// Purge deletes the rows of at most batch tokens that ended more than
// replay.Grace ago by the database's clock. It returns how many it deleted. If
// that is batch, there may be more. With a batch of 1000, others do not wait long. In SQLite,
// let other processes write before you purge the next batch. Purge fails with
// typeseal.ErrConfig if batch is less than 1.
func (s *Store) Purge(ctx context.Context, batch int) (deleted int64, err error) {
	if !s.usable() {
		return 0, errNoDatabase
	}
	if batch < 1 { // for SQLite, LIMIT -1 means no limit
		return 0, fmt.Errorf("%w: sqlstore: Purge with a batch of %d", typeseal.ErrConfig, batch)
	}
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	result, err := s.db.ExecContext(ctx, s.sql.purge, int64(replay.Grace/time.Second), batch, s.clock())
	if err != nil {
		return 0, fmt.Errorf("sqlstore: purging: %w", err)
	}
	return result.RowsAffected()
}

// PurgeEvery purges until nothing is left to purge, at once and then after every
// interval, until ctx ends. It returns ctx's error. Run it in a goroutine, in one
// process or in all of them. If a purge fails, PurgeEvery logs the error with slog's
// default logger and purges again after the next interval. It fails at once with
// typeseal.ErrConfig if interval is not positive.
func (s *Store) PurgeEvery(ctx context.Context, interval time.Duration) error {
	if !s.usable() {
		return errNoDatabase
	}
	return job.Every(ctx, interval, s.Purge)
}

// Consume implements typeseal.Store. It fails if the database does, if ctx ends,
// or after Timeout if ctx has no deadline, and with replay.ErrLate. If it fails,
// the token may be used nevertheless. A caller that redeems with a typeseal.Claim
// can try again.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if !s.usable() {
		return typeseal.Record{}, errNoDatabase
	}
	return s.consume(ctx, s.db, use)
}

// Look implements typeseal.Store. It fails like Consume.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if !s.usable() {
		return r, false, errNoDatabase
	}
	return s.look(ctx, s.db, use)
}

// In returns the store within a transaction of the same database. A token that it
// redeems is used when tx commits, and not used if tx is rolled back. Until then,
// others that redeem the token wait for tx. If redeeming fails, roll back tx.
//
// In SQLite, begin the transaction with _txlock=immediate or redeem before you read
// anything: redeeming fails if tx has read and another connection has written since.
func (s *Store) In(tx *sql.Tx) typeseal.Store { return &inTx{s, tx} }

type inTx struct {
	store *Store
	tx    *sql.Tx
}

func (i *inTx) usable() error {
	switch {
	case !i.store.usable():
		return errNoDatabase
	case i.tx == nil:
		return errNoTx
	}
	return nil
}

func (i *inTx) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if err := i.usable(); err != nil {
		return typeseal.Record{}, err
	}
	return i.store.consume(ctx, i.tx, use)
}

func (i *inTx) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if err := i.usable(); err != nil {
		return r, false, err
	}
	return i.store.look(ctx, i.tx, use)
}
