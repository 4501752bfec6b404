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
	server, err := peer.RedisCluster(append([]string{"appendonly", "yes", "appendfsync", "always"}, settings...)...)
	peer.Require(t, err)
	t.Cleanup(server.Remove)
	return server
}

// connectCluster dials the server's socket whatever address the cluster names.
func connectCluster(t *testing.T, server *peer.Server) *redis.ClusterClient {
	client := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: []string{"localhost:0"},
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", server.Socket())
		},
	})
	t.Cleanup(func() { client.Close() })
	return client
}

// TestCluster runs the conformance suite on a cluster, without the outages with
// -short: a cluster takes seconds to start.
func TestCluster(t *testing.T) {
	server := startCluster(t)
	replaytest.Run(t, func(t *testing.T) replaytest.Subject {
		subject := replaytest.Subject{Store: open(t, connectCluster(t, server))}
		if testing.Short() {
			return subject
		}
		subject.Restart = func() (typeseal.Store, error) {
			if err := errors.Join(server.Kill(), server.Start()); err != nil {
				return nil, err
			}
			return open(t, connectCluster(t, server)), nil
		}
		subject.Down = func() (func() error, error) { return server.Start, server.Kill() }
		subject.Hang = func() (func() error, error) { return server.Resume, server.Pause() }
		return subject
	})
}

// TestRefusesClustersThatForget is R07 where the client finds the servers.
func TestRefusesClustersThatForget(t *testing.T) {
	client := connectCluster(t, startCluster(t, "maxmemory-policy", "allkeys-lru"))
	if _, err := redisstore.New(context.Background(), client); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("got %v, want ErrConfig", err)
	}
}
