// Package redisstore remembers used tokens in Redis, version 6 or later, or in
// Valkey, so that any number of processes redeem each single-use token once.
//
//	store, err := redisstore.New(ctx, redis.NewClient(options))
//	err = invite.Redeem(ctx, keys, store, token)
//
// A used token is one key, typeseal:<salt>:<id>, which takes about 230 bytes. It
// expires an hour after the token's end by Redis's clock.
//
// In a testing/synctest bubble, give the store the bubble's clock:
//
//	store, err := redisstore.New(ctx, client, redisstore.Clock(time.Now))
//
// # Limits
//
// Whether a used token can work again depends on the server:
//
//   - With appendonly yes and appendfsync always, no record is lost when the server
//     dies.
//   - With appendfsync everysec, Redis's default, the tokens that were used in the
//     last two seconds before the server died may work again.
//   - Without an appendonly file, all tokens that were used since the last snapshot
//     work again after a restart. New refuses such a server unless the option
//     AcceptLoss is given.
//   - At a failover of Sentinel or a cluster, tokens work again if the new primary
//     had not received their records, since Redis replicates asynchronously.
//   - With an eviction policy other than noeviction, used tokens work again when
//     memory runs out. New refuses such a server, but does not see a policy that is
//     changed later. With noeviction, redeeming fails when memory runs out.
package redisstore

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// Timeout is how long a call may take if its context has no deadline: 5 seconds.
const Timeout = deadline.Default

// Store is a typeseal.Store in Redis. It is safe for concurrent use.
type Store struct {
	client     redis.UniversalClient
	acceptLoss bool
	now        func() time.Time // nil: Redis's clock
}

// An Option configures a store.
type Option func(*Store)

// AcceptLoss makes New accept a server without an appendonly file, which forgets
// used tokens when it restarts.
func AcceptLoss() Option {
	return func(s *Store) { s.acceptLoss = true }
}

// Clock makes the store use now instead of Redis's clock to decide whether a token
// is redeemed too late. Keys still expire by Redis's clock. It is for tests, such as
// those in a testing/synctest bubble, where time.Now is not Redis's time. Do not use
// it in production: the clocks of several machines differ.
func Clock(now func() time.Time) Option {
	return func(s *Store) { s.now = now }
}

// New returns a store on the server or servers of client, which must be a
// *redis.Client or a *redis.ClusterClient. It connects to every server that can be
// written to, and fails with typeseal.ErrConfig if one of them can forget used
// tokens: if its maxmemory-policy is not noeviction, or it has no appendonly file.
// New refuses a *redis.Ring, since it moves keys to other servers while one is
// down.
func New(ctx context.Context, client redis.UniversalClient, opts ...Option) (*Store, error) {
	ctx, cancel := deadline.With(ctx)
	defer cancel()
	s := &Store{client: client}
	for _, o := range opts {
		o(s)
	}
	return bounded(ctx, func() (*Store, error) {
		if err := s.check(ctx); err != nil {
			return nil, err
		}
		return s, nil
	})
}

var errNoClient = reason.Wrap("redisstore: no client; open the store with redisstore.New", typeseal.ErrConfig)

// Consume implements typeseal.Store. It fails if Redis does, if ctx ends, or after
// Timeout if ctx has no deadline, and with replay.ErrLate. If it fails, the token
// may be used nevertheless. A caller that redeems with a typeseal.Claim can try
// again.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	a, err := s.ask(ctx, use, use.Claim[:])
	return a.record, err
}

// Look implements typeseal.Store. It fails like Consume.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	a, err := s.ask(ctx, use, nil)
	return a.record, a.used, err
}

// bounded returns the result of f, or an error if ctx ends first. It is needed because
// go-redis, and so f, ignores the context while it waits for the network, unless
// ContextTimeoutEnabled is set. The goroutine ends when the client's own timeouts expire.
func bounded[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := f()
		answered <- answer{value, err}
	}()
	select {
	case a := <-answered:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, reason.Wrap("redisstore: no answer in time", ctx.Err())
	}
}
