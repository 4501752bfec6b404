package generator

import (
	"slices"
	"testing"
)

// TestVersionFacts: the result has the versions and the longest token of each type.
func TestVersionFacts(t *testing.T) {
	dir := module(t, `
-- a.go --
package a

import "net/netip"

//typeseal:sign salt=a.t max-age=1h version=3 accept=1,2 mint=2
//typeseal:seal salt=a.t max-age=1h version=3 codec=json
type T struct{ ID int64 }

//typeseal:former of=T version=1
type TV1 struct{ ID int8 }

//typeseal:former of=T version=2
type TV2 struct{ ID, Longer int64 }

func (old TV1) Upgrade() (T, error)   { return T{}, nil }
func (old TV2) Upgrade() (T, error)   { return T{}, nil }
func (t T) Downgrade() (TV2, error)   { return TV2{}, nil }

//typeseal:sign salt=a.free max-age=1h
type Free struct{ Text string }

//typeseal:sign salt=a.elements max-age=1h
type Elements struct {
	List []string `+"`typeseal:\"max=3\"`"+`
}

//typeseal:sign salt=a.marshaler max-age=1h
type Marshaler struct{ At netip.Addr }
`)
	type facts struct {
		name, verb             string
		version, mint, longest int
		accept                 []int
		formers                int
	}
	want := []facts{
		{"T", "sign", 3, 2, 71, []int{1, 2, 3}, 2}, // 4 + (27+4+1+9+9)*8/6
		{"T", "seal", 3, 3, 124, []int{3}, 0},      // 4 + (59+4+len({"ID":-9223372036854775808}))*8/6
		{"Free", "sign", 1, 1, 0, []int{1}, 0},
		{"Elements", "sign", 1, 1, 0, []int{1}, 0},
		{"Marshaler", "sign", 1, 1, 0, []int{1}, 0},
	}
	types := tokensOf(t, dir)
	if len(types) != len(want) {
		t.Fatalf("%d types", len(types))
	}
	for i, w := range want {
		got := types[i]
		if got.TypeName != w.name || got.Verb != w.verb || got.Version != w.version || got.Mint != w.mint ||
			got.Longest != w.longest || !slices.Equal(got.Accept, w.accept) || len(got.Former) != w.formers {
			t.Errorf("%s %s: version %d, mint %d, accept %v, longest %d, %d formers",
				got.TypeName, got.Verb, got.Version, got.Mint, got.Accept, got.Longest, len(got.Former))
		}
	}
}
