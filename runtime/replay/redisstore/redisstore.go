// Package redisstore remembers used tokens in Redis, version 6 or later, or in
// Valkey, so that any number of processes redeem each single-use token once. It was tested
// with Redis 6.2, 7.0 and 8.2 and Valkey 9.1, and with go-redis 9.7 and 9.23.
//
//	store, err := redisstore.New(ctx, redis.NewClient(options))
//	err = invite.Redeem(ctx, keys, store, token)
//
// A used token is one key, typeseal:{<bucket>}:<salt>:<id>, which takes about 240 bytes.
// It expires an hour after the token's end by Redis's clock.
//
// In a testing/synctest bubble, give the store the bubble's clock:
//
//	store, err := redisstore.New(ctx, client, redisstore.Clock(time.Now))
//
// # What the servers need
//
//   - maxmemory-policy noeviction. Otherwise used tokens work again when memory runs out.
//     With noeviction, redeeming fails then.
//   - appendonly yes, on the replicas too, and in the configuration file. Otherwise used
//     tokens work again after a restart. With appendfsync everysec, Redis's default, those
//     that were used in the last two seconds before the machine lost its power may work
//     again. With appendfsync always none do.
//   - Replicas(n), if each master has n replicas. Otherwise tokens work again after a
//     failover if the new master had not received their records, and can be redeemed twice
//     while a network is split.
//   - replica-read-only yes, and clients that connect to masters.
//   - A user with these rights, if the server has users:
//     ACL SETUSER name ~typeseal:* +eval +evalsha +get +set +time +info +wait +cluster|slots +cluster|info,
//     and +select if the client has a DB.
//
// New and Check refuse servers that do not have this, and say what to change. Each call
// checks the role and the settings of the server that answers it, because somebody may
// have changed them. The first call after a restart or a failover, or after a replica has
// come or gone, checks the server and its replicas like Check.
//
// # Lost records
//
// A store remembers a record that it made, and asks for it in each call. If the record is
// gone, the server has lost records: somebody has restored an older backup or deleted
// everything, or a replica without all records has taken over. Then all stores fail with
// replay.ErrBeforeStart for tokens that were issued before that, by the clocks of their
// issuers, and have no record. Tokens that are issued later work. The marks for this are
// keys typeseal:{<bucket>}:lost.
//
// # Limits
//
// Redis cannot promise more than this:
//
//   - Lost records are noticed only by a program that has redeemed a token before, and
//     still runs. In a cluster, each program notices only its own, in each of 1024 buckets.
//   - If a replica takes over that was away and is not up to date yet, records are lost,
//     although enough replicas have confirmed them. Redis does not ask the others.
//   - While too few replicas can be reached, nobody redeems tokens.
//   - While a cluster moves a slot, redeeming the tokens of that slot fails, and if the
//     slot's new server dies before its replicas have the records, they are lost.
//   - A check of the configuration file is possible only on the server's machine.
package redisstore

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// Timeout is how long a call may take if its context has no deadline: 5 seconds.
const Timeout = deadline.Default

// Store is a typeseal.Store in Redis. It is safe for concurrent use.
type Store struct {
	client     redis.UniversalClient
	replicas   int
	acceptLoss bool
	unchecked  bool             // for tests of what the checks prevent
	now        func() time.Time // nil: Redis's clock

	own       ownRecords
	histories sync.Map      // the histories of servers that were checked
	checking  chan struct{} // holds one value during a check that a call has caused
	failed    failure       // of the last such check
}

// An Option configures a store.
type Option func(*Store)

// Replicas makes a call wait until n replicas have confirmed the record, so that the
// record survives a failover. If fewer do so before the deadline, or before the client's
// ReadTimeout, the call fails, and a caller that redeems with a typeseal.Claim can try
// again.
//
// Give the number of all replicas of each master, including those that are down at the
// moment. If n is less, a replica that does not have the record can become the master. So
// New refuses a master that has more replicas, unless none of them can take over, because
// all have replica-priority 0.
func Replicas(n int) Option {
	return func(s *Store) { s.replicas = n }
}

// AcceptLoss makes the store accept servers that can forget used tokens: those without
// an appendonly file, and masters with more replicas than Replicas says. Such a store does
// not notice either if a server has lost records.
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
// *redis.Client or a *redis.ClusterClient. It fails like Check.
func New(ctx context.Context, client redis.UniversalClient, opts ...Option) (*Store, error) {
	s := &Store{client: client, checking: make(chan struct{}, 1)}
	for _, o := range opts {
		if o == nil {
			return nil, errNoOption
		}
		o(s)
	}
	if s.replicas < 0 {
		return nil, fmt.Errorf("%w: redisstore.Replicas(%d): the number is negative", typeseal.ErrConfig, s.replicas)
	}
	if err := s.Check(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Consume implements typeseal.Store. It fails if Redis does, if ctx ends, or after
// Timeout if ctx has no deadline, and with replay.ErrLate. It fails with
// replay.ErrBeforeStart if the server has lost records since the token was issued. If it
// fails, the token may be used nevertheless. A caller that redeems with a typeseal.Claim
// can try again.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	a, err := s.ask(ctx, use, false)
	return a.record, err
}

// Look implements typeseal.Store. It fails like Consume.
func (s *Store) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	a, err := s.ask(ctx, use, true)
	return a.record, a.state == "used", err
}
