package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
	"github.com/typeseal/typeseal/runtime/replay"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// The errors of calls.
var (
	errNoOption = reason.Wrap("redisstore: an option is nil", typeseal.ErrConfig)
	errNoClient = reason.Wrap("redisstore: no client; open the store with redisstore.New", typeseal.ErrConfig)
	errAcks     = reason.New("too few replicas have confirmed the record in time, so it may be lost; " +
		"a call with the same typeseal.Claim can repeat this one")
	errForgotten = reason.Wrap("redisstore: the server has lost records of used tokens, and this token was issued "+
		"before, so it may have been used", replay.ErrBeforeStart)
	errChanged = reason.New("redisstore: the server's settings or role changed during the call; try again")
)

// ask asks for the token's record, and makes it unless it only looks.
func (s *Store) ask(ctx context.Context, use typeseal.Use, look bool) (answer, error) {
	if s == nil || s.client == nil {
		return answer{}, errNoClient
	}
	return deadline.Do(ctx, func(ctx context.Context) (answer, error) {
		q := newQuestion(use, look)
		own := s.own.get(s.ownBucket(q))
		server, reply, err := s.send(ctx, q, own)
		if err != nil {
			return answer{}, asking(err)
		}
		a, err := q.read(reply)
		if err == nil {
			err = s.judge(ctx, server, q, a)
		}
		if err != nil {
			return answer{}, err
		}
		s.remember(q, own, a)
		return a, a.err()
	})
}

// err returns the error for tokens that the store cannot tell anything about.
func (a answer) err() error {
	switch a.state {
	case "late":
		return replay.ErrLate
	case "forgotten":
		return errForgotten
	}
	return nil
}

// judge returns an error if the answer is one of a server that can forget used tokens. It
// checks a server when it sees it first, restarted, as a new master, or with another number
// of replicas.
func (s *Store) judge(ctx context.Context, server *redis.Client, q *question, a answer) error {
	if s.unchecked || s.trusts(a) {
		return nil
	}
	select {
	case s.checking <- struct{}{}:
		defer func() { <-s.checking }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.trusts(a) {
		return nil
	}
	if s.failed.history != a.history || time.Since(s.failed.at) > checkPause {
		history, err := s.checkShard(ctx, server, q.bucket())
		switch {
		case ctx.Err() != nil: // says nothing about the next call
			return errors.Join(err, ctx.Err())
		case err == nil && (history != a.history || a.state == "unsafe"):
			return errChanged
		}
		s.failed = failure{a.history, time.Now(), err}
	}
	return s.failed.err
}

// trusts reports whether the server that gave an answer has been checked.
func (s *Store) trusts(a answer) bool {
	_, checked := s.histories.Load(a.history)
	return checked && a.state != "unsafe"
}

// checkPause is how long calls fail with the error of a check before they check again, so
// that they do not wait for each other's checks.
const checkPause = 500 * time.Millisecond

// failure is how a check failed.
type failure struct {
	history string
	at      time.Time
	err     error
}

// remember keeps the record that this call made. It drops own if the server has lost it:
// the server has a mark instead.
func (s *Store) remember(q *question, own own, a answer) {
	if a.lost {
		s.own.drop(s.ownBucket(q), own)
	}
	if a.made.key != "" && !s.acceptLoss && !s.unchecked {
		s.own.keep(s.ownBucket(q), a.made)
	}
}

// ownBucket returns the bucket of the question for the store's own records.
func (s *Store) ownBucket(q *question) int {
	if _, cluster := s.client.(*redis.ClusterClient); cluster {
		return q.bucket()
	}
	return 0
}

// A call to a cluster is sent this often, with growing pauses in between, while servers
// say that another one has the key, or do not answer.
const (
	attempts   = 8
	firstPause = 8 * time.Millisecond
)

// send sends a question to the server that has the token's record.
func (s *Store) send(ctx context.Context, q *question, own own) (server *redis.Client, reply []string, err error) {
	pause := firstPause
	for range attempts {
		if server, err = s.master(ctx, q.key()); err == nil {
			reply, err = s.exchange(ctx, server, q, own)
		}
		if err == nil || !s.moved(ctx, err) {
			break
		}
		select {
		case <-ctx.Done():
			return server, nil, err
		case <-time.After(pause):
			pause *= 2
		}
	}
	return server, reply, err
}

// master returns the server that has a key.
func (s *Store) master(ctx context.Context, key string) (*redis.Client, error) {
	if cluster, ok := s.client.(*redis.ClusterClient); ok {
		return cluster.MasterForKey(ctx, key)
	}
	return s.client.(*redis.Client), nil
}

// moved reports whether another server of a cluster may answer instead. If so, the client
// asks the cluster which server has which keys.
func (s *Store) moved(ctx context.Context, err error) bool {
	cluster, ok := s.client.(*redis.ClusterClient)
	if !ok || errors.Is(err, redis.ErrClosed) {
		return false
	}
	if _, answered := errors.AsType[redis.Error](err); answered && !startsWith(err,
		"MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "READONLY", "LOADING", "MASTERDOWN") {
		return false
	}
	cluster.ReloadState(ctx)
	return ctx.Err() == nil && !errors.Is(err, errAcks)
}

func startsWith(err error, codes ...string) bool {
	code, _, _ := strings.Cut(err.Error(), " ")
	for _, c := range codes {
		if code == c {
			return true
		}
	}
	return false
}

// exchange sends a question to a server. If the server does not have the script, because
// it has restarted, it gets the script.
func (s *Store) exchange(ctx context.Context, server *redis.Client, q *question, own own) ([]string, error) {
	reply, err := s.call(ctx, server, "EVALSHA", scriptSHA, q, own)
	if err != nil && startsWith(err, "NOSCRIPT") {
		return s.call(ctx, server, "EVAL", script, q, own)
	}
	return reply, err
}

// call runs the script by a command, and waits for the replicas on the same connection.
// go-redis repeats both together, if at all.
func (s *Store) call(
	ctx context.Context, server *redis.Client, command, script string, q *question, own own,
) ([]string, error) {
	server, left := impatient(ctx, server)
	args := q.args(s, own, command, script)
	if s.replicas == 0 {
		return server.Do(ctx, args...).StringSlice()
	}
	pipe := server.Pipeline()
	reply := pipe.Do(ctx, args...)
	acks := pipe.Do(ctx, "WAIT", s.replicas, max(left*9/10, time.Millisecond).Milliseconds())
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	if n, err := acks.Int(); err != nil || n < s.replicas {
		return nil, errAcks
	}
	return reply.StringSlice()
}

// impatient returns a client of the server that does not wait for ever, and how long it
// waits. It is the program's own client, with its hooks, unless that has no timeouts.
func impatient(ctx context.Context, server *redis.Client) (*redis.Client, time.Duration) {
	end, _ := ctx.Deadline() // deadline.Do sets one
	left := min(max(time.Until(end), time.Millisecond), Timeout)
	options := server.Options()
	switch {
	case options.ReadTimeout > 0 && options.WriteTimeout > 0:
		return server, min(left, options.ReadTimeout)
	case options.ContextTimeoutEnabled:
		return server, left
	}
	return server.WithTimeout(left), left
}

// clock returns the second that the script uses, or "" for Redis's clock.
func (s *Store) clock() string {
	if s.now == nil {
		return ""
	}
	return fmt.Sprint(s.now().Unix())
}

// checks tells the script which settings of the server to check.
func (s *Store) checks() string {
	switch {
	case s.unchecked:
		return ""
	case s.acceptLoss:
		return "eviction"
	}
	return "all"
}
