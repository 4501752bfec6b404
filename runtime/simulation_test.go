//go:build !race

package typeseal_test

// The simulation has one goroutine, and would take minutes with the race detector.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// TestWholeRotation simulates hosts whose clocks differ and that load each change of a ring late,
// while an operator takes each step of a rotation in the first second in which it is due.
// A planned rotation must not change the verdict on any token. A revoked key, a cutoff and
// the end of a token's life must, and a stolen key must not help a thief after it is retired.
//
// Many tokens are minted just before or after a host loads a change, and opened in the last
// moment of their life, or just after a host loads a change. There a wait that is too
// short does harm.
func TestWholeRotation(t *testing.T) {
	for kind, count := range tokensOf {
		t.Run(kind, func(t *testing.T) {
			w := simulate(t, kind, count, nil)
			t.Log(w)
			for fault, n := range w.faults {
				t.Errorf("%d times: %s", n, fault)
			}
			for what, least := range map[string]int{
				"valid": count / 3, "expired": count / 20, "of a revoked key": 50, "before a cutoff": 50,
				"of a thief": count / 30,
			} {
				if w.seen[what] < least {
					t.Errorf("only %d tokens are %s, want %d", w.seen[what], what, least)
				}
			}
		})
	}
}

// TestStepTooEarly takes one of the steps a minute before it is due. The simulation must
// notice.
func TestStepTooEarly(t *testing.T) {
	for kind, count := range tokensOf {
		for step, fault := range map[rotation.Action]string{
			rotation.Promote: "a valid token is refused: unknown key",
			rotation.Retire:  "a valid token is refused: retired key",
			rotation.Remove:  "a host does not see a key in one of its states",
		} {
			t.Run(kind+"/"+string(step), func(t *testing.T) {
				w := simulate(t, kind, count/2, map[rotation.Action]time.Duration{step: time.Minute})
				t.Log(w)
				if w.faults[fault] == 0 {
					t.Errorf("%q does not happen", fault)
				}
			})
		}
	}
}

// The simulation. The times are those of an observer with a perfect clock, unless they are
// called a clock's.
const (
	propagation = time.Hour
	maxKeyAge   = 3 * 24 * time.Hour
	maxSkew     = time.Minute // between the clocks of two hosts
	hostCount   = 24
)

var (
	beginning = time.Date(2020, 2, 1, 0, 0, 0, 0, time.UTC)
	cutAt     = beginning.AddDate(0, 0, 15)
	revokeAt  = beginning.AddDate(0, 0, 25)
	ending    = beginning.AddDate(0, 0, 40)
)

// tokensOf has the number of tokens to mint with a ring of each kind.
var tokensOf = map[string]int{"root": 100_000, "signing": 20_000}

// A tokenType is a type of the simulated lock.
type tokenType struct {
	policy typeseal.Policy
	opts   []typeseal.Option
	ttl    time.Duration // 0: none
	spec   *typeseal.Spec
}

const day = 24 * time.Hour

// typesOf are the types that use a ring of each kind. A cutoff is for the first.
var typesOf = map[string][]*tokenType{
	"root": {
		{policy: typeseal.Policy{Kind: typeseal.Sealed, Salt: "invite", MaxAge: 7 * day, Once: true}},
		{policy: typeseal.Policy{Kind: typeseal.Signed, Salt: "download", MaxAge: 7 * day}},
		{policy: typeseal.Policy{Kind: typeseal.Signed, Salt: "reset", MaxAge: 30 * time.Minute}},
		{policy: typeseal.Policy{Kind: typeseal.Signed, Salt: "refund", MaxAge: time.Hour, Once: true}},
		{policy: typeseal.Policy{Kind: typeseal.Signed, Salt: "confirm", MaxAge: 5 * time.Hour, State: true}},
		{policy: typeseal.Policy{Kind: typeseal.Sealed, Salt: "handoff", MaxAge: 2 * time.Hour},
			ttl: 10 * time.Minute},
		{policy: typeseal.Policy{Kind: typeseal.Sealed, Salt: "session", MaxAge: day},
			opts: []typeseal.Option{typeseal.BoundTo("user:42")}},
	},
	"signing": {
		{policy: typeseal.Policy{Kind: typeseal.Public, Salt: "receipt", MaxAge: 7 * day}},
		{policy: typeseal.Policy{Kind: typeseal.Public, Salt: "ticket", MaxAge: 5 * time.Hour, Once: true}},
		{policy: typeseal.Policy{Kind: typeseal.Public, Salt: "pass", MaxAge: time.Hour}, ttl: 5 * time.Minute},
	},
}

func init() {
	for _, list := range typesOf {
		for _, tt := range list {
			tt.policy.Codec, tt.policy.Version = typeseal.Msgpack, 1
			tt.spec = typeseal.NewSpec(tt.policy)
		}
	}
}

// life returns how long a token is valid.
func (tt *tokenType) life() time.Duration { return cmp.Or(tt.ttl, tt.policy.MaxAge) }

// mint does what generated code does, on a host whose clock shows now.
func (tt *tokenType) mint(keys typeseal.Handle, now time.Time) (string, error) {
	opts := tt.opts
	if tt.ttl > 0 {
		opts = append(slices.Clip(opts), typeseal.TTL(tt.ttl))
	}
	m, err := typeseal.MintAt(tt.spec, keys, now, opts...)
	if err != nil {
		return "", err
	}
	if tt.policy.State {
		m.State("active")
	}
	m.Msgpack().Array(1)
	m.Msgpack().Int(42)
	return m.Text()
}

// open does what generated code does, on a host whose clock shows now.
func (tt *tokenType) open(keys typeseal.Handle, token string, now time.Time) error {
	o, err := typeseal.OpenAt(tt.spec, keys, token, now, tt.opts...)
	if err != nil {
		return err
	}
	o.Msgpack().Struct(1)
	value := o.Msgpack().Int(64)
	err = typeseal.Decoded(o, &value)
	if err == nil && tt.policy.State {
		err = o.Fresh("active")
	}
	if err == nil && tt.policy.Once {
		err = o.Peek(context.Background(), nil)
	}
	if err == nil && value != 42 {
		err = fmt.Errorf("the payload is %d", value)
	}
	return err
}

// A version is the ring from one change to the next.
type version struct {
	at             time.Time
	states         map[string]string // by key id
	primary        string            // key id
	minter, opener typeseal.Handle
}

// A host mints and opens tokens. Its loads of rings that mint and of rings that open differ if
// these are different rings.
type host struct {
	clock            time.Duration // what its clock is ahead of the time
	minting, opening []load
}

// A load is the time from which a host uses a version.
type load struct {
	at      time.Time
	version int
}

// at returns the version that is in use at a time.
func at(loads []load, t time.Time) int {
	i, _ := slices.BinarySearchFunc(loads, t, func(l load, t time.Time) int {
		if l.at.After(t) {
			return 1
		}
		return -1
	})
	return loads[max(i-1, 0)].version
}

// A world is one simulation.
type world struct {
	t      *testing.T
	kind   string
	random *rand.Rand

	versions []*version
	cut      int    // the version that begins with the cutoff
	revoked  string // id of the key that is revoked
	stolen   []stolenKey
	hosts    []*host

	faults, seen map[string]int
}

// A stolenKey is a key that a thief has, from the version with the index since.
type stolenKey struct {
	id     string
	since  int
	handle typeseal.Handle
}

// String returns the figures for the log.
func (w *world) String() string {
	return fmt.Sprintf("%d hosts, %d changes of the ring, %d keys; tokens: %v; faults: %v",
		len(w.hosts), len(w.versions), len(w.stolen), w.seen, w.faults)
}

// simulate returns a world in which steps were taken early by the given times.
func simulate(t *testing.T, kind string, count int, early map[rotation.Action]time.Duration) *world {
	w := &world{
		t: t, kind: kind, random: rand.New(rand.NewPCG(1, 2)),
		faults: map[string]int{}, seen: map[string]int{},
	}
	w.operate(early)
	for range hostCount {
		h := &host{clock: w.between(-maxSkew/2, maxSkew/2)}
		h.minting, h.opening = w.loads(), w.loads()
		if kind == "root" {
			h.opening = h.minting
		}
		w.hosts = append(w.hosts, h)
		w.seesAll(h.minting)
		w.seesAll(h.opening)
	}
	for i := range count {
		w.token()
		if i%16 == 0 {
			w.theft()
		}
	}
	return w
}

// operate rotates the keys of a ring from the beginning to the ending.
func (w *world) operate(early map[rotation.Action]time.Duration) {
	text := typeseal.GenerateKey()
	if w.kind == "signing" {
		text, _ = typeseal.GenerateSigningKey()
	}
	ring, err := rotation.Parse(text)
	w.check(err)
	waits := rotation.Waits{Propagation: propagation, MaxKeyAge: maxKeyAge}
	for _, tt := range typesOf[w.kind] {
		waits.Types = append(waits.Types, rotation.Type{Name: tt.policy.Salt, MaxAge: tt.policy.MaxAge})
	}
	w.check(ring.Date(beginning))
	for now := beginning; now.Before(ending); {
		w.publish(ring, now)
		step := waits.Plan(ring.Keys(), now).Next
		due := step.Due.Add(-early[step.Action])
		switch last := now; {
		case last.Before(cutAt) && !due.Before(cutAt):
			now, w.cut = cutAt, len(w.versions)
			w.check(ring.Cut(rotation.Cutoff{Before: now, Salt: typesOf[w.kind][0].policy.Salt}, ""))
		case last.Before(revokeAt) && !due.Before(revokeAt):
			now, w.revoked = revokeAt, w.former()
			w.check(ring.Revoke(w.revoked, now))
		default:
			if due.After(now) {
				now = due
			}
			_, err := ring.Take(step, now)
			w.check(err)
		}
	}
}

// former returns the id of the key that was primary before the present one.
func (w *world) former() string {
	last := w.versions[len(w.versions)-1]
	for _, v := range slices.Backward(w.versions) {
		if v.primary != last.primary {
			return v.primary
		}
	}
	return ""
}

// publish makes a version of the ring.
func (w *world) publish(ring *rotation.Ring, now time.Time) {
	v := &version{at: now, states: map[string]string{}}
	texts := slices.DeleteFunc(strings.Fields(ring.Text()), func(word string) bool {
		return !strings.HasPrefix(word, "typeseal_")
	})
	for i, k := range ring.Keys() {
		v.states[k.ID] = k.State
		if k.State == "primary" {
			v.primary = k.ID
		}
		if !slices.ContainsFunc(w.stolen, func(s stolenKey) bool { return s.id == k.ID }) {
			alone, err := rotation.Parse(texts[i])
			w.check(err)
			handle, _ := w.parse(alone)
			w.stolen = append(w.stolen, stolenKey{k.ID, len(w.versions), handle})
		}
	}
	v.minter, v.opener = w.parse(ring)
	w.versions = append(w.versions, v)
}

// parse returns the handles of a program that mints, and of one that opens.
func (w *world) parse(ring *rotation.Ring) (minter, opener typeseal.Handle) {
	if w.kind == "root" {
		keys, err := typeseal.ParseKeyring(ring.Text())
		w.check(err)
		return keys, keys
	}
	signing, err := typeseal.ParseSigningKey(ring.Text())
	w.check(err)
	text, err := ring.Public()
	w.check(err)
	public, err := typeseal.ParsePublicKeyring(text)
	w.check(err)
	return signing, public
}

// loads draws the times at which a host loads each version. Many hosts load at once or as late
// as they may.
func (w *world) loads() (list []load) {
	for i, v := range w.versions {
		late := w.between(0, propagation)
		if i == 0 {
			late = 0
		}
		list = append(list, load{v.at.Add(late), i})
	}
	slices.SortStableFunc(list, func(a, b load) int { return a.at.Compare(b.at) })
	newest := -1
	return slices.DeleteFunc(list, func(l load) bool {
		old := l.version < newest
		newest = max(newest, l.version)
		return old
	})
}

// between draws a duration from low to high, without high itself. Most are at one end.
func (w *world) between(low, high time.Duration) time.Duration {
	switch w.random.IntN(5) {
	case 0, 1:
		return low
	case 2, 3:
		return high - 1
	}
	return low + time.Duration(w.random.Int64N(int64(high-low)))
}

// seesAll reports a fault unless each key takes one step at a time for a host.
func (w *world) seesAll(loads []load) {
	follows := map[string][]string{
		"": {"accepted"}, "accepted": {"primary", "retired", "revoked"}, "primary": {"accepted"},
		"retired": {""}, "revoked": {""},
	}
	for i := range len(loads) - 1 {
		was, is := w.versions[loads[i].version].states, w.versions[loads[i+1].version].states
		for _, k := range w.stolen {
			if was[k.id] != is[k.id] && !slices.Contains(follows[was[k.id]], is[k.id]) {
				w.faults["a host does not see a key in one of its states"]++
			}
		}
	}
}

// token mints a token on one host, opens it on another, and compares the verdict with what
// is right.
func (w *world) token() {
	tt := pick(w.random, typesOf[w.kind])
	from, to := pick(w.random, w.hosts), pick(w.random, w.hosts)
	minted := w.moment(from.minting, beginning, ending)
	maker := w.versions[at(from.minting, minted)]
	clock := minted.Add(from.clock)
	token, err := tt.mint(maker.minter, clock)
	w.check(err)

	// The token is valid up to end, by the clock of the host that opens it.
	issued := clock.Truncate(time.Second)
	end := issued.Add(tt.life() + time.Second - 1)
	var opened time.Time
	switch w.random.IntN(4) {
	case 0:
		opened = minted // in the same request, on a host that is near
	case 1:
		opened = end.Add(-to.clock)
	case 2:
		opened = w.moment(to.opening, minted, end.Add(-to.clock))
	case 3:
		opened = end.Add(1 - to.clock)
	}
	version := at(to.opening, opened)
	judge := w.versions[version]
	gone := judge.states[maker.primary]
	what := "valid"
	switch {
	case maker.primary == w.revoked && (gone == "revoked" || gone == ""):
		what = "of a revoked key"
	case version >= w.cut && tt == typesOf[w.kind][0] && issued.Before(cutAt):
		what = "before a cutoff"
	case opened.Add(to.clock).After(end):
		what = "expired"
	}
	w.judge(what, tt.open(judge.opener, token, opened.Add(to.clock)))
}

// judge compares a verdict with what is right.
func (w *world) judge(what string, err error) {
	w.seen[what]++
	switch {
	case what == "valid" && err != nil:
		w.faults["a valid token is refused: "+strings.TrimPrefix(err.Error(), "typeseal: ")]++
	case what != "valid" && err == nil:
		w.faults["a token is accepted that is "+what]++
	case err != nil && !errors.Is(err, typeseal.ErrInvalid):
		w.faults["another error: "+err.Error()]++
	}
}

// moment draws a time from first to last. Often it is just before or after a load.
func (w *world) moment(loads []load, first, last time.Time) time.Time {
	if w.random.IntN(2) == 0 {
		near := slices.Clone(loads)
		near = slices.DeleteFunc(near, func(l load) bool { return !l.at.After(first) || l.at.After(last) })
		if len(near) > 0 {
			return pick(w.random, near).at.Add(-time.Duration(w.random.IntN(2)))
		}
	}
	return first.Add(time.Duration(w.random.Int64N(int64(last.Sub(first)))))
}

// theft opens a token that a thief minted just now with a key that a host knows to be retired,
// revoked or gone.
func (w *world) theft() {
	h := pick(w.random, w.hosts)
	now := w.moment(h.opening, beginning.Add(7*day), ending)
	version := at(h.opening, now)
	judge := w.versions[version]
	ended := slices.DeleteFunc(slices.Clone(w.stolen), func(k stolenKey) bool {
		state := judge.states[k.id]
		return k.since > version || state == "accepted" || state == "primary"
	})
	if len(ended) == 0 {
		return
	}
	tt := pick(w.random, typesOf[w.kind])
	token, err := tt.mint(pick(w.random, ended).handle, now.Add(h.clock))
	w.check(err)
	w.judge("of a thief", tt.open(judge.opener, token, now.Add(h.clock)))
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
