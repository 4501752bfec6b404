package sqlite

import (
	"context"
	"errors"
	"time"

	driver "modernc.org/sqlite"

	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// lockWait is how long SQLite waits for another process's lock. It ignores the
// context meanwhile, so lockWait is short and patiently tries again.
const lockWait = 50 * time.Millisecond

// patiently calls f again while it fails because another process has the lock. A
// call that fails for this reason has changed nothing.
func patiently[T any](ctx context.Context, f func(context.Context) (T, error)) (T, error) {
	const busy = 5 // SQLITE_BUSY, the low byte of its extended codes
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	for {
		value, err := f(ctx)
		failed, ok := errors.AsType[*driver.Error](err)
		if !ok || failed.Code()&0xff != busy || ctx.Err() != nil {
			return value, err
		}
	}
}

// patient is patiently for a function without a result.
func patient(ctx context.Context, f func(context.Context) error) error {
	_, err := patiently(ctx, func(ctx context.Context) (none struct{}, err error) { return none, f(ctx) })
	return err
}
