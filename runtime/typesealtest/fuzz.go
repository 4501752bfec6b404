package typesealtest

import (
	"errors"
	"slices"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Fuzz opens random texts, and authentic tokens with random payloads.
func (k *Token[T]) Fuzz(f *testing.F) {
	x := newTester(k)
	var seeds []string
	for range 10 {
		v, why := x.random(x.mintable)
		if why != "" {
			break
		}
		token, err := x.Mint(v, x.call(Call{}))
		if err != nil {
			f.Fatal(err)
		}
		payload, _, _ := x.encodeMinted(v)
		seeds = append(seeds, token)
		f.Add(token, payload)
		f.Add(token[:len(token)-1], payload[:max(len(payload)-1, 0)])
	}
	f.Fuzz(func(t *testing.T, text string, payload []byte) {
		x.filler.rand.Seed(1) // what an input does must not depend on those before it
		if !slices.Contains(seeds, text) {
			x.refuses(t, text, typeseal.ErrInvalid, Call{})
		}
		x.testDecoder(t, payload)
	})
}

// encodeMinted returns the payload of a new token of v.
func (x *tester[T]) encodeMinted(v T) (payload []byte, fields []string, err error) {
	older, s, err := x.minted(v)
	if err != nil {
		return nil, nil, err
	}
	return x.filler.writer.encode(older, s)
}

// testDecoder: a payload is refused, or a token of its value opens again.
func (x *tester[T]) testDecoder(t *testing.T, payload []byte) {
	var state T
	token, err := x.mintRaw(x.Policy, string(payload), x.stateOf(&state))
	if err != nil {
		return // too long
	}
	p := x.receiver()
	c := x.call(Call{Token: token, Load: x.load(&state)})
	switch err := x.Open(&p, c); {
	case err != nil && x.Downgrade == nil && !errors.Is(err, typeseal.ErrPayload):
		t.Errorf("payload %x: %v", payload, err)
	case err == nil:
		again, err := x.Mint(p, x.call(Call{}))
		if errors.Is(err, typeseal.ErrMint) {
			return // what Upgrade returns, or what was compressed, may be too long
		}
		if err != nil {
			t.Fatal(err)
		}
		if x.Downgrade == nil {
			x.opens(t, again, &p, Call{Load: x.load(&state)})
		}
	}
}

// Fuzz opens random texts.
func (k *Foreign[T, K]) Fuzz(f *testing.F) {
	x := k.peer(Keys(k.Keys))
	var seeds []string
	for range 10 {
		v, why := x.random(x.mintable)
		if why != "" {
			break
		}
		token, err := x.mint(v)
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, token)
		f.Add(token)
		f.Add(token[:len(token)-1])
	}
	f.Fuzz(func(t *testing.T, text string) {
		x.filler.rand.Seed(1)
		if !slices.Contains(seeds, text) {
			x.refuses(t, text, typeseal.ErrInvalid)
		}
	})
}
