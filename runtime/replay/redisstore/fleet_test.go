package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
)

// fleet is some servers on a network, of which a number are masters at first.
type fleet struct {
	net     *peer.Net
	servers []*peer.Server // the server on host i+1 is servers[i]
	hosts   []int          // of all servers, Sentinels among them
}

// downAfter is how long a server may be silent before the others replace it.
const downAfter = 500 * time.Millisecond

// newFleet starts a number of servers, each on its own host. settings returns the settings
// of the server on a host.
func newFleet(t testing.TB, size int, settings func(host int) []string) *fleet {
	t.Helper()
	n, err := peer.NewNet()
	peer.Require(t, err)
	t.Cleanup(n.Close)
	c := &fleet{net: n, servers: make([]*peer.Server, size)}
	var all sync.WaitGroup
	errs := make([]error, size)
	for i := range size {
		c.hosts = append(c.hosts, i+1)
		all.Go(func() {
			common := []string{"appendonly", "yes", "appendfsync", "always", "repl-diskless-sync-delay", "0"}
			c.servers[i], errs[i] = peer.RedisAt(n, i+1, append(common, settings(i+1)...)...)
		})
	}
	all.Wait()
	for _, s := range c.servers {
		if s != nil {
			t.Cleanup(s.Remove)
		}
	}
	peer.Require(t, errors.Join(errs...))
	return c
}

// admin returns a client of the server on a host that no cut reaches.
func (c *fleet) admin(t testing.TB, host int) *redis.Client {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: c.servers[host-1].Socket(), MaxRetries: -1})
	t.Cleanup(func() { client.Close() })
	return client
}

// do runs a command on the server on a host.
func (c *fleet) do(t testing.TB, host int, command string) string {
	t.Helper()
	var args []any
	for word := range strings.FieldsSeq(command) {
		args = append(args, word)
	}
	reply, err := c.admin(t, host).Do(context.Background(), args...).Text()
	if err != nil {
		t.Fatalf("host %d: %s: %v", host, command, err)
	}
	return reply
}

// says reports whether the INFO of the server on a host has all of some lines.
func (c *fleet) says(t testing.TB, host int, lines ...string) bool {
	info, err := c.admin(t, host).Info(context.Background(), "everything").Result()
	for _, line := range lines {
		if err != nil || !strings.Contains(info, line) {
			return false
		}
	}
	return true
}

// eventually waits until a condition is true.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in a minute: %s", what)
		}
	}
}

// newCluster starts a cluster of three masters on hosts 1 to 3, with a replica each on
// hosts 4 to 6. The replicas have more settings.
func newCluster(t testing.TB, replicas ...string) *fleet {
	t.Helper()
	c := newFleet(t, 6, func(host int) []string {
		settings := []string{"cluster-enabled", "yes", "cluster-replica-validity-factor", "0",
			"cluster-node-timeout", fmt.Sprint(int(downAfter / time.Millisecond))}
		if host > 3 {
			settings = append(settings, replicas...)
		}
		return settings
	})
	for i, slots := range []string{"0 5460", "5461 10922", "10923 16383"} {
		c.do(t, i+1, "CLUSTER ADDSLOTSRANGE "+slots)
		c.do(t, i+1, "CLUSTER SET-CONFIG-EPOCH "+fmt.Sprint(i+1))
	}
	for host := 2; host <= 6; host++ {
		c.do(t, 1, fmt.Sprintf("CLUSTER MEET %s %d", c.net.Face(host), peer.RedisPort))
	}
	eventually(t, "all know all", func() bool {
		for _, host := range c.hosts {
			if !strings.Contains(c.do(t, host, "CLUSTER INFO"), "cluster_known_nodes:6") ||
				strings.Contains(c.do(t, host, "CLUSTER NODES"), "handshake") {
				return false
			}
		}
		return true
	})
	for host := 1; host <= 3; host++ {
		c.do(t, host+3, "CLUSTER REPLICATE "+c.do(t, host, "CLUSTER MYID"))
	}
	c.awaitCluster(t)
	return c
}

// awaitCluster waits until each of three masters has a replica and all agree about them.
func (c *fleet) awaitCluster(t testing.TB) {
	t.Helper()
	eventually(t, "the cluster has three masters, each with a replica", func() bool {
		masters := 0
		for _, host := range c.hosts {
			if !strings.Contains(c.do(t, host, "CLUSTER INFO"), "cluster_state:ok") {
				return false
			}
			nodes := c.do(t, host, "CLUSTER NODES")
			if strings.Contains(nodes, "fail") || strings.Count(nodes, " connected ") != 3 &&
				strings.Count(nodes, "slave") != 3 {
				return false
			}
			if c.says(t, host, "role:master", "slave0:", "state=online") {
				masters++
			} else if !c.says(t, host, "role:slave", "master_link_status:up") {
				return false
			}
		}
		return masters == 3
	})
}

// newSentinel starts a master on host 1, replicas on hosts 2 and 3, and Sentinels on hosts
// 4 to 6.
func newSentinel(t testing.TB) *fleet {
	t.Helper()
	c := newFleet(t, 3, func(int) []string { return nil })
	for host := 2; host <= 3; host++ {
		c.do(t, host, fmt.Sprintf("REPLICAOF %s %d", c.net.Face(1), peer.RedisPort))
	}
	for host := 4; host <= 6; host++ {
		s, err := peer.SentinelAt(c.net, host, 1, 2, downAfter)
		peer.Require(t, err)
		t.Cleanup(s.Remove)
		c.servers, c.hosts = append(c.servers, s), append(c.hosts, host)
	}
	c.awaitSentinel(t)
	return c
}

// awaitSentinel waits until there is one master with two replicas, and the Sentinels know
// all of them and each other.
func (c *fleet) awaitSentinel(t testing.TB) {
	t.Helper()
	eventually(t, "one master has two replicas", func() bool {
		masters := 0
		for host := 1; host <= 3; host++ {
			if c.says(t, host, "role:master") {
				masters++
				info := c.do(t, host, "INFO replication")
				if strings.Count(info, "state=online") != 2 {
					return false
				}
			} else if !c.says(t, host, "master_link_status:up") {
				return false
			}
		}
		for host := 4; host <= 6; host++ {
			if !c.says(t, host, "status=ok", "slaves=2,sentinels=3") {
				return false
			}
		}
		return masters == 1
	})
}

// masterOf returns the host of the only master among some hosts.
func (c *fleet) masterOf(t testing.TB, hosts ...int) int {
	t.Helper()
	for _, host := range hosts {
		if c.says(t, host, "role:master") {
			return host
		}
	}
	t.Fatal("no master")
	return 0
}

// shardOf returns the master and the replica of a shard of the cluster.
func (c *fleet) shardOf(t testing.TB, shard int) (master, replica int) {
	t.Helper()
	if c.masterOf(t, shard, shard+3) == shard {
		return shard, shard + 3
	}
	return shard + 3, shard
}

// dial returns the Dialer of a client on a host.
func (c *fleet) dial(host int) func(ctx context.Context, network, address string) (net.Conn, error) {
	return c.net.Dialer(host).DialContext
}

// cluster returns a client of the cluster on a host.
func (c *fleet) cluster(t testing.TB, host int) *redis.ClusterClient {
	var addresses []string
	for _, host := range c.hosts {
		addresses = append(addresses, fmt.Sprintf("%s:%d", c.net.Face(host), peer.RedisPort))
	}
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addresses, Dialer: c.dial(host)})
	t.Cleanup(func() { client.Close() })
	return client
}

// failover returns a client on a host that asks the Sentinels for the master.
func (c *fleet) failover(t testing.TB, host int) *redis.Client {
	var addresses []string
	for host := 4; host <= 6; host++ {
		addresses = append(addresses, fmt.Sprintf("%s:%d", c.net.Face(host), peer.SentinelPort))
	}
	client := redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: "master", SentinelAddrs: addresses, Dialer: c.dial(host),
	})
	t.Cleanup(func() { client.Close() })
	return client
}

// direct returns a client on a host of the server on another host.
func (c *fleet) direct(t testing.TB, from, to int) *redis.Client {
	client := redis.NewClient(&redis.Options{
		Addr: fmt.Sprintf("%s:%d", c.net.Face(to), peer.RedisPort), Dialer: c.dial(from),
	})
	t.Cleanup(func() { client.Close() })
	return client
}
