package sqlstore

import (
	"context"
	"fmt"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/internal/job"
)

// Purge deletes the rows of at most batch tokens that ended more than
// replay.Grace ago by the database's clock. It returns how many it deleted. If
// that is batch, there may be more. With a batch of 1000, others do not wait long. In SQLite,
// let other processes write before you purge the next batch. Purge fails with
// typeseal.ErrConfig if batch is less than 1, or if the role may not delete rows.
func (s *Store) Purge(ctx context.Context, batch int) (deleted int64, err error) {
	if !s.usable() {
		return 0, errNoDatabase
	}
	if batch < 1 { // for SQLite, LIMIT -1 means no limit
		return 0, fmt.Errorf("%w: sqlstore: Purge with a batch of %d", typeseal.ErrConfig, batch)
	}
	return ask(ctx, "purging", func(ctx context.Context) (int64, error) { return s.purge(ctx, batch) })
}

func (s *Store) purge(ctx context.Context, batch int) (deleted int64, err error) {
	err = s.run(ctx, func(q queryer) error {
		statements, err := s.placed(ctx, q)
		if err != nil {
			return err
		}
		result, err := q.ExecContext(ctx, statements.purge, int64(replay.Grace/time.Second), batch, s.clock())
		if err == nil {
			deleted, err = result.RowsAffected()
		}
		return err
	})
	return deleted, err
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
