package redisstore_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
	"github.com/typeseal/typeseal/runtime/replay/replaytest"
)

func startCluster(t *testing.T, settings ...string) *peer.Server {
	t.Helper()
	return started(t, peer.RedisCluster, settings)
}

// connectCluster dials the server's socket, whatever address the cluster names.
func connectCluster(t *testing.T, server *peer.Server) redis.UniversalClient {
	client := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: []string{"localhost:0"},
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", server.Socket())
		},
	})
	t.Cleanup(func() { client.Close() })
	return client
}

// TestCluster runs replaytest on a cluster. With -short it skips the outages, since
// a cluster takes seconds to start.
func TestCluster(t *testing.T) {
	server := startCluster(t)
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		s := subject(t, server, func() redis.UniversalClient { return connectCluster(t, server) })
		if testing.Short() {
			return replaytest.Subject{Store: s.Store, Clock: s.Clock}
		}
		return s
	})
}

// TestRefusesClustersThatForget checks that New looks at the servers of a cluster, and
// refuses a client that knows only one of them.
func TestRefusesClustersThatForget(t *testing.T) {
	server := startCluster(t, "maxmemory-policy", "allkeys-lru")
	for _, client := range []redis.UniversalClient{connectCluster(t, server), connect(t, server)} {
		if _, err := redisstore.New(context.Background(), client); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%T: got %v, want ErrConfig", client, err)
		}
		must(t, connect(t, server).ConfigSet(t.Context(), "maxmemory-policy", "noeviction").Err())
	}
	open(t, connectCluster(t, server))
}

// TestSlotMoves checks that no record gets lost and no token is redeemed twice while a
// cluster moves a slot to another server.
func TestSlotMoves(t *testing.T) {
	c := newCluster(t)
	store := open(t, c.cluster(t, 90), redisstore.Replicas(1))
	use, during, after := storetest.NewUse(), storetest.NewUse(), storetest.NewUse()
	copy(during.ID[:2], use.ID[:2])
	copy(after.ID[:2], use.ID[:2])
	storetest.Want(t, store, true, use)

	bucket := fmt.Sprintf("{%03x}", binary.BigEndian.Uint16(use.ID[:])>>6)
	number := int(c.admin(t, 1).ClusterKeySlot(t.Context(), bucket).Val())
	slot := strconv.Itoa(number)
	var keys []string
	from := 0
	for host := 1; host <= 3 && len(keys) == 0; host++ {
		from = host
		keys = c.admin(t, host).ClusterGetKeysInSlot(t.Context(), number, 10).Val()
	}
	to := from%3 + 1
	c.do(t, to, fmt.Sprintf("CLUSTER SETSLOT %s IMPORTING %s", slot, c.do(t, from, "CLUSTER MYID")))
	c.do(t, from, fmt.Sprintf("CLUSTER SETSLOT %s MIGRATING %s", slot, c.do(t, to, "CLUSTER MYID")))
	refused := func() {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		for _, use := range []typeseal.Use{use, during} {
			if r, err := store.Consume(ctx, use); err == nil {
				t.Errorf("got %+v while the slot moves", r)
			}
		}
	}
	refused()
	for _, key := range keys {
		c.do(t, from, fmt.Sprintf("MIGRATE %s %d %s 0 1000", c.net.Face(to), peer.RedisPort, key))
		refused()
	}
	for _, host := range []int{to, from, to%3 + 1} {
		c.do(t, host, fmt.Sprintf("CLUSTER SETSLOT %s NODE %s", slot, c.do(t, to, "CLUSTER MYID")))
	}
	eventually(t, "the client knows the slot's server", func() bool {
		_, used, err := store.Look(t.Context(), use)
		return err == nil && used
	})
	storetest.Want(t, store, false, use)
	storetest.Want(t, store, true, during, after)
	storetest.Want(t, store, false, during, after)
}
