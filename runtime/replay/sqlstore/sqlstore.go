// Package sqlstore keeps the single-use tokens that were redeemed in a SQL
// database, so that any number of processes redeem each token once. It needs no
// driver but yours.
//
//	db, err := sql.Open("pgx", dsn)
//	store := sqlstore.New(db, sqlstore.Postgres)
//	err = store.CreateSchema(ctx)
//	err = invite.Redeem(ctx, keys, store, token)
//
// Within a transaction of the caller's, use and effect commit together or not at
// all:
//
//	err = invite.Redeem(ctx, keys, store.In(tx), token)
//	_, err = tx.ExecContext(ctx, "INSERT INTO guests ...")
//	err = tx.Commit()
//
// A token is one row of the table typeseal_used, about 190 bytes with its
// indexes in PostgreSQL. Purge deletes the rows of tokens that ended more than an
// hour ago by the database's clock, and PurgeEvery does so until ctx ends:
//
//	go store.PurgeEvery(ctx, 10*time.Minute)
//
// The table may be partitioned, by hash of the id for example. Records that
// somebody moves into a child that inherits from it are not found when their
// token is redeemed again, since its primary key does not reach there.
//
// A SQLite database of the user's own, with any driver, has busy_timeout and WAL
// set for every connection; CreateSchema looks and says what is missing:
//
//	db, err := sql.Open("sqlite", "file:app.db?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)")
//	store := sqlstore.New(db, sqlstore.SQLite)
//
// In a test with testing/synctest, whose time is not the database's, the store
// takes the test's. Open db in the bubble too, since pgx's connections may not
// leave it:
//
//	synctest.Test(t, func(t *testing.T) {
//		store := sqlstore.New(openDB(t), sqlstore.Postgres, sqlstore.Clock(time.Now))
//
// What this store cannot promise: PostgreSQL loses commits that it answered with
// synchronous_commit=off (those of the last two seconds when the server dies,
// with wal_writer_delay at its default; with a longer one, more) or fsync=off,
// and at a failover to a replica that is not synchronous; those tokens work
// again. SQLite with synchronous=NORMAL loses the last commits when the power
// fails. A database that is restored from a backup forgets what was redeemed
// since.
//
// With pgx's own pool, stdlib.OpenDBFromPool makes the *sql.DB. The package
// sqlite beneath this one opens a SQLite file with its own driver.
package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/job"
)

// Timeout bounds a call whose context has no deadline of its own.
const Timeout = 5 * time.Second

// Store is a typeseal.Store in a database. It is safe for concurrent use.
type Store struct {
	db      *sql.DB
	dialect Dialect
	sql     *statements
	now     func() time.Time // nil: the database's clock
}

// An Option adjusts New.
type Option func(*Store)

// Clock makes the store tell the time by now instead of the database's clock. It
// is for tests, such as those in a testing/synctest bubble, where time.Now is not
// the database's time. In production leave it out: the clocks of several machines
// differ, and a store whose clock is wrong forgets tokens that are good.
func Clock(now func() time.Time) Option {
	return func(s *Store) { s.now = now }
}

// New returns a store in db, which speaks the dialect. It does not connect.
func New(db *sql.DB, dialect Dialect, opts ...Option) *Store {
	s := &Store{db: db, dialect: dialect, sql: dialect.statements()}
	for _, o := range opts {
		o(s)
	}
	return s
}

// usable reports whether New made the store, of a database.
func (s *Store) usable() bool { return s != nil && s.db != nil }

// clock is the time for statements: NULL means the database's own.
func (s *Store) clock() any {
	if s.now == nil {
		return nil
	}
	return s.now().Unix()
}

// CreateSchema calls Check, and creates the table typeseal_used and its index if
// they are missing. The statements are in Schema, for those who migrate by other
// means.
func (s *Store) CreateSchema(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	if err := s.Check(ctx); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
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
// replay.Grace ago by the database's clock, and returns how many there were: as
// many as batch means that there may be more. A thousand at a time keeps nobody
// waiting; in SQLite, leave other processes a moment before the next. A batch
// below 1 is typeseal.ErrConfig.
func (s *Store) Purge(ctx context.Context, batch int) (deleted int64, err error) {
	if batch < 1 { // to SQLite, LIMIT -1 is no limit
		return 0, fmt.Errorf("%w: sqlstore: purging %d rows at a time", typeseal.ErrConfig, batch)
	}
	if !s.usable() {
		return 0, errNoDatabase
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	result, err := s.db.ExecContext(ctx, s.sql.purge, int64(replay.Grace/time.Second), batch, s.clock())
	if err != nil {
		return 0, fmt.Errorf("sqlstore: purging: %w", err)
	}
	return result.RowsAffected()
}

// PurgeEvery purges at once, and then every d, until nothing is left to purge, and
// returns ctx's error when ctx ends. Give it a goroutine, in one process or in all
// of them. A purge that fails is logged by slog's default logger and tried again
// after d. A d below 1 is typeseal.ErrConfig.
func (s *Store) PurgeEvery(ctx context.Context, d time.Duration) error {
	if !s.usable() {
		return errNoDatabase
	}
	return job.Every(ctx, d, s.Purge)
}

// Consume implements typeseal.Store. It fails where the database does, with
// replay.ErrLate, or at the end of the context, which is after Timeout where it
// has no deadline. A token whose redeeming failed may have been consumed all the
// same; with a typeseal.Claim its caller may ask again.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	if !s.usable() {
		return false, errNoDatabase
	}
	return s.consume(ctx, s.db, use)
}

// In returns the store within a transaction of the same database: what it
// consumes is consumed when tx commits, so its yes holds from then on only, and
// if tx is rolled back the token is good as before. Others that redeem the token
// meanwhile wait for tx. After an error tx must be rolled back. A SQLite
// transaction begins as immediate (_txlock=immediate) or redeems first of all:
// one that has read before fails if somebody else has written since.
func (s *Store) In(tx *sql.Tx) typeseal.Store { return &inTx{s, tx} }

type inTx struct {
	store *Store
	tx    *sql.Tx
}

func (i *inTx) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	return i.store.consume(ctx, i.tx, use)
}

// queryer is what a *sql.DB and a *sql.Tx have in common.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// consume inserts a row, or where there is one reads it: the token is redeemed
// by whoever's claim stands in it. Without a claim a random one is made, so that
// even an insert that a driver sends twice is one caller's.
func (s *Store) consume(ctx context.Context, q queryer, use typeseal.Use) (first bool, err error) {
	if !s.usable() || q == (*sql.Tx)(nil) {
		return false, errNoDatabase
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	claim := use.Claim
	if claim == [16]byte{} {
		rand.Read(claim[:])
	}
	stands, err := s.insert(ctx, q, use, claim)
	if errors.Is(err, sql.ErrNoRows) {
		stands, err = s.find(ctx, q, use)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, replay.ErrLate // neither inserted nor there
	case err != nil:
		return false, fmt.Errorf("sqlstore: %w", err)
	}
	return stands == claim, nil
}

var errNoDatabase = reason.Wrap("sqlstore: no database or transaction", typeseal.ErrConfig)

// errOtherRow: a driver or a pool between it and the database mixed up answers.
var errOtherRow = errors.New("the answer to another request")

// insert returns the claim of the row that it inserted, or sql.ErrNoRows.
func (s *Store) insert(ctx context.Context, q queryer, use typeseal.Use, claim [16]byte) (stands [16]byte, err error) {
	row := q.QueryRowContext(ctx, s.sql.insert, use.Salt, use.ID[:], claim[:], use.ExpiresAt.Unix(),
		int64(replay.MaxLate/time.Second), s.clock())
	if stands, err = scan(row, use.ID); err == nil && stands != claim {
		err = errOtherRow
	}
	return stands, err
}

// find returns the claim of the row that is there, or sql.ErrNoRows.
func (s *Store) find(ctx context.Context, q queryer, use typeseal.Use) ([16]byte, error) {
	return scan(q.QueryRowContext(ctx, s.sql.find, use.Salt, use.ID[:]), use.ID)
}

// scan returns the claim of a row that must be of an id.
func scan(row *sql.Row, want [16]byte) (claim [16]byte, err error) {
	var id, stands []byte
	if err := row.Scan(&id, &stands); err != nil {
		return claim, err
	}
	if string(id) != string(want[:]) || len(stands) != len(claim) {
		return claim, errOtherRow
	}
	return [16]byte(stands), nil
}

func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, Timeout)
}
