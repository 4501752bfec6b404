package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
	"github.com/typeseal/typeseal/testdata/measure"
)

// tenants compares a program that has many realms with a program that has one, and
// measures the memory of the subkeys.
type tenants struct {
	sizes []tenantSize
	rows  []*tenantRow
}

// The program has this many tenants, each with tokens of this many types.
const (
	tenantRealms = 10_000
	tenantTypes  = 10
)

// A tenantSize is the memory for one type in one realm.
type tenantSize struct {
	kind  string
	bytes float64
}

// A tenantRow is one operation: with a single realm, with all realms in turn, and with
// realms in a random order.
type tenantRow struct {
	op                op
	one, turn, random *measure.Cell
	allocs            int // with all realms
}

func measureTenants(c config) (section, error) {
	sizes, err := tenantSizes()
	if err != nil {
		return nil, err
	}
	rows, err := tenantRows()
	if err != nil {
		return nil, err
	}
	var cells []*measure.Cell
	for _, r := range rows {
		cells = append(cells, r.one, r.turn, r.random)
	}
	return &tenants{sizes, rows}, measure.Run(cells, c.rounds, c.slice)
}

// tenantKinds are the kinds of tokens that have different subkeys.
var tenantKinds = []struct {
	name   string
	policy typeseal.Policy
}{
	{"signed", typeseal.Policy{Kind: typeseal.Signed}},
	{"signed, with state", typeseal.Policy{Kind: typeseal.Signed, State: true}},
	{"sealed", typeseal.Policy{Kind: typeseal.Sealed}},
	{"sealed, with state", typeseal.Policy{Kind: typeseal.Sealed, State: true}},
	{"Ed25519", typeseal.Policy{Kind: typeseal.Public}},
}

// tenantPolicies returns policies that differ in their salts.
func tenantPolicies(p typeseal.Policy) (types []*payloads.Typed) {
	p.Codec, p.MaxAge = typeseal.Msgpack, time.Hour
	for i := range tenantTypes {
		p.Salt = fmt.Sprint("bench.tenants.", i)
		types = append(types, payloads.NewTyped(p))
	}
	return types
}

func tenantSizes() (sizes []tenantSize, err error) {
	for _, k := range tenantKinds {
		use, err := user(tenantPolicies(k.policy), k.policy.Kind)
		if err != nil {
			return nil, err
		}
		bytes, err := weigh(use)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, tenantSize{k.name, bytes})
	}
	return sizes, nil
}

// user returns a function that mints a token of each type in a realm, and returns the
// realm's ring.
func user(types []*payloads.Typed, kind typeseal.Kind) (use func(realm string) (ring any, err error), err error) {
	if kind == typeseal.Public {
		text, _ := typeseal.GenerateSigningKey()
		key, err := typeseal.ParseSigningKey(text)
		return func(realm string) (any, error) {
			ring := key.WithRealm(realm)
			return ring, eachType(types, func(t *payloads.Typed) error { _, err := t.MintPublic(ring); return err })
		}, err
	}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	return func(realm string) (any, error) {
		ring := keys.WithRealm(realm)
		return ring, eachType(types, func(t *payloads.Typed) error { _, err := t.Mint(ring); return err })
	}, err
}

func eachType(types []*payloads.Typed, do func(*payloads.Typed) error) error {
	for _, t := range types {
		if err := do(t); err != nil {
			return err
		}
	}
	return nil
}

// weigh returns the memory of a type in a realm, with its share of the realm's ring.
func weigh(use func(realm string) (any, error)) (float64, error) {
	rings := make([]any, tenantRealms)
	if _, err := use("the first one"); err != nil {
		return 0, err
	}
	before := heap()
	for i := range rings {
		var err error
		if rings[i], err = use(fmt.Sprint("tenant:", i)); err != nil {
			return 0, err
		}
	}
	bytes := float64(heap()) - float64(before)
	runtime.KeepAlive(rings)
	return bytes / tenantRealms / tenantTypes, nil
}

// heap returns the size of all objects in use. The second collection empties the pools.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A round is a program that goes from realm to realm, each time with the next type.
type round struct {
	types []*payloads.Typed
	rings []*typeseal.Keyring
	next  int // counts the calls

	// tokens are those of all types in all realms, in the order of the calls. They are one
	// text, so that processors fetch them ahead, as if they had just been read from the
	// network.
	tokens string
	size   int // of a token
}

// newRound returns a program with so many realms, whose subkeys are all derived.
func newRound(realms int) (*round, error) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		return nil, err
	}
	r := &round{types: tenantPolicies(tenantKinds[0].policy)}
	for i := range realms {
		ring := keys.WithRealm(fmt.Sprint("tenant:", i))
		if err := eachType(r.types, func(t *payloads.Typed) error { _, err := t.Mint(ring); return err }); err != nil {
			return nil, err
		}
		r.rings = append(r.rings, ring)
	}
	return r, r.mint()
}

// shuffled returns a program that goes to the same realms in a random order.
func (r *round) shuffled() (*round, error) {
	other := &round{types: r.types, rings: slices.Clone(r.rings)}
	rand.Shuffle(len(other.rings), func(i, j int) {
		other.rings[i], other.rings[j] = other.rings[j], other.rings[i]
	})
	return other, other.mint()
}

// mint mints the tokens.
func (r *round) mint() error {
	var all strings.Builder
	for range len(r.rings) * len(r.types) {
		typed, ring := r.visit()
		token, err := typed.Mint(ring)
		if err != nil {
			return err
		}
		r.size = len(token)
		all.WriteString(token)
	}
	r.tokens = all.String()
	return nil
}

// visit returns the type and the realm of the next call.
func (r *round) visit() (*payloads.Typed, *typeseal.Keyring) {
	i := r.next
	r.next = (r.next + 1) % (len(r.rings) * len(r.types))
	return r.types[(i+i/len(r.rings))%len(r.types)], r.rings[i%len(r.rings)]
}

func (r *round) sign() error {
	typed, ring := r.visit()
	_, err := typed.Mint(ring)
	return err
}

func (r *round) verify() error {
	token := r.tokens[r.next*r.size:][:r.size]
	typed, ring := r.visit()
	return typed.Verify(ring, token)
}

func tenantRows() ([]*tenantRow, error) {
	one, err1 := newRound(1)
	turn, err2 := newRound(tenantRealms)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	random, err := turn.shuffled()
	if err != nil {
		return nil, err
	}
	var rows []*tenantRow
	for _, o := range []struct {
		op op
		do func(*round) error
	}{{sign, (*round).sign}, {verify, (*round).verify}} {
		cell := func(where string, r *round) *measure.Cell {
			return &measure.Cell{
				Name: fmt.Sprintf("%s in %s", o.op, where),
				Time: measure.Loop(func() error { return o.do(r) }),
			}
		}
		row := &tenantRow{op: o.op, one: cell("one realm", one), turn: cell("realms in turn", turn),
			random: cell("random realms", random)}
		if row.allocs, _, err = measure.Allocs(func() error { return o.do(turn) }); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (s *tenants) verdicts() (list []verdict) {
	for _, r := range s.rows {
		list = append(list,
			verdict{what: fmt.Sprintf("%s, %d realms in turn / one realm", r.op, tenantRealms),
				got: measure.Ratio(r.turn, r.one), limit: maxTenants, watched: true},
			count(fmt.Sprintf("%s, %d realms in turn: allocations", r.op, tenantRealms), r.allocs, 1))
	}
	for _, z := range s.sizes {
		list = append(list, verdict{what: "bytes for a realm and type, " + z.kind,
			got: measure.Spread{Best: z.bytes, Median: z.bytes}, limit: maxTenantBytes, watched: true})
	}
	return list
}

const tenantsHead = `## Tenants

A program has %d realms, and tokens of %d types in each. In turn, each call is in the next realm and with another
type. In a random order, processors cannot guess which memory is next. The ratios are to a program with a single realm,
in the best rounds.

| | ns, one realm | in turn | ratio | in a random order | ratio |
|---|--:|--:|--:|--:|--:|
`

func (s *tenants) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, tenantsHead, tenantRealms, tenantTypes)
	for _, r := range s.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.op, nanoseconds(r.one.Best()),
			nanoseconds(r.turn.Best()), measure.Number(measure.Ratio(r.turn, r.one).Best),
			nanoseconds(r.random.Best()), measure.Number(measure.Ratio(r.random, r.one).Best))
	}
	b.WriteString("\nThe memory for one type in one realm, with its share of the realm and its ring:\n\n")
	b.WriteString("| | bytes |\n|---|--:|\n")
	for _, z := range s.sizes {
		fmt.Fprintf(&b, "| %s | %.0f |\n", z.kind, z.bytes)
	}
	return b.String()
}
