package languages

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

var (
	tokenSeed  = flag.Uint64("tokens.seed", 0, "seed of TestTokens and TestFaults; 0: a new one")
	tokenCount = flag.Int("tokens", 1500, "tokens of TestTokens, and of TestFaults")
)

// realms are the realms of keys.
var realms = []string{"", "staging", "Mandant:ß\U0001f511"}

// cutBinding is the binding that a cutoff names.
const cutBinding = `Sitzung "ß"\x`

// tokenKeys are five keys of both kinds. In a ring, they are primary, accepted, retired, revoked,
// and absent.
type tokenKeys struct {
	root, signing, public [5]string
	rings                 []map[string]any // questions that define them
}

func newTokenKeys(types []tokenType) *tokenKeys {
	k := &tokenKeys{}
	for i := range k.root {
		k.root[i] = typeseal.GenerateKey()
		k.signing[i], k.public[i] = typeseal.GenerateSigningKey()
	}
	now := time.Unix(tokenNow, 0).UTC().Format(time.RFC3339)
	binding, err := json.Marshal(cutBinding)
	if err != nil {
		panic(err)
	}
	salts := ""
	for _, p := range types {
		salts += "\ncutoff " + now + " salt " + p.salt()
	}
	for _, realm := range realms {
		for name, cutoffs := range map[string]string{
			"open":    "\ncutoff " + now + " salt another\ncutoff " + now + " binding \"another\"",
			"cutoff":  "\ncutoff " + now,
			"salt":    salts,
			"binding": "\ncutoff " + now + " binding " + string(binding),
		} {
			k.add("root "+name, realm, "", k.text("primary", k.root)+cutoffs)
			k.add("public "+name, realm, "public", k.text("accepted", k.public)+cutoffs)
		}
		for i := range 2 {
			k.add(fmt.Sprint("root mint", i), realm, "", "primary "+k.root[i])
			k.add(fmt.Sprint("public mint", i), realm, "signing", "primary "+k.signing[i])
		}
		k.add("root absent", realm, "", "primary "+k.root[4])
		k.add("public absent", realm, "public", "accepted "+k.public[4])
	}
	return k
}

func (k *tokenKeys) text(first string, keys [5]string) string {
	return first + " " + keys[0] + "\naccepted " + keys[1] + "\nretired " + keys[2] + "\nrevoked " + keys[3]
}

func (k *tokenKeys) add(name, realm, kind, text string) {
	k.rings = append(k.rings, map[string]any{"op": "ring", "name": name + " " + realm, "realm": realm, "text": text,
		"public": kind == "public", "signing": kind == "signing", "now": tokenNow})
}

// textOf returns the text of the ring with a name.
func (k *tokenKeys) textOf(name any) any {
	for _, ring := range k.rings {
		if ring["name"] == name {
			return ring["text"]
		}
	}
	return nil
}

// ring returns the name of a ring for tokens of a type.
func (k *tokenKeys) ring(p tokenType, name, realm string) string {
	if p.kind == "public" {
		return "public " + name + " " + realm
	}
	return "root " + name + " " + realm
}

// secret returns the text of the key that mints tokens of a type.
func (k *tokenKeys) secret(p tokenType, i int) string {
	if p.kind == "public" {
		return k.signing[i]
	}
	return k.root[i]
}

// A tokenAnswer is what a party says about a token.
type tokenAnswer struct {
	Token string         `json:"token,omitempty"`
	Value map[string]any `json:"value,omitempty"`
	Error string         `json:"error,omitempty"`
}

// A bench has the parties that open tokens, and what they are asked.
type bench struct {
	*rand.Rand
	types     []tokenType
	keys      *tokenKeys
	parties   []*party
	reference *party
	wrong     int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a program")
	}
	seed := *tokenSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-tokens.seed %d", seed)
	b := &bench{Rand: rand.New(rand.NewPCG(seed, 0)), types: tokenTypes()}
	b.keys = newTokenKeys(b.types)
	b.reference = startReference(t)
	b.parties = append(startLanguages(t), b.reference, startGo(t, tokensProgram(t, b.types)))
	for _, p := range b.parties {
		for _, ring := range b.keys.rings {
			b.define(t, p, ring)
		}
		for _, p2 := range b.types {
			b.define(t, p, p2.policy())
		}
	}
	return b
}

func (b *bench) define(t *testing.T, p *party, q map[string]any) {
	t.Helper()
	var a tokenAnswer
	if err := p.ask(q, &a); err != nil || a.Error != "" {
		t.Fatalf("%s: %v: %q, %v", p.name, q, a.Error, err)
	}
}

// ask asks all parties at once.
func (b *bench) ask(parties []*party, q map[string]any) []tokenAnswer {
	answers := make([]tokenAnswer, len(parties))
	var wait sync.WaitGroup
	for i, p := range parties {
		wait.Go(func() {
			if err := p.ask(q, &answers[i]); err != nil {
				panic(fmt.Sprintf("%s: %v: %v", p.name, q, err))
			}
		})
	}
	wait.Wait()
	return answers
}

// expect asks the parties, and compares their answers. If the answer must have a value, fields
// are those of the token's version.
func (b *bench) expect(t *testing.T, what string, parties []*party, q map[string]any, want string, value *tokenValue,
	fields []field) {
	t.Helper()
	for i, a := range b.ask(parties, q) {
		var wantValue map[string]any
		if value != nil {
			wantValue = value.notation(fields)
			if parties[i].name == "Go" {
				wantValue = value.upgraded(fields)
			}
			wantValue = plainJSON(wantValue)
		}
		if a.Error == want && reflect.DeepEqual(a.Value, wantValue) {
			continue
		}
		if b.wrong++; b.wrong > 20 {
			t.FailNow()
		}
		question, _ := json.Marshal(q)
		t.Errorf("%s: %s says %q, %v; want %q, %v\n%s\nring %q", what, parties[i].name, a.Error, a.Value, want,
			wantValue, question, b.keys.textOf(q["ring"]))
	}
}

// openers returns the parties that open a token of a type. The reference opens only some of the
// public ones, since its Ed25519 is slow.
func (b *bench) openers(p tokenType) []*party {
	if p.kind != "public" || b.IntN(4) == 0 {
		return b.parties
	}
	return slices.DeleteFunc(slices.Clone(b.parties), func(p *party) bool { return p == b.reference })
}

// plainJSON returns what JSON makes of a value.
func plainJSON(v map[string]any) (out map[string]any) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		panic(err)
	}
	return out
}

// TestTokens mints tokens in each language, and opens them in all: as they are, and with
// something that must not open them.
func TestTokens(t *testing.T) {
	b := newBench(t)
	for i := range *tokenCount {
		p := b.types[i%len(b.types)]
		c := newTokenCase(b.Rand, p, b.keys, false)
		c.version, c.iat = p.mint, tokenNow
		if c.IntN(2) == 0 {
			c.ttl = nil
		} else {
			ttl := 1 + c.Int64N(60)
			c.ttl = &ttl
		}
		minter := b.parties[i/len(b.types)%len(b.parties)]
		ring := b.keys.ring(p, fmt.Sprint("mint", c.IntN(2)), c.realm)
		mint := map[string]any{"op": "mint", "policy": p.name, "ring": ring, "value": c.value.notation(c.fields()),
			"state": c.state, "bindings": c.bindings, "ttl": c.ttl, "now": tokenNow}
		minted := b.ask([]*party{minter}, mint)[0]
		if minted.Token == "" {
			t.Fatalf("%s does not mint: %q: %v", minter.name, minted.Error, mint)
		}
		what := "minted by " + minter.name
		b.expect(t, what, b.openers(p), c.open(minted.Token), "", &c.value, c.fields())
		b.otherwise(t, what, c, minted.Token)
	}
	t.Logf("%d tokens, each opened by %d; %d disagreements", *tokenCount, len(b.parties), b.wrong)
}

// otherwise opens a token of c with something that must not open it.
func (b *bench) otherwise(t *testing.T, what string, c *tokenCase, token string) {
	t.Helper()
	q, want := c.open(token), ""
	var value *tokenValue
	switch b.IntN(7) {
	case 0:
		q["bindings"], want = append(slices.Clone(c.bindings), ""), "forged"
	case 1:
		q["ring"], want = b.keys.ring(c.p, "open", realms[(slices.Index(realms, c.realm)+1)%len(realms)]), "forged"
	case 2:
		q["ring"], want = b.keys.ring(c.p, "absent", c.realm), "unknown_key"
	case 3:
		q["now"], want = tokenNow-61, "not_yet_valid"
	case 4:
		q["now"], want, value = tokenNow+c.life()+1, "expired", &c.value
		if c.ttl == nil && c.p.maxAge == 0 {
			want = ""
		}
	case 5:
		q["now"], value = tokenNow+c.life(), &c.value
	default:
		if len(c.state) == 0 {
			return
		}
		q["state"], want = newTokenCase(b.Rand, c.p, b.keys, false).state, "stale"
		if reflect.DeepEqual(q["state"], c.state) {
			return
		}
	}
	b.expect(t, what, b.openers(c.p), q, want, value, c.fields())
}

// TestFaultPairs forges tokens without faults, with one fault, and with two: the step that comes
// first determines the error.
func TestFaultPairs(t *testing.T) {
	b := newBench(t)
	seen := map[string]bool{}
	for i := range *tokenCount {
		p := b.types[i%len(b.types)]
		list := b.some(p)
		c := newTokenCase(b.Rand, p, b.keys, len(list) == 0)
		first := fault{step: 99}
		var names []string
		for _, f := range list {
			f.apply(c)
			names = append(names, f.name)
			if f.step < first.step {
				first = f
			}
		}
		what := fmt.Sprintf("%s %s with %s", p.kind, p.codecName(), strings.Join(names, " and "))
		seen[strings.Join(names, " and ")] = true
		forged := b.ask([]*party{b.reference}, c.forge())[0]
		q, parties := c.open(c.damaged(forged.Token)), b.openers(p)
		if c.twice {
			parties = slices.DeleteFunc(slices.Clone(parties), func(p *party) bool { return p == b.reference })
			q["op"], q["store"] = "redeem", "store"
			b.ask(parties, q)
		}
		var value *tokenValue
		if first.word == "" || first.word == "expired" && c.spoil == nil {
			value = &c.value
		}
		b.expect(t, what, parties, q, first.word, value, c.fields())
	}
	t.Logf("%d tokens with %d kinds and pairs of faults, each opened by %d; %d disagreements", *tokenCount, len(seen),
		len(b.parties), b.wrong)
}

// some returns up to two faults that a token of a type can have.
func (b *bench) some(p tokenType) (list []fault) {
	for range 100 {
		f := faults[b.IntN(len(faults))]
		switch {
		case !f.can(p):
		case len(list) == 0:
			if list = append(list, f); b.IntN(8) == 0 {
				return list[:b.IntN(2)]
			}
		case f.compatible(list[0]):
			list = append(list, f)
			b.Shuffle(2, func(i, j int) { list[i], list[j] = list[j], list[i] })
			return list
		}
	}
	return list
}
