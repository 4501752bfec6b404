//go:build !race

// Under the race detector sync.Pool drops items at random.

package typeseal

import (
	"crypto/fips140"
	"errors"
	"strings"
	"sync"
	"testing"
)

// TestRefusingIsCheap is D01 and D02: junk of the longest length under a ring
// of 64 keys is refused without an allocation.
func TestRefusingIsCheap(t *testing.T) {
	ring := "primary " + GenerateKey() + "\n"
	for range 63 {
		ring += "accepted " + GenerateKey() + "\n"
	}
	for _, kind := range []Kind{Signed, Sealed} {
		k := newKit(t, samplePolicy(kind))
		k.ring = mustRing(t, ring)
		token := k.mint(t, sample{Name: strings.Repeat("x", 2900)})
		forged := token[:len(token)-9] + "AAAAAA" + token[len(token)-3:]
		for _, junk := range []string{forged, token[:len(token)-1], "ts1_" + strings.Repeat("A", 4092), "ts1_" + strings.Repeat("A", 4091) + "."} {
			openings = sync.Pool{New: openings.New} // no good token has made room
			_, err := k.open(junk)
			if n := testing.AllocsPerRun(100, func() { _, err = k.open(junk) }); n != 0 {
				t.Errorf("%v allocations", n)
			}
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("junk: %v", err)
			}
		}
	}
}

// TestAllocations holds what minting and opening may allocate: the token, and
// one string for all of a payload's.
func TestAllocations(t *testing.T) {
	for _, k := range kits(t) {
		sealed := 0.0
		if k.name == "sealed" && fips140.Enabled() {
			sealed = 1 // the counter mode's state
		}
		token := k.mint(t, ana)
		if n := testing.AllocsPerRun(200, func() { k.tryMint(ana) }); n > 1+sealed {
			t.Errorf("%s: minting takes %v allocations", k.name, n)
		}
		if n := testing.AllocsPerRun(200, func() { k.open(token) }); n > 1+sealed {
			t.Errorf("%s: opening takes %v allocations", k.name, n)
		}
		buffer := make([]byte, 0, 512)
		if n := testing.AllocsPerRun(200, func() {
			m, _ := k.begin()
			ana.encode(m.Msgpack())
			buffer, _ = m.AppendText(buffer[:0])
		}); n > sealed {
			t.Errorf("%s: appending takes %v allocations", k.name, n)
		}
	}
}

// TestInflatingIsCheap: a compressed payload is opened in room that is kept.
func TestInflatingIsCheap(t *testing.T) {
	p := samplePolicy(Signed)
	p.Deflate = true
	k := newKit(t, p)
	long := sample{Name: strings.Repeat("x", 2900)}
	token := k.mint(t, long)
	if len(token) > 200 {
		t.Fatal("the payload was not compressed")
	}
	if got, err := k.open(token); err != nil || got != long {
		t.Fatalf("%+v, %v", got, err)
	}
	if n := testing.AllocsPerRun(200, func() { k.open(token) }); n > 1 {
		t.Errorf("opening takes %v allocations", n)
	}
}

// TestHugeRoomIsNotKept: what one huge binding or state took does not stay in
// memory for the tokens after it.
func TestHugeRoomIsNotKept(t *testing.T) {
	p := samplePolicy(Signed)
	p.State = true
	k := newKit(t, p)
	huge := strings.Repeat("x", 2*maxPooled)
	for what, c := range map[string]struct {
		state string
		opts  []Option
	}{"state": {state: huge}, "binding": {opts: []Option{BoundTo(huge)}}} {
		made := 0
		count := func(room any) func() any { return func() any { made++; return room } }
		mintings, openings = sync.Pool{New: count(new(minting))}, sync.Pool{New: count(new(opening))}
		o, err := k.begun(k.bind(t, ana, []string{c.state}, c.opts...), c.opts...)
		if err != nil || !o.work.fresh([]string{c.state}) {
			t.Fatal(err)
		}
		o.Close()
		mintings.Get()
		openings.Get()
		if made != 4 {
			t.Errorf("%s: the room is kept", what)
		}
	}
	mintings, openings = sync.Pool{New: func() any { return new(minting) }}, sync.Pool{New: func() any { return new(opening) }}
}
