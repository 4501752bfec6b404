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
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// errOtherRow is for a driver, or a connection pool in front of the database, that
// confuses the answers to several requests.
var errOtherRow = reason.New("sqlstore: got the answer to another request")

// maxLate is replay.MaxLate in seconds.
const maxLate = int64(replay.MaxLate / time.Second)

// queryer is implemented by *sql.DB and *sql.Tx.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// consume inserts a row with the caller's claim unless the token has a row. A caller
// without a claim gets a random one, so that an insert that the driver repeats finds
// its own row.
func (s *Store) consume(ctx context.Context, q queryer, use typeseal.Use) (typeseal.Record, error) {
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	unclaimed := use.Claim == [16]byte{}
	if unclaimed {
		rand.Read(use.Claim[:])
	}
	r, inserted, err := scan(use, q.QueryRowContext(ctx, s.sql.insert, use.Salt, use.ID[:], use.Claim[:],
		use.ExpiresAt.Unix(), maxLate, s.clock()))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		if r, err = s.found(ctx, q, use); err != nil {
			return typeseal.Record{}, err
		}
		r.First = unclaimed && r.Claimed
	case err != nil:
		return typeseal.Record{}, fmt.Errorf("sqlstore: redeeming: %w", err)
	case !inserted || !r.Claimed:
		return typeseal.Record{}, errOtherRow
	default:
		r.First = true
	}
	r.Claimed = r.Claimed && !unclaimed
	return r, nil
}

// found returns the record of a token for which no row was inserted: it has one, or it
// is too late.
func (s *Store) found(ctx context.Context, q queryer, use typeseal.Use) (typeseal.Record, error) {
	r, used, err := scan(use, q.QueryRowContext(ctx, s.sql.find, use.Salt, use.ID[:], s.clock()))
	switch {
	case err != nil:
		return r, fmt.Errorf("sqlstore: redeeming: %w", err)
	case !used:
		return r, replay.ErrLate
	}
	return r, nil
}

func (s *Store) look(ctx context.Context, q queryer, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	r, used, err = scan(use, q.QueryRowContext(ctx, s.sql.find, use.Salt, use.ID[:], s.clock()))
	switch {
	case err != nil:
		return typeseal.Record{}, false, fmt.Errorf("sqlstore: looking: %w", err)
	case used:
		return r, true, nil
	case use.ExpiresAt.Unix() < r.Now.Unix()-maxLate:
		err = replay.ErrLate
	}
	return typeseal.Record{}, false, err
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
