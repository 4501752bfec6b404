package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/deadline"
)

// Check checks every server and its replicas: their roles, their settings, and whether the
// store's script works and the replicas confirm what it writes. It fails with
// typeseal.ErrConfig, and says what to change, if a server can forget used tokens or the
// user has too few rights. It fails with another error if a server is down. Use it for
// the health endpoint of a program.
func (s *Store) Check(ctx context.Context) error {
	if s == nil || s.client == nil {
		return fmt.Errorf("%w: redisstore requires a *redis.Client or a *redis.ClusterClient; this is nil",
			typeseal.ErrConfig)
	}
	if s.unchecked {
		return nil
	}
	_, err := deadline.Do(ctx, func(ctx context.Context) (none struct{}, err error) {
		return none, s.check(ctx)
	})
	return err
}

func (s *Store) check(ctx context.Context) error {
	switch client := s.client.(type) {
	case *redis.Client:
		if client != nil {
			_, err := s.checkShard(ctx, client, 0)
			return err
		}
	case *redis.ClusterClient:
		if client != nil {
			return s.checkCluster(ctx, client)
		}
	}
	return fmt.Errorf("%w: redisstore requires a *redis.Client or a *redis.ClusterClient; this is a %T, or nil",
		typeseal.ErrConfig, s.client)
}

// checkCluster checks all shards.
func (s *Store) checkCluster(ctx context.Context, client *redis.ClusterClient) error {
	var lock sync.Mutex
	var masters []*redis.Client
	err := client.ForEachMaster(ctx, func(_ context.Context, master *redis.Client) error {
		lock.Lock()
		defer lock.Unlock()
		masters = append(masters, master)
		return nil
	})
	if err != nil {
		return unchecked("the cluster", err)
	}
	owned := make(map[*redis.Client]int)
	for bucket := range buckets {
		if master, err := client.MasterForKey(ctx, keysIn(bucket)); err == nil {
			owned[master] = bucket
		}
	}
	for _, master := range masters {
		bucket, ok := owned[master]
		if !ok {
			bucket = noBucket
		}
		if _, err := s.checkShard(ctx, master, bucket); err != nil {
			return err
		}
	}
	return nil
}

// noBucket is for a server that has no records, because it has few slots of the cluster.
const noBucket = -1

// checkShard checks a master and its replicas, and runs the script for a bucket. It
// returns the master's history, and remembers it.
func (s *Store) checkShard(ctx context.Context, master *redis.Client, bucket int) (string, error) {
	name := nameOf(master)
	i, err := askInfo(ctx, master, "server", "replication", "memory", "persistence", "cluster")
	if err != nil {
		return "", unchecked(name, err)
	}
	if err := s.checkMaster(ctx, name, master, i); err != nil {
		return "", err
	}
	if err := s.checkReplicas(ctx, name, master, i); err != nil {
		return "", err
	}
	if err := s.checkScript(ctx, name, master, i, bucket); err != nil {
		return "", err
	}
	history := i.history()
	s.histories.Store(history, true)
	return history, nil
}

// checkMaster checks what a master says about itself.
func (s *Store) checkMaster(ctx context.Context, name string, master *redis.Client, i info) error {
	if i["role"] != "master" {
		return fmt.Errorf("%w: redisstore: %s is a replica, which may not have all records; connect to its master",
			typeseal.ErrConfig, name)
	}
	if err := i.unsafe(name, s.acceptLoss); err != nil || !i.cluster() {
		return err
	}
	if _, ok := s.client.(*redis.Client); ok {
		return fmt.Errorf("%w: redisstore: %s is one of a Redis Cluster; use redis.NewClusterClient",
			typeseal.ErrConfig, name)
	}
	client, _ := impatient(ctx, master)
	text, err := client.ClusterInfo(ctx).Result()
	if err != nil {
		return unchecked(name, err)
	}
	for _, line := range []string{"cluster_state:ok", "cluster_slots_assigned:16384", "cluster_slots_fail:0"} {
		if !strings.Contains(text, line+"\r\n") {
			return fmt.Errorf("redisstore: %s: a part of the cluster is down: its CLUSTER INFO does not say %s",
				name, line)
		}
	}
	return nil
}

// checkReplicas checks the replicas of a master. WAIT counts replicas, whichever they are.
// So if one of them can take over, all of them must confirm a record.
func (s *Store) checkReplicas(ctx context.Context, name string, master *redis.Client, i info) error {
	all := i.replicas()
	online, heirs := 0, 0
	for _, r := range all {
		heir, err := false, error(nil)
		if !s.acceptLoss {
			heir, err = checkReplica(ctx, master, r)
		}
		switch {
		case err != nil:
			return err
		case heir:
			heirs++
		}
		if r.online {
			online++
		}
	}
	if heirs > 0 && s.replicas < len(all) {
		return fmt.Errorf("%w: redisstore: %s has %d replicas, and one that does not have all records can take over; "+
			"give the option redisstore.Replicas(%d), or redisstore.AcceptLoss",
			typeseal.ErrConfig, name, len(all), len(all))
	}
	if online < s.replicas {
		return fmt.Errorf("redisstore: %s has %d replicas that are up to date, and redisstore.Replicas(%d) "+
			"waits for more", name, online, s.replicas)
	}
	return nil
}

// checkReplica checks a replica. heir reports whether it can become the master.
func checkReplica(ctx context.Context, master *redis.Client, r replica) (heir bool, err error) {
	name := "the replica " + r.address
	client := beside(master, r.address)
	defer client.Close()
	i, err := askInfo(ctx, client, "server", "replication", "memory", "persistence", "cluster")
	if err != nil {
		return false, unchecked(name, err)
	}
	if i["slave_read_only"] == "0" {
		return false, fmt.Errorf("%w: redisstore: %s accepts writes, so that used tokens work again there; "+
			"set replica-read-only to yes", typeseal.ErrConfig, name)
	}
	if i["slave_priority"] == "0" && !i.cluster() {
		return false, nil
	}
	if i["master_link_status"] != "up" || i["master_sync_in_progress"] == "1" {
		return true, nil // it turns its appendonly file off while it gets all data
	}
	return true, i.unsafe(name, false)
}

// beside returns a client of another server that has the options of client.
func beside(client *redis.Client, address string) *redis.Client {
	options := *client.Options()
	if options.Addr == failover { // its dialer connects to the master only
		options.Dialer = nil
	}
	options.Network, options.Addr = "tcp", address
	options.MaxRetries, options.PoolSize, options.MinIdleConns = -1, 1, 0
	return redis.NewClient(&options)
}

// checkScript runs the store's script in both ways, for a token that nobody has.
func (s *Store) checkScript(ctx context.Context, name string, master *redis.Client, i info, bucket int) error {
	if bucket == noBucket {
		return nil
	}
	now := time.Now()
	if micros := i.number("server_time_usec"); micros > 0 {
		now = time.UnixMicro(micros)
	}
	if s.now != nil {
		now = s.now()
	}
	end := now.Add(time.Minute)
	q := newQuestion(typeseal.Use{ID: idIn(bucket), IssuedAt: end, ExpiresAt: end, Grace: time.Minute}, false)
	for _, call := range [][2]string{{"EVAL", script}, {"EVALSHA", scriptSHA}} {
		reply, err := s.call(ctx, master, call[0], call[1], q, own{})
		if err != nil {
			return unchecked(name, err)
		}
		if a, err := q.read(reply); err != nil || a.state != "used" {
			return errors.Join(errChanged, err)
		}
	}
	return nil
}

// failover is the address of clients that ask Sentinel for the master.
const failover = "FailoverClient"

// nameOf returns the name of a server for errors.
func nameOf(server *redis.Client) string {
	if address := server.Options().Addr; address != failover {
		return "the server " + address
	}
	return "the master that Sentinel names"
}
