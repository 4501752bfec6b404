package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
)

var (
	// errOtherRow is for a driver, or a connection pool in front of the database, that
	// confuses the answers to several requests.
	errOtherRow = reason.New("sqlstore: got the answer to another request")
	// errGone is for a row that was deleted after it was found.
	errGone = reason.New("sqlstore: the row of the token was deleted meanwhile")
)

// maxLate is replay.MaxLate in seconds.
const maxLate = int64(replay.MaxLate / time.Second)

// queryer is implemented by *sql.DB, *sql.Conn and *sql.Tx.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// runner calls f with a database or a transaction.
type runner func(ctx context.Context, f func(queryer) error) error

// on returns q for the statements of the dialect.
func (s *Store) on(q queryer) queryer {
	if s.dialect.bind == nil {
		return q
	}
	return s.dialect.bind(q)
}

// run is the runner for calls outside of the caller's transactions.
func (s *Store) run(ctx context.Context, f func(queryer) error) error {
	if s.dialect.alone == nil {
		return f(s.on(s.db))
	}
	return s.dialect.alone(ctx, s.db, func(q queryer) error { return f(s.on(q)) })
}

// redeem is consume within the deadline.
func (s *Store) redeem(ctx context.Context, run runner, use typeseal.Use) (r typeseal.Record, err error) {
	r, err = ask(ctx, "redeeming", func(ctx context.Context) (r typeseal.Record, err error) {
		err = run(ctx, func(q queryer) error {
			r, err = s.consume(ctx, q, use)
			return err
		})
		return r, err
	})
	if err != nil {
		return typeseal.Record{}, err
	}
	return r, nil
}

// peek is look within the deadline.
func (s *Store) peek(ctx context.Context, run runner, use typeseal.Use) (typeseal.Record, bool, error) {
	type seen struct {
		record typeseal.Record
		used   bool
	}
	got, err := ask(ctx, "looking", func(ctx context.Context) (got seen, err error) {
		err = run(ctx, func(q queryer) error {
			got.record, got.used, err = s.look(ctx, q, use)
			return err
		})
		return got, err
	})
	if err != nil || !got.used {
		return typeseal.Record{}, false, err
	}
	return got.record, true, nil
}

// consume inserts a row with the caller's claim unless the token has a row. A caller
// without a claim gets a random one, so that an insert that the driver repeats finds
// its own row.
func (s *Store) consume(ctx context.Context, q queryer, use typeseal.Use) (r typeseal.Record, err error) {
	statements, err := s.placed(ctx, q)
	if err != nil {
		return r, err
	}
	unclaimed := use.Claim == [16]byte{}
	if unclaimed {
		rand.Read(use.Claim[:])
	}
	r, inserted, err := statements.insert.do(ctx, q, use, use.Salt, use.ID[:], use.Claim[:],
		use.ExpiresAt.Unix(), maxLate, s.clock())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if r, err = s.found(ctx, q, statements, use); err != nil {
			return r, err
		}
		r.First = unclaimed && r.Claimed
	case err != nil:
		return r, err
	case !inserted || !r.Claimed:
		return r, errOtherRow
	default:
		r.First = true
	}
	r.Claimed = r.Claimed && !unclaimed
	return r, nil
}

// found returns the record of a token for which no row was inserted: it has one, or it
// is too late.
func (s *Store) found(ctx context.Context, q queryer, own *statements, use typeseal.Use) (typeseal.Record, error) {
	r, used, err := scan(use, q.QueryRowContext(ctx, own.found, use.Salt, use.ID[:], s.clock()))
	switch {
	case err != nil:
		return r, err
	case !used:
		return r, replay.ErrLate
	}
	return s.sure(ctx, q, own, use, r)
}

func (s *Store) look(ctx context.Context, q queryer, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	statements, err := s.placed(ctx, q)
	if err != nil {
		return r, false, err
	}
	r, used, err = scan(use, q.QueryRowContext(ctx, statements.find, use.Salt, use.ID[:], s.clock()))
	switch {
	case err != nil:
		return r, false, err
	case used:
		r, err = s.sure(ctx, q, statements, use, r)
		return r, true, err
	case use.ExpiresAt.Unix() < r.Now.Unix()-maxLate:
		err = replay.ErrLate
	}
	return r, false, err
}

// sure makes sure of a record that was found. If the token is accepted because of it, sure
// writes its row again, which waits for the disk and for synchronous standbys like the
// insert: the wait of the insert may have been canceled, and the record can be lost then.
func (s *Store) sure(ctx context.Context, q queryer, own *statements, use typeseal.Use, r typeseal.Record) (
	typeseal.Record, error) {
	if !use.Accepts(r) {
		return r, nil
	}
	r, used, err := own.sure.do(ctx, q, use, use.Salt, use.ID[:], r.At.Unix(), s.clock())
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return r, errGone
	case err == nil && !used:
		return r, errOtherRow
	}
	return r, err
}

// scan returns the record in a row, which must have the token's id. If the token is
// not used, the record has only Now.
func scan(use typeseal.Use, row *sql.Row) (r typeseal.Record, used bool, err error) {
	var id, claim []byte
	var at sql.NullInt64
	var now int64
	if err := row.Scan(&id, &claim, &at, &now); err != nil {
		return r, false, err
	}
	used = claim != nil
	if string(id) != string(use.ID[:]) || used != at.Valid || used && len(claim) != len(use.Claim) {
		return r, false, errOtherRow
	}
	r.Now = time.Unix(now, 0)
	if used {
		r.At = time.Unix(at.Int64, 0)
		r.Claimed = use.Claim != [16]byte{} && string(claim) == string(use.Claim[:])
	}
	return r, used, nil
}
