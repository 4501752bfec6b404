package typeseal

import (
	"context"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/codec"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// sample is a payload. Its methods do what generated code does.
type sample struct {
	ID   int64
	Name string
}

func (s *sample) encode(e *codec.MsgpackEncoder) {
	e.Array(2)
	e.Int(s.ID)
	e.String(s.Name)
}

func (s *sample) decode(d *codec.MsgpackDecoder) {
	d.Struct(2)
	s.ID = d.Int(64)
	s.Name = d.String()
}

// kit is a token type with keys for it.
type kit struct {
	name    string
	spec    *Spec
	ring    *Keyring
	signing *SigningKey
	public  *PublicKeyring
}

func samplePolicy(kind Kind) Policy {
	return Policy{Kind: kind, Salt: "test.sample", Codec: Msgpack, Version: 1, MaxAge: time.Hour}
}

// kits returns one kit for each kind, with fresh keys.
func kits(t testing.TB) []*kit {
	list := []*kit{newKit(t, samplePolicy(Signed)), newKit(t, samplePolicy(Sealed)), newKit(t, samplePolicy(Public))}
	for i, name := range []string{"signed", "sealed", "public"} {
		list[i].name = name
	}
	return list
}

func newKit(t testing.TB, p Policy) *kit {
	k := &kit{spec: NewSpec(p)}
	k.newKeys(t)
	return k
}

func (k *kit) newKeys(t testing.TB) {
	if Kind(k.spec.kind) != Public {
		k.ring = mustRing(t, GenerateKey())
		return
	}
	signing, public := GenerateSigningKey()
	var err error
	if k.signing, err = ParseSigningKey(signing); err != nil {
		t.Fatal(err)
	}
	if k.public, err = ParsePublicKeyring(public); err != nil {
		t.Fatal(err)
	}
}

func mustRing(t testing.TB, text string) *Keyring {
	t.Helper()
	ring, err := ParseKeyring(text)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// with returns a kit for another type, with the same keys.
func (k *kit) with(p Policy) *kit {
	return &kit{name: k.name, spec: NewSpec(p), ring: k.ring, signing: k.signing, public: k.public}
}

// realm returns the kit with its keys in another realm.
func (k *kit) realm(realm string) *kit {
	moved := *k
	if k.ring != nil {
		moved.ring = k.ring.WithRealm(realm)
	} else {
		moved.signing, moved.public = k.signing.WithRealm(realm), k.public.WithRealm(realm)
	}
	return &moved
}

func (k *kit) begin(opts ...Option) (*Minting, error) {
	if k.ring != nil {
		return k.spec.Mint(k.ring, opts...)
	}
	return k.spec.MintPublic(k.signing, opts...)
}

// tryMint does what generated code does. The result of Mint stays on the stack.
func (k *kit) tryMint(s sample, opts ...Option) (string, error) {
	var m *Minting
	var err error
	if k.ring != nil {
		m, err = k.spec.Mint(k.ring, opts...)
	} else {
		m, err = k.spec.MintPublic(k.signing, opts...)
	}
	if err != nil {
		return "", err
	}
	s.encode(m.Msgpack())
	return m.Text()
}

func (k *kit) mint(t testing.TB, s sample, opts ...Option) string {
	t.Helper()
	token, err := k.tryMint(s, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// bind mints a token of s that is bound to state.
func (k *kit) bind(t testing.TB, s sample, state []string, opts ...Option) string {
	m, err := k.begin(opts...)
	if err != nil {
		t.Fatal(err)
	}
	m.State(state...)
	s.encode(m.Msgpack())
	token, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// raw mints an authentic token whose payload is any bytes. edit may change flags and
// times before the tag is computed.
func (k *kit) raw(t testing.TB, content string, edit func(*stamp)) string {
	t.Helper()
	m, err := k.begin()
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(&m.room.stamp)
		m.room.begin(nil)
	}
	m.Msgpack().Reset(append(m.room.message, content...))
	token, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// open does what generated code does for Verify, and for Peek of a single-use type.
func (k *kit) open(token string, opts ...Option) (s sample, err error) {
	var o *Opening
	if k.ring != nil {
		o, err = k.spec.Open(k.ring, token, opts...)
	} else {
		o, err = k.spec.OpenPublic(k.public, token, opts...)
	}
	if err != nil {
		return s, err
	}
	s.decode(o.Msgpack())
	if err := Decoded(o, &s); err != nil || !k.spec.once {
		return s, err
	}
	return s, o.Peek(context.Background(), nil)
}

func (k *kit) begun(token string, opts ...Option) (*Opening, error) {
	if k.ring != nil {
		return k.spec.Open(k.ring, token, opts...)
	}
	return k.spec.OpenPublic(k.public, token, opts...)
}

// openAt is Spec.Open at the time now in Unix seconds.
func openAt(s *Spec, keys *view, token string, opts []Option, now int64) (*Opening, error) {
	o := new(Opening)
	return o, s.openWith(o, keys, s.kind == envelope.Public, token, opts, now)
}

// setOf returns the present keys of a ring or signing key.
func setOf(h interface{ viewed() *view }) *keySet { return h.viewed().present().set }
