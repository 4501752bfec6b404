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
		if o == nil {
			return nil, errNoOption
		}
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
	errNoOption   = reason.Wrap("sqlstore: an option is nil", typeseal.ErrConfig)
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
	return s.redeem(ctx, s.run, use)
}

// Look implements typeseal.Store. It fails like Consume.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if !s.usable() {
		return r, false, errNoDatabase
	}
	return s.peek(ctx, s.run, use)
}
