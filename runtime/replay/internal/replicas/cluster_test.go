package replicas

import (
	"math/rand/v2"
	"slices"
)

const maxNodes = 3

// write is an entry of a node's log: it makes the record, or writes it again.
type write struct {
	maker int8 // 1 + the index of the call that made the record
	claim int8
	at    int16
}

// node is a server.
type node struct {
	alive  bool
	leads  bool // as far as it knows
	term   int8 // of its leader, or its own
	synced bool // its log is the start of its leader's, as long as both have this term
	away   bool // from the side of the network that has the controller
	log    []write
	acked  [maxNodes]int // how much of its log each follower has confirmed, if it leads
	hidden int           // 1 + the index of the write that waits for followers before others see it, or 0
}

// record returns the record that the node shows to others.
func (n *node) record() (w write, found bool) {
	if len(n.log) == 0 || n.hidden == 1 {
		return w, false
	}
	return n.log[0], true
}

// confirmation is a follower's message that it has so much of a leader's log.
type confirmation struct {
	leader, follower int
	term             int8
	length           int
}

// cluster is the servers, the network between them, and a controller that promotes.
type cluster struct {
	*rand.Rand
	nodes         []node
	leader        int // that the controller promoted last
	term          int8
	confirmations []confirmation
	failovers     int
}

func newCluster(r *rand.Rand, followers int) *cluster {
	c := &cluster{Rand: r, nodes: make([]node, 1+followers)}
	for i := range c.nodes {
		c.nodes[i] = node{alive: true, leads: i == 0, synced: true}
	}
	return c
}

// joined reports whether two nodes reach each other.
func (c *cluster) joined(a, b int) bool {
	return c.nodes[a].alive && c.nodes[b].alive && c.nodes[a].away == c.nodes[b].away
}

// replicate lets a follower copy the next write of its leader, or the whole log if its own
// has another history. The leader is the one whose term the follower has.
func (c *cluster) replicate(follower int) {
	f := &c.nodes[follower]
	for i := range c.nodes {
		l := &c.nodes[i]
		switch {
		case i == follower || f.leads || !l.leads || l.term != f.term || !c.joined(i, follower):
		case !f.synced:
			f.log, f.synced = slices.Clone(l.log), true
		case len(f.log) < len(l.log):
			f.log = append(f.log, l.log[len(f.log)])
		}
	}
}

// confirm sends how much a follower has to its leader. The message may be late.
func (c *cluster) confirm(follower int) {
	f := &c.nodes[follower]
	if f.leads || !f.synced {
		return
	}
	for i, l := range c.nodes {
		if l.leads && l.term == f.term && c.joined(i, follower) {
			c.confirmations = append(c.confirmations, confirmation{i, follower, f.term, len(f.log)})
		}
	}
}

// deliver delivers a message of confirm.
func (c *cluster) deliver() {
	if len(c.confirmations) == 0 {
		return
	}
	i := c.IntN(len(c.confirmations))
	m := c.confirmations[i]
	if l := &c.nodes[m.leader]; l.leads && l.term == m.term && c.joined(m.leader, m.follower) {
		l.acked[m.follower] = max(l.acked[m.follower], m.length)
	}
	c.confirmations = slices.Delete(c.confirmations, i, i+1)
}

// safe reports whether so many followers have confirmed so much of a leader's log.
func (n *node) safe(length, followers int) bool {
	for _, acked := range n.acked {
		if acked >= length {
			followers--
		}
	}
	return followers <= 0
}

// split puts each node on one of two sides of the network, or all on one.
func (c *cluster) split() {
	heals := c.IntN(4) > 0
	for i := range c.nodes {
		c.nodes[i].away = !heals && c.IntN(3) == 0
	}
}

// kill ends a node, or starts it. It has what it wrote, also what nobody saw yet.
func (c *cluster) kill(i int) {
	n := &c.nodes[i]
	if n.alive = !n.alive || c.IntN(3) > 0; n.alive {
		n.hidden = 0
		n.acked = [maxNodes]int{}
	}
}

// failover promotes a follower that the controller reaches. The old leader may be dead or
// away, or only seem so. It hears of it later, if at all.
func (c *cluster) failover() {
	next := c.IntN(len(c.nodes))
	n := &c.nodes[next]
	if c.failovers >= 2 || next == c.leader || !n.alive || n.away || n.leads {
		return
	}
	c.failovers++
	c.term++
	c.leader = next
	n.leads, n.term, n.hidden, n.acked = true, c.term, 0, [maxNodes]int{}
}

// tell tells a node who leads now. It follows, and its log is no longer believed.
func (c *cluster) tell(i int) {
	if n := &c.nodes[i]; i != c.leader && n.term != c.term && c.joined(i, c.leader) {
		n.leads, n.term, n.synced, n.hidden = false, c.term, false, 0
	}
}
