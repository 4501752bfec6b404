// Package job purges the SQL stores at regular intervals.
package job

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// batch is how many rows one purge deletes at most.
const batch = 1000

// Purge deletes at most batch rows and returns how many it deleted.
type Purge func(ctx context.Context, batch int) (deleted int64, err error)

// Every calls purge until it deletes less than a batch, at once and then after
// every interval, until ctx ends. It returns ctx's error. It logs the error of a
// purge that fails, and purges again after the next interval.
func Every(ctx context.Context, interval time.Duration, purge Purge) error {
	if interval <= 0 {
		return fmt.Errorf("%w: sqlstore: PurgeEvery with an interval of %v", typeseal.ErrConfig, interval)
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for ctx.Err() == nil {
		deleted, err := purge(ctx, batch)
		if err == nil && deleted >= batch {
			continue
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "typeseal: purging used tokens failed", "error", err, "again_in", interval)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
	return ctx.Err()
}
