package typeseal

import (
	"fmt"
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
