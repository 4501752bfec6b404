package redisstore

import (
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/reason"
)

// explanation is what to do about an error of Redis.
type explanation struct {
	code  string // is in the text of the error
	text  string
	class error // typeseal.ErrConfig if trying again does not help, else nil
}

const rights = "the user may not do what the store does; allow it with " +
	"ACL SETUSER name ~typeseal:* +eval +evalsha +get +set +time +info +wait +cluster|slots +cluster|info, " +
	"and +select if the client has a DB"

var explanations = []explanation{
	{"NOPERM", rights, typeseal.ErrConfig},
	{"ACL failure in script", rights, typeseal.ErrConfig},  // from Redis 7.2 and in Valkey
	{"can't run this command", rights, typeseal.ErrConfig}, // the same before
	{"WRONGPASS", "the user's name or password is wrong", typeseal.ErrConfig},
	{"NOAUTH", "the server wants a password; give it to the client", typeseal.ErrConfig},
	{"cluster support disabled", "the server is not one of a Redis Cluster; use redis.NewClient", typeseal.ErrConfig},
	{"WRONGTYPE", "something else has written the token's key; give the store a database of its own",
		typeseal.ErrConfig},
	{"OOM", "the server is out of memory, and forgets nothing; raise its maxmemory", nil},
	{"LOADING", "the server is still loading its data", nil},
	{"READONLY", "the server is a replica, so that its answer does not count; connect to its master", nil},
	{"MISCONF", "the server cannot write to its disk; look at its log", nil},
	{"NOREPLICAS", "the server has fewer replicas than its min-replicas-to-write", nil},
	{"CLUSTERDOWN", "a part of the cluster is down", nil},
	{"MOVED", "the servers of the cluster do not agree which of them has the token's key", nil},
	{"TRYAGAIN", "the cluster is moving the token's key to another server", nil},
	{"ASK", "the cluster is moving the token's key to another server", nil},
}

// asking returns the error of a call. If there is an explanation it is a reason, whose text
// typeseal shows in its own error.
func asking(err error) error {
	if r, ok := explain(err).(*reason.Error); ok {
		return reason.Wrap("redisstore: "+r.Error(), r)
	}
	return fmt.Errorf("redisstore: asking for the token: %w", err)
}

// unchecked returns the error for a server that could not be checked.
func unchecked(name string, err error) error {
	return fmt.Errorf("redisstore: %s cannot be checked: %w", name, explain(err))
}

// explain says what to do about an error of Redis. It returns other errors unchanged.
func explain(err error) error {
	if errors.Is(err, redis.ErrClosed) {
		return reason.Wrap("the client is closed", typeseal.ErrConfig, err)
	}
	if _, ok := errors.AsType[redis.Error](err); !ok {
		return err
	}
	for _, e := range explanations {
		if !strings.Contains(err.Error(), e.code) {
			continue
		}
		if e.class == nil {
			return reason.Wrap(e.text, err)
		}
		return reason.Wrap(e.text, e.class, err)
	}
	return err
}
