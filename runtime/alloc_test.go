//go:build !race

// Under the race detector, sync.Pool drops items at random.

package typeseal

import (
	"context"
	"crypto/fips140"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/typeseal/typeseal/runtime/observe"
)

// TestRefusingIsCheap: junk of the longest length is refused without an
// allocation, even with 64 keys.
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
		for _, junk := range []string{forged, token[:len(token)-1], "ts1_" + strings.Repeat("A", 4092),
			"ts1_" + strings.Repeat("A", 4091) + "."} {
			openRooms = sync.Pool{New: openRooms.New} // no good token has made room
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

// TestAllocations: minting allocates the token, and opening allocates one
// string for all strings of the payload.
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
			buffer = k.append(buffer[:0])
		}); n > sealed {
			t.Errorf("%s: appending takes %v allocations", k.name, n)
		}
	}
}

// TestWatchedAllocations: a ring that follows its source allocates no more than a parsed
// one, and WithRealm allocates its result.
func TestWatchedAllocations(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	k := newKit(t, samplePolicy(Signed))
	var err error
	if k.ring, err = WatchKeyring(ctx, &script{text: GenerateKey()}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		token, buffer := k.mint(t, ana), make([]byte, 0, 512)
		if n := testing.AllocsPerRun(200, func() { buffer = k.append(buffer[:0]) }); n != 0 {
			t.Errorf("minting takes %v allocations", n)
		}
		if n := testing.AllocsPerRun(200, func() { k.open(token) }); n > 1 {
			t.Errorf("opening takes %v allocations", n)
		}
		k.ring = k.ring.WithRealm("tenant:7")
	}
	if n := testing.AllocsPerRun(200, func() { k.ring = k.ring.WithRealm("tenant:8") }); n > 1 {
		t.Errorf("WithRealm takes %v allocations", n)
	}
}

// TestExpiredAllocations: the error of an expired token takes one allocation
// more than opening the token.
func TestExpiredAllocations(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued = 0 })
	if n := testing.AllocsPerRun(200, func() { k.open(token) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}

// append is like tryMint, but calls AppendText.
func (k *kit) append(dst []byte) []byte {
	var m *Minting
	if k.ring != nil {
		m, _ = k.spec.Mint(k.ring)
	} else {
		m, _ = k.spec.MintPublic(k.signing)
	}
	ana.encode(m.Msgpack())
	dst, _ = m.AppendText(dst)
	return dst
}

// TestInflatingIsCheap: a compressed payload is inflated into memory that is
// reused.
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

type counter struct{ n int }

func (c *counter) Observe(observe.Event) { c.n++ }

// TestObserveAllocates: reporting allocates nothing.
func TestObserveAllocates(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	measure := func(k *kit) (good, bad float64) {
		return testing.AllocsPerRun(100,
			func() { k.open(token) }), testing.AllocsPerRun(100, func() { k.open("x" + token) })
	}
	good, bad := measure(k)
	seenGood, seenBad := measure(k.observed(new(counter)))
	if seenGood > good || seenBad > bad {
		t.Errorf("with an observer %v and %v allocations, without %v and %v", seenGood, seenBad, good, bad)
	}
}
