package replicas

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// design is how a store and its server work.
type design struct {
	followers int
	acks      int  // how many followers a write waits for
	hides     bool // others see a record only when its write has waited, as in PostgreSQL
	retries   bool // the client repeats a request itself if the answer is lost

	// Mistakes.
	foundClaim   bool // Consume answers a claim from a record that was found, without a write
	foundGrace   bool // it answers grace so
	foundLook    bool // Look answers so
	emptyWait    bool // after a found record, it waits without a write of its own
	lateIsYes    bool // an answer that the end of the deadline caused counts
	retryIsFirst bool // a retry that finds a record takes it for its own
}

const (
	callers  = 3
	maxOps   = 9
	maxSteps = 150
)

type phase int8

const (
	idle     phase = iota
	sent           // the request is on its way
	waiting        // it was carried out, and waits for followers
	answered       // the answer is on its way
)

// call is a call that a caller makes now, or one that was given up whose request is still
// on its way.
type call struct {
	op      int
	phase   phase
	node    int
	term    int8
	length  int // how much of the log followers must confirm
	hides   bool
	retried bool
	answer  answer
	at      int16
}

// world is the whole model.
type world struct {
	design
	*cluster
	now    int16
	grace  int16
	ops    []op
	calls  [callers]call
	away   [callers]bool // on which side of the network each caller is
	ghosts []call        // requests of calls that were given up
	trace  func(format string, args ...any)
}

// run makes the history of a seed.
func (d design) run(seed uint64, trace func(format string, args ...any)) []op {
	r := rand.New(rand.NewPCG(seed, 14))
	w := &world{design: d, cluster: newCluster(r, d.followers), trace: trace, ops: make([]op, 0, maxOps)}
	if r.IntN(2) == 0 {
		w.grace = 20
	}
	for range maxSteps {
		w.now++
		w.step()
	}
	for i := range w.calls {
		if w.calls[i].phase != idle {
			w.give(i, failed)
		}
	}
	return w.ops
}

// step lets one thing happen, if it can.
func (w *world) step() {
	i, n := w.IntN(callers), w.IntN(len(w.nodes))
	c := &w.calls[i]
	switch event := w.IntN(100); {
	case event < 40:
		w.advance(i, c)
	case event < 42:
		w.giveUp(i, c)
	case event < 45 && len(w.ghosts) > 0:
		w.haunt(&w.ghosts[w.IntN(len(w.ghosts))])
	case event < 68:
		w.replicate(n)
		w.confirm(n)
	case event < 87:
		w.deliver()
	case event < 91:
		w.split()
		w.away[i] = w.IntN(3) == 0
		w.say("the network is split, or heals")
	case event < 93:
		w.kill(n)
		w.breakOff(n)
		w.say("node %d dies, or comes back", n)
	case event < 95:
		w.failover()
		w.say("node %d leads in term %d", w.leader, w.cluster.term)
	default:
		w.tell(n)
	}
}

func (w *world) say(format string, args ...any) {
	if w.trace != nil {
		w.trace("%3d: %s", w.now, fmt.Sprintf(format, args...))
	}
}

// advance brings a call one step further.
func (w *world) advance(i int, c *call) {
	switch c.phase {
	case idle:
		w.begin(i, c)
	case sent:
		w.carryOut(c)
	case waiting:
		w.await(c)
	case answered:
		w.reply(i, c)
	}
}

// begin begins a call: the caller's last one again if that failed, or another one.
func (w *world) begin(i int, c *call) {
	if len(w.ops) == maxOps {
		return
	}
	o := op{claim: []int8{0, int8(i) + 1, 9}[w.IntN(3)], begin: w.now, look: w.IntN(5) == 0}
	if last := &w.calls[i]; last.answer == failed && last.at < 0 && w.IntN(3) > 0 {
		o.claim = w.ops[last.op].claim
	}
	w.ops = append(w.ops, o)
	*c = call{op: len(w.ops) - 1, phase: sent, node: w.pick(i)}
	w.say("caller %d begins call %d at node %d, claim %d, look %v", i, c.op, c.node, o.claim, o.look)
}

// pick returns a node that leads, as far as it knows, and that the caller reaches. If there
// is none, it returns any.
func (w *world) pick(i int) int {
	for range 4 {
		if n := w.IntN(len(w.nodes)); w.nodes[n].leads && w.reaches(i, n) {
			return n
		}
	}
	return w.IntN(len(w.nodes))
}

func (w *world) reaches(i, n int) bool { return w.nodes[n].alive && w.nodes[n].away == w.away[i] }

// carryOut lets a node carry out a request.
func (w *world) carryOut(c *call) {
	n := &w.nodes[c.node]
	if c.phase != sent || !n.alive || !n.leads || n.hidden != 0 && !w.ops[c.op].look {
		return
	}
	o := &w.ops[c.op]
	r, found := n.record()
	c.term, c.length, c.at, c.phase = n.term, 0, r.at, answered
	switch {
	case !found && o.look:
		c.answer = unused
		return
	case !found:
		c.answer, c.at = first, w.now
		n.log = append(n.log, write{int8(c.op) + 1, o.claim, w.now})
		if w.hides && w.acks > 0 {
			n.hidden, c.hides = 1, true
		}
	default:
		c.answer = w.judge(c, r)
	}
	w.say("node %d answers call %d: %v", c.node, c.op, c.answer)
	if !c.answer.yes() {
		return
	}
	if found && !w.answersFound(c, o) && !w.emptyWait {
		n.log = append(n.log, r)
	}
	if !found || !w.answersFound(c, o) {
		c.phase, c.length = waiting, len(n.log)
	}
	if found && w.emptyWait {
		c.length = 0
	}
}

// judge returns the answer for a record that was found.
func (w *world) judge(c *call, r write) answer {
	o := w.ops[c.op]
	switch {
	case !o.look && (int(r.maker) == c.op+1 || c.retried && w.retryIsFirst):
		return first
	case o.claim != 0 && o.claim == r.claim:
		return again
	case w.grace > 0 && w.now-r.at <= w.grace:
		return graced
	}
	return used
}

// answersFound reports whether the design answers yes from a found record without a write.
func (w *world) answersFound(c *call, o *op) bool {
	if o.look {
		return w.foundLook
	}
	return c.answer == again && w.foundClaim || c.answer == graced && w.foundGrace
}

// await ends the wait for followers if it can end.
func (w *world) await(c *call) {
	if n := &w.nodes[c.node]; n.alive && n.leads && n.term == c.term && (c.length == 0 || n.safe(c.length, w.acks)) {
		if c.hides {
			n.hidden = 0
		}
		c.phase = answered
	}
}

// reply brings the answer to the caller, or loses it. A client may then ask again by itself.
func (w *world) reply(i int, c *call) {
	switch {
	case w.reaches(i, c.node) && w.IntN(6) > 0:
		w.give(i, c.answer)
	case w.retries && !c.retried:
		*c = call{op: c.op, phase: sent, node: w.pick(i), retried: true}
		w.say("the client repeats call %d at node %d", c.op, c.node)
	default:
		w.give(i, failed)
	}
}

// giveUp ends a call by its deadline. Its request may be carried out later. If the server
// hears of it, it stops waiting for followers, and others see the record.
func (w *world) giveUp(i int, c *call) {
	switch {
	case c.phase == idle:
		return
	case c.phase == waiting && w.reaches(i, c.node) && w.IntN(2) == 0:
		if n := &w.nodes[c.node]; c.hides && n.leads && n.term == c.term {
			n.hidden = 0
		}
		if w.lateIsYes {
			w.give(i, c.answer)
			return
		}
	case c.phase == sent || c.phase == waiting:
		w.ghosts = append(w.ghosts, *c)
	}
	w.give(i, failed)
}

// haunt brings the request of a call that was given up one step further.
func (w *world) haunt(c *call) {
	if c.phase == sent {
		w.carryOut(c)
	} else {
		w.await(c)
	}
}

// breakOff ends all calls of a node that dies.
func (w *world) breakOff(n int) {
	for i, c := range w.calls {
		if c.node == n && c.phase != idle {
			w.give(i, failed)
		}
	}
	w.ghosts = slices.DeleteFunc(w.ghosts, func(c call) bool { return c.node == n })
}

// give ends a call.
func (w *world) give(i int, a answer) {
	c := &w.calls[i]
	o := &w.ops[c.op]
	o.end, o.answer, o.at = w.now, a, c.at
	w.say("call %d of caller %d ends: %v", c.op, i, a)
	*c = call{op: c.op}
	if a == failed {
		o.at, c.at = 0, -1
	}
}
