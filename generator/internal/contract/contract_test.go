package contract

import (
	"errors"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/codec"
)

// kinds are the runtime's constants for the kinds.
var kinds = map[Kind]typeseal.Kind{Signed: typeseal.Signed, Sealed: typeseal.Sealed, Public: typeseal.Public}

// mint returns a token of p with the payload that encode writes.
func mint(
	t *testing.T, p typeseal.Policy, encode func(*codec.MsgpackEncoder), opts ...typeseal.Option,
) (string, error) {
	t.Helper()
	p.Salt, p.Codec, p.MaxAge = "contract", typeseal.Msgpack, time.Hour
	spec := typeseal.NewSpec(p)
	var m *typeseal.Minting
	var err error
	if p.Kind == typeseal.Public {
		signing, _ := typeseal.GenerateSigningKey()
		var key *typeseal.SigningKey
		if key, err = typeseal.ParseSigningKey(signing); err == nil {
			m, err = spec.MintPublic(key, opts...)
		}
	} else {
		var keys *typeseal.Keyring
		if keys, err = typeseal.ParseKeyring(typeseal.GenerateKey()); err == nil {
			m, err = spec.Mint(keys, opts...)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if p.State {
		m.State("state")
	}
	encode(m.Msgpack())
	return m.Text()
}

func TestGeneration(t *testing.T) {
	if Generation != typeseal.NewestGenerated || Generation < typeseal.OldestGenerated {
		t.Errorf("the generator is at %d, the runtime serves %d to %d", Generation, typeseal.OldestGenerated,
			typeseal.NewestGenerated)
	}
	if Unlimited != typeseal.Unlimited {
		t.Error("Unlimited differs from the runtime's")
	}
}

// TestSizes: tokens have the length that the generator computes, and the default prefix.
func TestSizes(t *testing.T) {
	ttl := []typeseal.Option{typeseal.TTL(time.Minute)}
	for kind, k := range kinds {
		once := int64(IDSize + TTLSize) // a single-use token has an id and a TTL
		if kind.HasID() {
			once = TTLSize
		}
		for _, c := range []struct {
			what   string
			policy typeseal.Policy
			opts   []typeseal.Option
			extra  int64
		}{
			{"plain", typeseal.Policy{}, nil, 0},
			{"ttl", typeseal.Policy{}, ttl, TTLSize},
			{"once", typeseal.Policy{Once: true}, nil, once},
			{"state", typeseal.Policy{State: true}, nil, StateSize},
			{"deflate", typeseal.Policy{Deflate: true}, nil, DeflateFlag},
		} {
			if c.policy.State && kind == Public {
				continue
			}
			c.policy.Kind = k
			token, err := mint(t, c.policy, func(e *codec.MsgpackEncoder) { e.Nil() }, c.opts...)
			text, ok := strings.CutPrefix(token, DefaultPrefix)
			if wire := int64(len(text)) * 6 / 8; err != nil || !ok || wire != kind.Overhead()+c.extra+1 {
				t.Errorf("%s %s: %s has %d bytes, %v", kind, c.what, token, wire, err)
			}
		}
	}
}

// TestLimits: the runtime has the same defaults.
func TestLimits(t *testing.T) {
	longest := 0
	for n := range DefaultMaxSize {
		token, err := mint(t, typeseal.Policy{Kind: typeseal.Signed},
			func(e *codec.MsgpackEncoder) { e.Bytes(make([]byte, n)) })
		if err != nil {
			if !errors.Is(err, typeseal.ErrMint) {
				t.Fatal(err)
			}
			break
		}
		longest = len(token)
	}
	if longest > DefaultMaxSize || longest < DefaultMaxSize-1 { // base64 texts cannot have every length
		t.Errorf("the longest token has %d characters", longest)
	}
	for n, want := range map[int]bool{DefaultMaxSize*InflateFactor - 3: true, DefaultMaxSize*InflateFactor - 2: false} {
		_, err := mint(t, typeseal.Policy{Kind: typeseal.Signed, Deflate: true}, func(e *codec.MsgpackEncoder) {
			e.Bytes(make([]byte, n))
		})
		if (err == nil) != want {
			t.Errorf("%d bytes to compress: %v", n, err)
		}
	}
	for _, c := range []struct {
		policy typeseal.Policy
		want   bool
	}{
		{typeseal.Policy{Version: MaxVersion}, true},
		{typeseal.Policy{Version: MaxVersion + 1}, false},
		{typeseal.Policy{MaxSize: MostMaxSize}, true},
		{typeseal.Policy{MaxSize: MostMaxSize + 1}, false},
	} {
		c.policy.Kind, c.policy.Salt, c.policy.Codec, c.policy.MaxAge = typeseal.Signed, "a", typeseal.JSON, time.Hour
		if accepted(c.policy) != c.want {
			t.Errorf("%+v: accepted %v", c.policy, !c.want)
		}
	}
}

// accepted reports whether NewSpec accepts a policy.
func accepted(p typeseal.Policy) (ok bool) {
	defer func() { ok = recover() == nil }()
	typeseal.NewSpec(p)
	return true
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
