//go:build !race

// The race detector takes memory too, and makes pools forget.

package typeseal

import (
	"crypto/fips140"
	"fmt"
	"runtime"
	"testing"
)

// TestTenantMemory: a type takes at most 700 bytes in a realm, with its share of the ring
// and of the table of realms, whatever its tokens are.
func TestTenantMemory(t *testing.T) {
	const realms, most = 2000, 700
	for name, p := range tenantKinds() {
		got := memoryOf(t, p, realms)
		for range 2 { // other tests may have left goroutines that allocate
			if got > most {
				got = min(got, memoryOf(t, p, realms))
			}
		}
		if got > most || got < 10 { // even Ed25519 keys take a ring for each realm
			t.Errorf("%s: %.1f bytes for a realm and type, not at most %d", name, got, most)
		}
	}
}

// memoryOf returns the bytes of a type in a realm, if so many realms use ten types.
func memoryOf(t *testing.T, p Policy, realms int) float64 {
	types := tenantTypes(t, p)
	rings := make([]kit, realms)
	use := func(i int) {
		rings[i] = *types[0].realm(fmt.Sprint("tenant:", i))
		for _, k := range inRealmOf(types, &rings[i]) {
			k.mintAny(t, ana)
		}
	}
	use(0)
	before := heapInUse()
	for i := range rings {
		use(i)
	}
	after := heapInUse()
	runtime.KeepAlive(rings)
	return (after - before) / float64(realms-1) / float64(len(types))
}

// heapInUse returns the bytes of all objects in use.
func heapInUse() float64 {
	runtime.GC()
	runtime.GC() // the first one does not empty the pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// TestTenantAllocations: tokens of one realm after the other take as many allocations as
// tokens of a single realm.
func TestTenantAllocations(t *testing.T) {
	types := tenantTypes(t, samplePolicy(Signed))
	var kits []kit
	var tokens []string
	for i := range 500 {
		for _, k := range inRealmOf(types, types[0].realm(fmt.Sprint("tenant:", i))) {
			kits, tokens = append(kits, k), append(tokens, k.mint(t, ana))
		}
	}
	most := 1.0
	if fips140.Enabled() {
		most = 10 // keyed hashes are kept for some keys only
	}
	next := 0
	each := func(call func(i int)) float64 {
		return testing.AllocsPerRun(len(kits), func() {
			call(next % len(kits))
			next++
		})
	}
	if n := each(func(i int) { kits[i].tryMint(ana) }); n > most {
		t.Errorf("minting takes %v allocations", n)
	}
	if n := each(func(i int) { kits[i].open(tokens[i]) }); n > most {
		t.Errorf("opening takes %v allocations", n)
	}
}
