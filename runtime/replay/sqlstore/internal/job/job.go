// Package job runs the purges of the SQL stores.
package job

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// batch is how many rows are deleted at a time.
const batch = 1000

// Purge deletes at most batch rows and returns how many it deleted.
type Purge func(ctx context.Context, batch int) (deleted int64, err error)

// Every calls purge until nothing is left, at once and then at every interval,
// until ctx ends, whose error it returns. A purge that fails is logged and tried
// again at the next interval.
func Every(ctx context.Context, interval time.Duration, purge Purge) error {
	if interval <= 0 {
		return fmt.Errorf("%w: sqlstore: purging every %v", typeseal.ErrConfig, interval)
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if err := all(ctx, purge); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "typeseal: used tokens that have ended could not be purged",
				"error", err, "again_in", interval)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
	return ctx.Err()
}

// all purges until a batch is not full.
func all(ctx context.Context, purge Purge) error {
	for {
		if n, err := purge(ctx, batch); err != nil || n < batch {
			return err
		}
	}
}
