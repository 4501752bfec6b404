package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/generator/internal/contract"
	"github.com/typeseal/typeseal/generator/internal/lock"
	"github.com/typeseal/typeseal/generator/internal/plan"
)

// A builder builds a schema.
type builder struct {
	Order
	newest  map[string]*lock.Type // one directive of each Go type, by its name with path
	types   []*Type
	records map[string]*record // by identity
	order   []*record          // each after those inside it
	faults  []Fault
	used    map[string]bool // the paths in Order.Names that were found
}

func (b *builder) fault(t *lock.Type, fact, message, help string) {
	b.faults = append(b.faults, Fault{t.ID(), fact, message, help})
}

// build makes all types and structs. They have no names yet.
func (b *builder) build(types []*lock.Type) {
	types = slices.Clone(types)
	slices.SortFunc(types, func(x, y *lock.Type) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), strings.Compare(x.Package, y.Package),
			strings.Compare(y.Verb, x.Verb)) // sign, then seal
	})
	b.newest = map[string]*lock.Type{}
	for _, t := range types {
		if b.newest[t.GoType.String()] == nil {
			b.newest[t.GoType.String()] = t
		}
	}
	for _, t := range types {
		if n := len(b.types); n == 0 || b.types[n-1].Go != t.GoType.String() {
			b.types = append(b.types, b.typ(t))
		}
		typ := b.types[len(b.types)-1]
		typ.Tokens = append(typ.Tokens, b.token(t, typ))
	}
}

// typ makes a type without its tokens.
func (b *builder) typ(t *lock.Type) *Type {
	typ := &Type{Go: t.GoType.String(), Payload: b.payload(t).Struct}
	typ.Payload.Type = typ
	for _, f := range t.State {
		typ.State = append(typ.State, &State{Go: f.Go, Form: f.Type})
	}
	return typ
}

// token makes the tokens of one directive.
func (b *builder) token(t *lock.Type, typ *Type) *Token {
	d := t.Directive()
	token := &Token{
		Verb: t.Verb, Kind: t.Kind, Codec: d.Codec, Deflate: d.Deflate, Salt: t.Salt, Prefix: t.Prefix,
		MaxAge: -1, MaxSize: t.MaxSize, Longest: t.MaxSize, Once: t.Once, Grace: int64(t.Grace / time.Second),
		Readers: plan.Readers(d, "the payload"), Version: t.Version, Mint: t.Mint,
	}
	if t.MaxAge != contract.Unlimited {
		token.MaxAge, token.Life = int64(t.MaxAge/time.Second), plan.Words(t.MaxAge)
	}
	if t.Grace != 0 {
		token.Again = plan.Words(t.Grace)
	}
	if n, bounded := plan.LongestOf(d, len(t.State) > 0, t.Minted()...); bounded {
		token.Longest = min(n, t.MaxSize)
	}
	if a := d.Also; a != nil {
		typ.LeftOut = append(typ.LeftOut, fmt.Sprintf("Tokens of %s are accepted only in Go.",
			contract.Foreign(a.Format).Title))
	}
	if b.payload(t).Struct != typ.Payload { // they are one struct in Go
		b.fault(t, "version", fmt.Sprintf("sign and seal of %s have different fields", t.Name),
			"run typeseal in the module that has the type")
	}
	for _, v := range t.Accept {
		token.Payloads = append(token.Payloads, Version{v, b.version(t, v).Struct})
	}
	token.steps()
	return token
}

// steps sets Upgrades and Downgrades.
func (t *Token) steps() {
	for i, v := range t.Payloads[:len(t.Payloads)-1] { // the last one is Version
		next := t.Payloads[i+1]
		t.Upgrades = append(t.Upgrades, Step{v, next})
		if v.Number >= t.Mint {
			t.Downgrades = append([]Step{{next, v}}, t.Downgrades...)
		}
	}
}
