package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// TestReplicas checks which numbers of replicas New accepts, and that no answer counts
// that too few replicas have confirmed: a first use, a claim again, and a use in grace.
func TestReplicas(t *testing.T) {
	c := newFleet(t, 2, func(int) []string { return nil })
	c.do(t, 2, "REPLICAOF "+c.net.Face(1)+" 6379")
	eventually(t, "the replica is up to date", func() bool { return c.says(t, 1, "state=online") })
	client := c.direct(t, 90, 1)
	for replicas, want := range map[int]string{-1: "negative", 0: "Replicas(1)", 2: "up to date"} {
		_, err := redisstore.New(t.Context(), client, redisstore.Replicas(replicas))
		if err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, typeseal.ErrConfig) != (replicas < 2) {
			t.Errorf("%d replicas: %v", replicas, err)
		}
	}
	open(t, client, redisstore.AcceptLoss())
	store := open(t, client, redisstore.Replicas(1))
	claimed := storetest.Claimed(storetest.NewUse(), storetest.Random())
	grace, late := storetest.NewUse(), storetest.Claimed(storetest.NewUse(), storetest.Random())
	grace.Grace = time.Minute
	storetest.Want(t, store, true, claimed, grace)

	c.net.Cut(func(a, b int) bool { return a <= 2 && b <= 2 })
	for _, use := range []typeseal.Use{claimed, grace, late} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if r, err := store.Consume(ctx, use); err == nil {
			t.Errorf("got %+v without the replica", r)
		}
		if r, used, err := store.Look(ctx, use); err == nil && used {
			t.Errorf("looking: got %+v without the replica", r)
		}
		cancel()
	}
	c.net.Heal()
	eventually(t, "the replica is back", func() bool { return c.says(t, 1, "state=online") })
	storetest.Want(t, store, true, claimed, late)
	storetest.Want(t, store, false, storetest.Claimed(late, storetest.Random()))
	if r, err := store.Consume(t.Context(), grace); err != nil || r.First || !grace.Accepts(r) {
		t.Errorf("within grace: %+v, %v", r, err)
	}

	// The first call after a restart checks the replica too.
	set(t, c.admin(t, 2), "replica-read-only", "no")
	storetest.Want(t, store, true, storetest.NewUse())
	must(t, c.servers[0].Restart())
	eventually(t, "the replica is back", func() bool { return c.says(t, 1, "state=online") })
	storetest.WantConsumeError(t, store, storetest.NewUse(), typeseal.ErrConfig)
	set(t, c.admin(t, 2), "replica-read-only", "yes")
	must(t, store.Check(t.Context()))
	storetest.Want(t, store, true, storetest.NewUse())
}

// TestReplicaComes checks that a store that does not wait for replicas sees that a server
// has got one, unless that cannot take over.
func TestReplicaComes(t *testing.T) {
	c := newFleet(t, 2, func(int) []string { return []string{"replica-priority", "0"} })
	store := open(t, c.direct(t, 90, 1))
	storetest.Want(t, store, true, storetest.NewUse())
	c.do(t, 2, "REPLICAOF "+c.net.Face(1)+" 6379")
	eventually(t, "the replica is up to date", func() bool { return c.says(t, 1, "state=online") })
	storetest.Want(t, store, true, storetest.NewUse())
	set(t, c.admin(t, 2), "replica-priority", "100")
	if err := store.Check(t.Context()); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("with a replica that can take over: %v", err)
	}
	c.do(t, 2, "REPLICAOF NO ONE")
	eventually(t, "the replica is gone", func() bool { return c.says(t, 1, "connected_slaves:0") })
	store = open(t, c.direct(t, 90, 1))
	c.do(t, 2, "REPLICAOF "+c.net.Face(1)+" 6379")
	eventually(t, "the replica is up to date", func() bool { return c.says(t, 1, "state=online") })
	storetest.WantConsumeError(t, store, storetest.NewUse(), typeseal.ErrConfig)
}

// TestReplicaThatOnlyReads checks that a replica that cannot take over cannot stand in for
// one that can, and that a backup by redis-cli is no replica.
func TestReplicaThatOnlyReads(t *testing.T) {
	c := newFleet(t, 3, func(host int) []string {
		return []string{"replica-priority", []string{"100", "100", "0"}[host-1]}
	})
	for host := 2; host <= 3; host++ {
		c.do(t, host, "REPLICAOF "+c.net.Face(1)+" 6379")
	}
	eventually(t, "the replicas are up to date", func() bool {
		return strings.Count(c.do(t, 1, "INFO replication"), "state=online") == 2
	})
	client := c.direct(t, 90, 1)
	if _, err := redisstore.New(t.Context(), client, redisstore.Replicas(1)); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("waiting for one of two replicas: %v", err)
	}
	store := open(t, client, redisstore.Replicas(2))
	backup, err := c.net.Dialer(91).Dial("tcp", client.Options().Addr)
	must(t, err)
	defer backup.Close()
	fmt.Fprint(backup, "SYNC\r\n")
	eventually(t, "the backup has begun", func() bool { return c.says(t, 1, "connected_slaves:3") })
	storetest.Want(t, store, true, storetest.NewUse())
	must(t, store.Check(t.Context()))
}

// TestMasterDown checks that New and Check fail while a master of a cluster is down, and
// that the other shards work.
func TestMasterDown(t *testing.T) {
	c := newCluster(t)
	client := c.cluster(t, 90)
	store := open(t, client, redisstore.Replicas(1))
	must(t, c.servers[0].Kill())
	must(t, c.servers[3].Kill())
	_, err := redisstore.New(t.Context(), c.cluster(t, 91), redisstore.Replicas(1))
	for _, err := range []error{err, store.Check(t.Context())} {
		if err == nil || errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), c.net.Face(1)) &&
			!strings.Contains(err.Error(), "a part of the cluster is down") {
			t.Error(err)
		}
	}
	t.Log(err)
}
