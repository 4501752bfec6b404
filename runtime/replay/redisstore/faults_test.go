package redisstore_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/peer"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// update writes the table of TestFaults into LOAD.md.
var update = flag.Bool("update", false, "write the table of TestFaults into LOAD.md")

// row is a fault in the table of LOAD.md. run returns the figures of a store with options.
type row struct {
	fault    string
	run      func(t *testing.T, c *fleet, opts ...redisstore.Option) figures
	replicas int // the option Replicas
}

// rows are the faults, by the servers that they need.
var rows = []struct {
	fleet string
	start func(t testing.TB) *fleet // nil: each fault starts its own
	rows  []row
}{
	{"Cluster", func(t testing.TB) *fleet { return newCluster(t) }, []row{
		{"Cluster: a master is killed while its replica lags", clusterKilled, 1},
		{"Cluster: split", clusterSplit, 1},
	}},
	{"Sentinel", newSentinel, []row{
		{"Sentinel: the master is killed while its replicas lag", sentinelKilled, 2},
		{"Sentinel: split", sentinelSplit, 2},
	}},
	{"Planned", nil, []row{
		{"Cluster: replicas without appendonly take over, and restart", withoutAppendonly, 1},
		{"The same, appendonly off on the replicas by CONFIG SET", appendonlyOffOnReplicas, 1},
	}},
	{"One server", nil, []row{
		{"appendonly off by CONFIG SET, then a restart", appendonlyOff, 0},
		{"allkeys-lru by CONFIG SET, memory full", evicting, 0},
		{"appendonly on, but not in the file, then a restart", notInFile, 0},
		{"Some clients use a writable replica", writableReplica, 0},
		{"An older backup is restored", backupRestored, 0},
		{"FLUSHALL", flushed, 0},
	}},
}

// TestFaults drills the faults of Redis with replicas and with settings that somebody
// changes. It compares a store without Replicas and without checks, which must accept a
// token too often, with the store as it is, which must not. With -long it takes minutes,
// and writes the table in LOAD.md:
//
//	go test -run TestFaults -timeout 30m . -long -update
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	table := make([][]string, len(rows))
	var all sync.WaitGroup
	for i, group := range rows {
		drill := func() {
			t.Run(group.fleet, func(t *testing.T) {
				var c *fleet
				if group.start != nil {
					c = group.start(t)
				}
				for _, row := range group.rows {
					t.Run(row.fault, func(t *testing.T) { table[i] = append(table[i], row.compare(t, c)) })
				}
			})
		}
		if *long {
			drill()
		} else {
			all.Go(drill) // together, since they mostly wait
		}
	}
	all.Wait()
	var text strings.Builder
	for _, group := range table {
		text.WriteString(strings.Join(group, ""))
	}
	t.Logf("tokens accepted too often:\n%s", text.String())
	if *update {
		must(t, writeTable(text.String()))
	}
}

// compare drills a fault without and with what prevents it, and returns a row of the table.
func (r row) compare(t *testing.T, c *fleet) string {
	var before, after figures
	for try := 0; try < 3 && before.bad() == 0; try++ { // on a busy machine a fault may hit no token
		before = r.rounds(t, c, redisstore.Unchecked())
	}
	t.Logf("before: %v", before)
	after = r.rounds(t, c, redisstore.Replicas(r.replicas))
	t.Logf("after:  %v", after)
	switch {
	case before.bad() == 0:
		t.Error("no token was accepted too often before, so the drill shows nothing")
	case after.bad() > 0:
		t.Error("a token was accepted too often")
	case after.accepted == 0 && !errors.Is(after.refused, typeseal.ErrConfig):
		t.Error("no token was accepted, and the servers were not refused")
	}
	return fmt.Sprintf("| %s | %d | %s | %s |\n", r.fault, before.tokens, before.columns(), after.columns())
}

// rounds repeats a drill in the long form.
func (r row) rounds(t *testing.T, c *fleet, opts ...redisstore.Option) (f figures) {
	rounds := 1
	if *long {
		rounds = longRounds
	}
	for range rounds {
		f.add(r.run(t, c, opts...))
	}
	return f
}

// writeTable replaces the rows of the table in LOAD.md.
func writeTable(rows string) error {
	const file, head = "../LOAD.md", "| fault of Redis |"
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(old), head)
	title, rest, _ := strings.Cut(rest, "\n")
	rule, rest, _ := strings.Cut(rest, "\n")
	_, after, end := strings.Cut(rest, "\n\n")
	if !found || !end {
		return errors.New("LOAD.md does not have the table")
	}
	return os.WriteFile(file, []byte(before+head+title+"\n"+rule+"\n"+rows+"\n"+after), 0o666)
}

// clusterStores returns a store on each of some hosts.
func clusterStores(t *testing.T, c *fleet, opts []redisstore.Option, hosts ...int) (all []typeseal.Store) {
	for _, host := range hosts {
		all = append(all, open(t, c.cluster(t, host), opts...))
	}
	return all
}

func clusterKilled(t *testing.T, c *fleet, opts ...redisstore.Option) figures {
	master, replica := c.shardOf(t, 1)
	return drill{
		stores: clusterStores(t, c, opts, 90, 91),
		strike: func() error {
			return c.killLagging(master, func(a, b int) bool { return a == replica || b == replica })
		},
		recover: func() {
			eventually(t, "the replica takes over", func() bool { return c.says(t, replica, "role:master") })
			must(t, c.servers[master-1].Start())
			c.awaitCluster(t)
		},
		after: func() typeseal.Store { return clusterStores(t, c, opts, 92)[0] },
	}.run(t)
}

// killLagging kills a master after it has been cut off its replicas for a while.
func (c *fleet) killLagging(master int, apart func(a, b int) bool) error {
	c.net.Cut(func(a, b int) bool { return apart(a, b) && (a == master || b == master) })
	time.Sleep(downAfter / 2)
	defer c.net.Heal()
	return c.servers[master-1].Kill()
}

func clusterSplit(t *testing.T, c *fleet, opts ...redisstore.Option) figures {
	master, replica := c.shardOf(t, 2)
	return drill{
		stores: clusterStores(t, c, opts, 90, 91),
		strike: func() error { c.net.Split(master, 90); return nil },
		recover: func() {
			eventually(t, "the replica takes over", func() bool { return c.says(t, replica, "role:master") })
			c.net.Heal()
			c.awaitCluster(t)
		},
		after: func() typeseal.Store { return clusterStores(t, c, opts, 92)[0] },
	}.run(t)
}

func sentinelKilled(t *testing.T, c *fleet, opts ...redisstore.Option) figures {
	master := c.masterOf(t, 1, 2, 3)
	return drill{
		stores: []typeseal.Store{open(t, c.failover(t, 90), opts...), open(t, c.failover(t, 91), opts...)},
		strike: func() error {
			return c.killLagging(master, func(a, b int) bool { return a <= 3 && b <= 3 })
		},
		recover: func() {
			eventually(t, "a replica takes over", func() bool { return len(c.mastersBut(t, master)) == 1 })
			must(t, c.servers[master-1].Start())
			c.hurry(t, master)
			c.awaitSentinel(t)
		},
		after: func() typeseal.Store { return open(t, c.failover(t, 92), opts...) },
	}.run(t)
}

func sentinelSplit(t *testing.T, c *fleet, opts ...redisstore.Option) figures {
	master := c.masterOf(t, 1, 2, 3)
	return drill{
		stores: []typeseal.Store{open(t, c.direct(t, 90, master), opts...), open(t, c.failover(t, 91), opts...)},
		strike: func() error { c.net.Split(master, 90); return nil },
		recover: func() {
			eventually(t, "a replica takes over", func() bool { return len(c.mastersBut(t, master)) == 1 })
			c.net.Heal()
			c.hurry(t, master)
			c.awaitSentinel(t)
		},
		after: func() typeseal.Store { return open(t, c.failover(t, 92), opts...) },
	}.run(t)
}

// mastersBut returns the masters on hosts 1 to 3, without one.
func (c *fleet) mastersBut(t *testing.T, but int) (all []int) {
	for host := 1; host <= 3; host++ {
		if host != but && c.says(t, host, "role:master") {
			all = append(all, host)
		}
	}
	return all
}

// hurry makes the master that was replaced a replica, as the Sentinels do after ten
// seconds.
func (c *fleet) hurry(t *testing.T, master int) {
	if !*long {
		c.do(t, master, fmt.Sprintf("REPLICAOF %s %d", c.net.Face(c.mastersBut(t, master)[0]), peer.RedisPort))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
