package redisstore

import (
	"errors"
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

const rights = "redisstore: the user may not do what the store does; allow it with " +
	"ACL SETUSER name ~typeseal:* +eval +get +set +time +info +wait +cluster|slots +cluster|info, " +
	"and +select if the client has a DB"

var explanations = []explanation{
	{"NOPERM", rights, typeseal.ErrConfig},
	{"can't run this command", rights, typeseal.ErrConfig}, // by a script, in Redis 6
	{"WRONGPASS", "redisstore: the user's name or password is wrong", typeseal.ErrConfig},
	{"NOAUTH", "redisstore: the server wants a password; give it to the client", typeseal.ErrConfig},
	{"WRONGTYPE", "redisstore: something else has written the token's key; give the store a database of its own",
		typeseal.ErrConfig},
	{"OOM", "redisstore: the server is out of memory, and forgets nothing; raise its maxmemory", nil},
	{"LOADING", "redisstore: the server is still loading its data", nil},
	{"READONLY", "redisstore: the server is a replica, so that its answer does not count; connect to its master", nil},
	{"MISCONF", "redisstore: the server cannot write to its disk; look at its log", nil},
	{"NOREPLICAS", "redisstore: the server has fewer replicas than its min-replicas-to-write", nil},
	{"CLUSTERDOWN", "redisstore: a part of the cluster is down", nil},
	{"MOVED", "redisstore: the servers of the cluster do not agree which of them has the token's key", nil},
	{"TRYAGAIN", "redisstore: the cluster is moving the token's key to another server", nil},
	{"ASK", "redisstore: the cluster is moving the token's key to another server", nil},
}

// explain says what to do about an error of Redis. It returns other errors unchanged.
func explain(err error) error {
	if errors.Is(err, redis.ErrClosed) {
		return reason.Wrap("redisstore: the client is closed", typeseal.ErrConfig, err)
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
