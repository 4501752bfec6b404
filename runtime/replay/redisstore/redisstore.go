// Package redisstore keeps the single-use tokens that were redeemed in Redis 6
// or later, or Valkey, so that any number of processes redeem each token once.
//
//	store, err := redisstore.New(ctx, redis.NewClient(options))
//	err = invite.Redeem(ctx, keys, store, token)
//
// A token is one key, typeseal:<salt>:<id>, that Redis itself forgets an hour
// after the token's end by Redis's clock; it takes about 200 bytes.
//
// In a test with testing/synctest, whose time is not Redis's, the store takes the
// test's:
//
//	store, err := redisstore.New(ctx, client, redisstore.Clock(time.Now))
//
// What this store cannot promise depends on the server's settings:
//
//   - appendonly yes and appendfsync always: nothing that was answered is lost
//     when the server dies.
//   - appendfsync everysec, Redis's default: what was redeemed in the last two
//     seconds before the server died may work again.
//   - No appendonly file: what was redeemed since the last snapshot, or ever,
//     works again after a restart, so New refuses such a server unless told
//     otherwise.
//   - A failover, Sentinel's or a cluster's: what the new primary had not
//     received yet works again, since Redis replicates without waiting.
//   - An eviction policy other than noeviction, set after New has looked: tokens
//     work again when memory runs out. With noeviction redeeming fails instead.
package redisstore

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
)

// Timeout bounds a Consume whose context has no deadline of its own.
const Timeout = 5 * time.Second

// Store is a typeseal.Store in Redis. It is safe for concurrent use.
type Store struct {
	client redis.UniversalClient
	now    func() time.Time // nil: Redis's clock
}

// An Option adjusts New.
type Option func(*settings)

type settings struct {
	checks
	now func() time.Time
}

// AcceptLoss lets New take a server without appendonly file, which forgets used
// tokens when it restarts.
func AcceptLoss() Option {
	return func(s *settings) { s.acceptLoss = true }
}

// Clock makes the store judge what is too late by now instead of Redis's clock.
// It is for tests, such as those in a testing/synctest bubble, where time.Now is
// not Redis's time; Redis itself forgets by its own clock all the same. In
// production leave it out: the clocks of several machines differ.
func Clock(now func() time.Time) Option {
	return func(s *settings) { s.now = now }
}

// New returns a store on the server, or servers, of client: a *redis.Client or a
// *redis.ClusterClient. It fails with typeseal.ErrConfig where a server might
// forget used tokens: its maxmemory-policy is not noeviction, or it has no
// appendonly file. A *redis.Ring is refused, since it moves keys to another
// server when theirs is down.
func New(ctx context.Context, client redis.UniversalClient, opts ...Option) (*Store, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	var set settings
	for _, o := range opts {
		o(&set)
	}
	return bounded(ctx, func() (*Store, error) {
		if err := set.each(ctx, client); err != nil {
			return nil, err
		}
		return &Store{client, set.now}, nil
	})
}

// script looks and writes as one: Redis runs a script alone. It returns its
// caller's nonce, as proof that the answer is to this question and to no other
// on the same connection (CVE-2025-29923), and what stands in the key now. It is
// sent whole: EVALSHA is no faster, and programs in FIPS-only mode have no SHA-1.
const script = `
local now = ARGV[6] ~= '' and ARGV[6] or redis.call('TIME')[1]
local left = tonumber(ARGV[3]) - tonumber(now)
local claim = redis.call('GET', KEYS[1])
if not claim then
	if left < -tonumber(ARGV[5]) then
		return {ARGV[1], 'late'}
	end
	redis.call('SET', KEYS[1], ARGV[2], 'EX', left + tonumber(ARGV[4]))
	claim = ARGV[2]
end
return {ARGV[1], claim}
`

var (
	errOtherReply = reason.New("redisstore: the reply to another request")
	errNoAnswer   = reason.New("redisstore: no answer in time")
	errNoClient   = reason.Wrap("redisstore: a Store that New did not return", typeseal.ErrConfig)
)

// Consume implements typeseal.Store. It fails where Redis does, with
// replay.ErrLate, or at the end of the context, which is after Timeout where it
// has no deadline. A token whose redeeming failed may have been consumed all the
// same; with a typeseal.Claim its caller may ask again.
func (s *Store) Consume(ctx context.Context, use typeseal.Use) (first bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if s == nil || s.client == nil {
		return false, errNoClient
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	return bounded(ctx, func() (bool, error) { return s.ask(ctx, use) })
}

func (s *Store) ask(ctx context.Context, use typeseal.Use) (first bool, err error) {
	var nonce [16]byte
	rand.Read(nonce[:])
	// Without a claim the nonce serves as one: where go-redis sends a request
	// again because the answer was lost, it is still the same caller's.
	claim := use.Claim
	if claim == [16]byte{} {
		claim = nonce
	}
	key := "typeseal:" + use.Salt + ":" + base64.RawURLEncoding.EncodeToString(use.ID[:])
	reply, err := s.client.Eval(ctx, script, []string{key}, nonce[:], claim[:],
		use.ExpiresAt.Unix(), int64(replay.Grace/time.Second), int64(replay.MaxLate/time.Second), s.clock()).StringSlice()
	switch {
	case err != nil:
		return false, err
	case len(reply) != 2 || reply[0] != string(nonce[:]):
		return false, errOtherReply
	case reply[1] == "late":
		return false, replay.ErrLate
	}
	return reply[1] == string(claim[:]), nil
}

// clock is the script's time: the empty string means Redis's own.
func (s *Store) clock() string {
	if s.now == nil {
		return ""
	}
	return strconv.FormatInt(s.now().Unix(), 10)
}

func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, Timeout)
}

// bounded is f's answer, or the context's error where that comes first. go-redis
// heeds a context while it waits for the network only where ContextTimeoutEnabled
// is set, and so does f; its goroutine ends with the client's own timeouts.
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
		return none, fmt.Errorf("%w: %w", errNoAnswer, ctx.Err())
	}
}
