// Package deadline bounds how long a store waits for its server.
package deadline

import (
	"context"
	"time"
)

// Default is how long a call may take if its context has no deadline.
const Default = 5 * time.Second

// With returns ctx, with the default deadline if it has none.
func With(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, Default)
}
