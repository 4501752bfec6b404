package replay

import (
	"fmt"
	"strings"
	"testing"
)

// The model is one token, two requests that redeem it, a store and a clock. The
// tests visit every order of events within these bounds. The unit of time is 15
// minutes.
const (
	modelLife  = 2 // the greatest age at which the token is good, see FORMAT.md section 5
	modelGrace = 4 // Grace
	modelLate  = 1 // MaxLate
	modelBack  = modelGrace - modelLate
	modelEnd   = 12 // the greatest time
)

// design is a design of the store and of Redeem. The zero design is the design of the
// database stores. Each field except memory is a deviation from this package.
type design struct {
	memory bool // the store is a Memory, so it ends with the requests' process

	// Mistakes.
	purgesEarly     bool // purges when the token ends, without Grace
	consumesFirst   bool // consumes before the checks
	restartsForgets bool // a new Memory accepts tokens that were issued before it
	answersLate     bool // there is no MaxLate

	// The cases that the documentation of Memory excludes.
	backAndRestart bool // the clock is set back, and then the process restarts
	sameSecond     bool // the process restarts in the second in which the token was issued
}

type phase int8

const (
	idle    phase = iota
	checked       // all checks passed, and the store was not asked yet
	won           // the store answered first, and the caller does not know yet
)

// world is a state of the model. It is comparable, so that no state is visited
// twice.
type world struct {
	clock     int8
	back      int8 // total time by which the clock was set back
	restarted bool

	minted bool
	issued int8

	record  bool // the store has a record of the token
	since   int8 // when the Memory was created
	horizon int8 // the horizon of the Memory's queue

	requests [2]phase
	accepted int8 // how many callers were told that they came first
	doubt    bool // an answer that a caller came first was lost
	spoiled  bool // a request that failed its checks consumed the token
}

// move is an event and the world after it.
type move struct {
	name string
	to   world
}

func (d design) expires(w world) int8 { return w.issued + modelLife }

// moves returns all events that can happen next.
func (d design) moves(w world) []move {
	list := append(d.timeMoves(w), d.storeMoves(w)...)
	for i, p := range w.requests {
		list = append(list, d.requestMoves(w, i, p)...)
	}
	return list
}

func (d design) timeMoves(w world) (list []move) {
	if w.clock < modelEnd {
		to := w
		to.clock++
		list = append(list, move{"15 minutes pass", to})
	}
	if w.clock > 0 && w.back < modelBack {
		to := w
		to.clock--
		to.back++
		list = append(list, move{"clock set back 15 minutes", to})
	}
	if !w.minted {
		to := w
		to.minted, to.issued = true, w.clock
		list = append(list, move{"mint", to})
	}
	return list
}

func (d design) storeMoves(w world) (list []move) {
	if to, ok := d.purge(w); ok {
		list = append(list, move{"purge", to})
	}
	// When a Memory restarts, it relies on the clock, as its documentation says.
	inDoubt := w.back > 0 && !d.backAndRestart || w.minted && w.issued == w.clock && !d.sameSecond
	if !w.restarted && !(d.memory && inDoubt) {
		list = append(list, move{"restart", d.restart(w)})
	}
	return list
}

func (d design) purge(w world) (world, bool) {
	keep := d.expires(w) + modelGrace
	if d.purgesEarly {
		keep = d.expires(w)
	}
	if !w.record || w.clock <= keep {
		return w, false
	}
	w.record = false
	if d.memory {
		w.horizon = d.expires(w)
	}
	return w, true
}

func (d design) restart(w world) world {
	w.restarted = true
	if !d.memory {
		return w
	}
	w.record, w.horizon = false, -1
	if !d.restartsForgets {
		w.since = w.clock
	}
	for i := range w.requests { // they end with their process
		w.doubt = w.doubt || w.requests[i] == won
		w.requests[i] = idle
	}
	return w
}

func (d design) requestMoves(w world, i int, p phase) (list []move) {
	add := func(name string, to world, p phase) {
		to.requests[i] = p
		list = append(list, move{fmt.Sprintf("request %d: %s", i+1, name), to})
	}
	good := w.minted && w.clock >= w.issued && w.clock <= d.expires(w)
	switch {
	case p == idle && good:
		add("passes the checks", w, checked)
		if d.consumesFirst {
			to, first := d.consume(w)
			to.spoiled = to.spoiled || first
			add("is refused: another session", to, idle)
		} else {
			add("is refused: another session", w, idle)
		}
	case p == checked:
		to, first := d.consume(w)
		if first {
			add("the store answers first", to, won)
		} else {
			add("the store answers used, or fails", to, idle)
		}
		add("crashes", w, idle)
	case p == won:
		told, lost := w, w
		told.accepted++
		lost.doubt = true
		add("succeeds", told, idle)
		add("crashes before the answer", lost, idle)
	}
	return list
}

// consume models Consume, for both kinds of store.
func (d design) consume(w world) (to world, first bool) {
	late := !d.memory && !d.answersLate && w.clock > d.expires(w)+modelLate
	earlier := d.memory && w.issued < w.since
	forgotten := d.memory && !d.answersLate && d.expires(w) <= w.horizon
	if w.record || late || earlier || forgotten {
		return w, false
	}
	w.record = true
	return w, true
}

// broken returns the promise that is broken in a world, or "" if none is.
func broken(w world) string {
	switch {
	case w.accepted > 1:
		return "accepted twice"
	case w.spoiled && w.accepted == 0 && !w.doubt:
		return "a failed check used the token up"
	}
	return ""
}

// explore visits every world that can be reached. It returns the number of worlds. If a
// promise can be broken, it returns the shortest sequence of events to that world.
func (d design) explore() (visited int, violation string, way []string) {
	type arrival struct {
		from world
		by   string
	}
	start := world{since: -1, horizon: -1}
	seen := map[world]arrival{start: {}}
	for next := []world{start}; len(next) > 0; next = next[1:] {
		w := next[0]
		if violation = broken(w); violation != "" {
			for ; w != start; w = seen[w].from {
				way = append([]string{seen[w].by}, way...)
			}
			return len(seen), violation, way
		}
		for _, m := range d.moves(w) {
			if _, known := seen[m.to]; !known {
				seen[m.to] = arrival{w, m.name}
				next = append(next, m.to)
			}
		}
	}
	return len(seen), "", nil
}

// TestModel checks that no promise can be broken, for both kinds of store.
func TestModel(t *testing.T) {
	for _, d := range []design{{memory: false}, {memory: true}} {
		visited, violation, way := d.explore()
		if violation != "" {
			t.Errorf("%+v: %s:\n%s", d, violation, strings.Join(way, "\n"))
		}
		if visited < 10_000 {
			t.Errorf("%+v: only %d states", d, visited)
		}
		t.Logf("%+v: %d states", d, visited)
	}
}

// TestModelFindsMistakes checks that each deviation breaks a promise in the model.
func TestModelFindsMistakes(t *testing.T) {
	for name, test := range map[string]struct {
		design
		violation string
	}{
		"purge too early, lasting": {design{purgesEarly: true, answersLate: true}, "accepted twice"},
		"purge too early":          {design{purgesEarly: true}, "accepted twice"},
		"consume before checks":    {design{consumesFirst: true}, "a failed check used the token up"},
		"consume before checks, memory": {
			design{memory: true, consumesFirst: true}, "a failed check used the token up",
		},
		"memory restart":               {design{memory: true, restartsForgets: true}, "accepted twice"},
		"no limit to lateness":         {design{answersLate: true}, "accepted twice"},
		"no limit to lateness, memory": {design{memory: true, answersLate: true}, "accepted twice"},
		"clock back, then restart":     {design{memory: true, backAndRestart: true}, "accepted twice"},
		"restart in the same second":   {design{memory: true, sameSecond: true}, "accepted twice"},
	} {
		t.Run(name, func(t *testing.T) {
			_, violation, way := test.explore()
			if violation != test.violation {
				t.Fatalf("found %q, want %q", violation, test.violation)
			}
			t.Logf("%s:\n%s", violation, strings.Join(way, "\n"))
		})
	}
}

// TestMemoryExhaustively calls a Memory in every sequence of seven events, and
// checks that the token is redeemed at most once.
func TestMemoryExhaustively(t *testing.T) {
	const events, length = 7, 7
	sequences := 1
	for range length {
		sequences *= events
	}
	if testing.Short() {
		sequences /= 10
	}
	for s := range sequences {
		run := newMemoryRun()
		for left := s; left > 0; left /= events {
			run.event(left % events)
		}
		if run.redeemed > 1 {
			t.Fatalf("sequence %d: redeemed %d times", s, run.redeemed)
		}
	}
}

// memoryRun is the life of one token with a Memory.
type memoryRun struct {
	*Memory
	clock    *hand
	others   uint64
	back     bool
	redeemed int
}

const issuedInRun = noon + 60

func newMemoryRun() *memoryRun {
	m, clock := newTestMemory()
	clock.second = issuedInRun
	return &memoryRun{Memory: m, clock: clock}
}

func (r *memoryRun) event(n int) {
	switch n {
	case 0: // no event, so that shorter sequences are covered
	case 1:
		r.redeem()
	case 2: // others redeem, which removes old records
		for range 2 {
			r.others++
			r.Consume(background, use(1000+r.others, r.clock.second+1))
		}
	case 3:
		r.clock.second += 29 * 60
	case 4:
		r.clock.second -= 31 * 60
		r.back = true
	case 5:
		r.clock.second += 100 * 60
	case 6:
		if r.clock.second++; !r.back {
			r.Memory = NewMemory(Clock(r.clock.now))
		}
	}
}

// redeem consumes the token if its checks pass.
func (r *memoryRun) redeem() {
	u := use(1, issuedInRun)
	if now := r.clock.second; now < issuedInRun-60 || now > u.ExpiresAt.Unix() {
		return
	}
	if record, err := r.Consume(background, u); record.First && err == nil {
		r.redeemed++
	}
}
