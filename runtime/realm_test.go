package typeseal

import (
	"crypto/sha512"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// TestSubkeyTable: subkeys of many keys and Specs are found, each derived once, while
// goroutines add others.
func TestSubkeyTable(t *testing.T) {
	text := ""
	for i := range 7 {
		text += []string{"primary ", "accepted "}[min(i, 1)] + GenerateKey() + "\n"
	}
	ring := mustRing(t, text).WithRealm("tenant:7")
	var specs []*Spec
	for i := range 40 { // more than the distance between the homes of two keys
		p := samplePolicy(Signed)
		p.Salt = fmt.Sprint("test.", i)
		specs = append(specs, NewSpec(p))
	}
	r := ring.viewed().present()
	var wg sync.WaitGroup
	got := make([]map[string]*subkeys, 8)
	for g := range got {
		got[g] = map[string]*subkeys{}
		wg.Go(func() {
			for i := range len(specs) * len(r.set.keys) {
				i = (i*(2*g+1) + g) % (len(specs) * len(r.set.keys))
				s, k := specs[i%len(specs)], r.set.keys[i/len(specs)]
				got[g][fmt.Sprint(s.index, k.id)] = r.subkeys(k, s, "tenant:7")
			}
		})
	}
	wg.Wait()
	for _, s := range specs {
		for _, k := range r.set.keys {
			name := fmt.Sprint(s.index, k.id)
			sub := got[0][name]
			if sub == nil || sub.of != k.owner(s) || sub.tag != k.derive(s, "tenant:7").tag {
				t.Fatalf("the subkeys of %s are of %+v", name, sub.of)
			}
			for g := range got {
				if got[g][name] != nil && got[g][name] != sub {
					t.Fatalf("the subkeys of %s were derived twice", name)
				}
			}
		}
	}
}

// TestRealmTable: as many realms as a generation has can be used in turn, and the table
// does not grow beyond two generations.
func TestRealmTable(t *testing.T) {
	var table realmTable
	name := func(i int) string { return fmt.Sprint("tenant:", i) }
	first := make([]*realm, generation)
	for i := range first {
		first[i] = table.get(nil, name(i))
	}
	for range 3 {
		for i, r := range first {
			if table.get(nil, name(i)) != r {
				t.Fatal("a realm in use was dropped")
			}
		}
	}
	for i := range 5 * generation {
		table.get(nil, name(generation+i))
		if n := len(table.young) + len(table.old); n > 2*generation {
			t.Fatalf("%d realms are kept", n)
		}
	}
	if table.get(nil, name(0)) == first[0] {
		t.Error("a realm that was not used was kept")
	}
}

// TestRealmNames: realms differ if their names do, however long these are, and the table keeps little of
// a name and nothing of the text that it is a part of.
func TestRealmNames(t *testing.T) {
	var table realmTable
	long := strings.Repeat("x", 1<<16)
	sum := sha512.Sum512([]byte(long))
	seen := map[*realm]string{}
	for _, name := range []string{
		"", "a", long[:63], long[:64], long[:65], long[:66], long, long + "y", string(sum[:]), string(sum[:]) + " ",
		"\x00", "\xff", "\xef\xbf\xbd",
	} {
		r := table.get(nil, name)
		if other, ok := seen[r]; ok {
			t.Errorf("%.40q and %.40q are one realm", name, other)
		}
		if seen[r] = name; table.get(nil, name) != r {
			t.Errorf("%.40q is two realms", name)
		}
	}
	before := heapAfterGC()
	for i := range 100 {
		text := fmt.Sprint(i, long)
		table.get(nil, text[:len(text)/2])
		table.get(nil, text[:20])
	}
	if more := heapAfterGC() - before; more > 1<<20 {
		t.Errorf("200 names take %d bytes", more)
	}
	runtime.KeepAlive(&table)
}

// heapAfterGC returns how many bytes of the heap are in use.
func heapAfterGC() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestRealmWithoutHandle: WithRealm for each request does not derive subkeys anew.
func TestRealmWithoutHandle(t *testing.T) {
	ring := mustRing(t, GenerateKey())
	if a, b := ring.WithRealm("a").viewed().present(), ring.WithRealm("a").viewed().present(); a != b {
		t.Error("the realm was made twice")
	}
	again := ring.WithRealm("a").WithRealm("b").WithRealm("")
	if again.viewed().present() != ring.viewed().present() {
		t.Error("the empty realm was made twice")
	}
}
