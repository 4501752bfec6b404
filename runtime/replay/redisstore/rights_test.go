package redisstore_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// rights are the rights that the package's documentation gives the user.
const rights = "~typeseal:* +eval +evalsha +get +set +time +info +wait +cluster|slots +cluster|info"

// TestRights checks that a user with the documented rights can do what the store does,
// and that the error for a user with one less names the rights.
func TestRights(t *testing.T) {
	single := startRedis(t)
	cluster := startCluster(t)
	for _, test := range []struct {
		name    string
		server  *peer.Server
		connect func(t *testing.T) redis.UniversalClient
		needs   string
	}{
		{"one server", single, func(t *testing.T) redis.UniversalClient { return asUser(t, single) },
			"~typeseal:* +eval +evalsha +get +set +time +info"},
		{"cluster", cluster, func(t *testing.T) redis.UniversalClient { return clusterAsUser(t, cluster) },
			"~typeseal:* +eval +evalsha +get +set +time +info +cluster|slots +cluster|info"},
	} {
		needs := strings.Fields(test.needs)
		for without := range len(needs) + 1 {
			given, want := needs, error(nil)
			name := test.name
			if without < len(needs) {
				given, want = slices.Delete(slices.Clone(needs), without, without+1), typeseal.ErrConfig
				name += " without " + needs[without]
			}
			setUser(t, test.server, given)
			store, err := redisstore.New(t.Context(), test.connect(t))
			if !errors.Is(err, want) || want != nil && !strings.Contains(err.Error(), rights) {
				t.Errorf("%s: %v", name, err)
			}
			if store != nil {
				use := storetest.NewUse()
				storetest.Want(t, store, true, use)
				storetest.WantUsed(t, store, true, use)
				storetest.Want(t, store, false, use)
			}
		}
	}
	setUser(t, single, strings.Fields(rights))
	_, err := redisstore.New(t.Context(), asUser(t, single), redisstore.Replicas(1))
	if err == nil || errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "0 replicas") {
		t.Errorf("waiting for a replica that is not there: %v", err)
	}
}

// setUser gives the user typeseal some rights, and no others.
func setUser(t *testing.T, server *peer.Server, rights []string) {
	t.Helper()
	admin := redis.NewClient(&redis.Options{Network: "unix", Addr: server.Socket()})
	defer admin.Close()
	args := []any{"ACL", "SETUSER", "typeseal", "reset", "on", ">secret"}
	for _, r := range rights {
		args = append(args, r)
	}
	if err := admin.Do(context.Background(), args...).Err(); err != nil {
		t.Fatal(err)
	}
}

func asUser(t *testing.T, server *peer.Server) *redis.Client {
	client := redis.NewClient(&redis.Options{
		Network: "unix", Addr: server.Socket(), Username: "typeseal", Password: "secret",
	})
	t.Cleanup(func() { client.Close() })
	return client
}

func clusterAsUser(t *testing.T, server *peer.Server) *redis.ClusterClient {
	client := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: []string{"localhost:0"}, Username: "typeseal", Password: "secret",
		Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", server.Socket())
		},
	})
	t.Cleanup(func() { client.Close() })
	return client
}
