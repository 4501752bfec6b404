package redisstore_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
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

// TestRefusesClustersThatForget checks that New looks at the servers of a cluster.
func TestRefusesClustersThatForget(t *testing.T) {
	client := connectCluster(t, startCluster(t, "maxmemory-policy", "allkeys-lru"))
	if _, err := redisstore.New(context.Background(), client); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("got %v, want ErrConfig", err)
	}
}
