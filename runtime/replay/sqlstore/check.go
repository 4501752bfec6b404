package sqlstore

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
)

// Check connects to the database and checks it, the table and the rights of the role. It
// redeems a made-up token in a transaction, which it rolls back. It fails with
// typeseal.ErrConfig if used tokens could be forgotten, or if redeeming would fail however
// often it is tried. The error says what to change. It fails without ErrConfig if the
// database cannot be reached.
//
// If your program does not call CreateSchema, which calls Check, call Check when it
// starts. You can also call it from a health endpoint. The first call logs, with slog's
// default logger, which settings of the server can lose used tokens.
func (s *Store) Check(ctx context.Context) error {
	if !s.usable() {
		return errNoDatabase
	}
	return act(ctx, "checking", func(ctx context.Context) error {
		if err := s.checkDatabase(ctx); err != nil {
			return err
		}
		return s.checkTable(ctx)
	})
}

// holds returns the result of a condition's query.
func holds(ctx context.Context, q queryer, query string, args ...any) (yes bool, err error) {
	err = q.QueryRowContext(ctx, query, args...).Scan(&yes)
	return yes, err
}

// meet returns the fault of the first condition that is not met.
func (s *Store) meet(ctx context.Context, all []condition, args ...any) error {
	for _, c := range all {
		if yes, err := holds(ctx, s.on(s.db), c.query, args...); err != nil {
			return err
		} else if !yes {
			return c.fault
		}
	}
	return nil
}

func (s *Store) checkDatabase(ctx context.Context) error {
	if err := s.checkDialect(ctx); err != nil {
		return err
	}
	if err := s.meet(ctx, s.dialect.server); err != nil || s.dialect.ready == nil {
		return err
	}
	return s.dialect.ready(ctx, s)
}

// checkDialect checks that the database is of the dialect's kind. It is of another kind if
// the query fails twice, and a query that every database knows does not.
func (s *Store) checkDialect(ctx context.Context) error {
	for range 2 {
		yes, err := holds(ctx, s.db, s.dialect.is)
		switch {
		case err == nil && yes:
			return nil
		case err == nil:
			return s.dialect.not
		}
		if works, failed := holds(ctx, s.db, "SELECT 1"); !works || failed != nil {
			return err
		}
	}
	return s.dialect.not
}

func (s *Store) checkTable(ctx context.Context) error {
	t, found, err := s.locate(ctx, s.on(s.db))
	switch {
	case err != nil:
		return err
	case !found:
		return errNoTable
	}
	if err := s.meet(ctx, s.dialect.hold, s.dialect.address(t)); err != nil {
		return err
	}
	s.fix(t)
	if err := s.rehearse(ctx); err != nil {
		return err
	}
	s.advise(ctx)
	return nil
}

var errRehearsal = reason.Wrap("sqlstore: a row in the table of used tokens was not found again; "+
	"remove triggers and rules from the table", typeseal.ErrConfig)

// rehearse redeems a made-up token twice, in a transaction that is rolled back.
func (s *Store) rehearse(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	use := typeseal.Use{Salt: "typeseal.check", ExpiresAt: time.Unix(1<<40, 0)}
	rand.Read(use.ID[:])
	rand.Read(use.Claim[:])
	first, err := s.consume(ctx, s.on(tx), use)
	again := first
	if err == nil {
		again, err = s.consume(ctx, s.on(tx), use)
	}
	switch {
	case errors.Is(err, replay.ErrLate), errors.Is(err, errGone): // the row is not there
		return errRehearsal
	case err == nil && (!first.First || again.First || !again.Claimed):
		return errRehearsal
	}
	return err
}

// advise logs, once for each store, what should be changed. A failure to find out is not
// one of the store.
func (s *Store) advise(ctx context.Context) {
	if s.advised.Swap(true) {
		return
	}
	for _, c := range s.dialect.advise {
		if yes, err := holds(ctx, s.db, c.query); err == nil && !yes {
			slog.WarnContext(ctx, c.fault.Error())
		}
	}
}
