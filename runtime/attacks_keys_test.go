package typeseal

import (
	"bytes"
	"crypto/fips140"
	"errors"
	"testing"
	"testing/cryptotest"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// TestForeignSignatures: signatures that the same Ed25519 key made for another purpose
// are refused, and so are other encodings of a valid signature.
func TestForeignSignatures(t *testing.T) {
	k := newKit(t, samplePolicy(Public))
	w := wire(t, k.mint(t, ana))
	resign := func(signature []byte) error {
		changed := bytes.Clone(w)
		copy(changed[len(w)-65:], signature)
		_, err := k.open(text(changed))
		return err
	}
	for what, message := range map[string][]byte{
		"of the bare payload": w[10 : len(w)-65], "of all bytes in front": w[:len(w)-65],
	} {
		signature, err := setOf(k.signing).primary.sign.Append(nil, message)
		if err != nil {
			t.Fatal(err)
		}
		wantKind(t, what, resign(signature), ErrForged)
	}
	signature := bytes.Clone(w[len(w)-65 : len(w)-1])
	wantKind(t, "s + L", resign(append(signature[:32:32], addOrder(signature[32:])...)), ErrForged)
	negated := bytes.Clone(signature)
	negated[31] ^= 0x80
	wantKind(t, "R negated", resign(negated), ErrForged)
	identity := append(append([]byte{1}, make([]byte, 31)...), make([]byte, 32)...)
	wantKind(t, "R the identity, s zero", resign(identity), ErrForged)
	beyond := append(bytes.Repeat([]byte{0xff}, 32), signature[32:]...)
	wantKind(t, "R beyond p", resign(beyond), ErrForged)
}

// addOrder adds the order of Ed25519's group to a little-endian scalar.
func addOrder(s []byte) []byte {
	order := [32]byte{
		0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		31: 0x10,
	}
	sum, carry := make([]byte, 32), 0
	for i := range sum {
		carry += int(s[i]) + int(order[i])
		sum[i] = byte(carry)
		carry >>= 8
	}
	return sum
}

// TestCommitting: a key does not open a token that another key sealed. (With AES-GCM,
// anyone can make a ciphertext that two keys open. Here, that needs a collision of
// HMAC-SHA-256.)
func TestCommitting(t *testing.T) {
	k := newKit(t, samplePolicy(Sealed))
	w := wire(t, k.mint(t, ana))
	for range 64 {
		other := *k
		other.newKeys(t)
		changed := bytes.Clone(w)
		copyKeyID(changed, wire(t, other.mint(t, ana)))
		_, err := other.open(text(changed))
		wantKind(t, "a second key", err, ErrForged)
	}
}

// TestKeys: a token of another key is refused. So is a tag that the right key made for
// another use, or over the parts without their lengths.
func TestKeys(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana)
		other := *k
		other.newKeys(t)
		_, err := other.open(token)
		wantKind(t, k.name+" other key", err, ErrUnknownKey)
		w := wire(t, token)
		copyKeyID(w, wire(t, other.mint(t, ana)))
		_, err = other.open(text(w))
		wantKind(t, k.name+" key id forced", err, ErrForged)
	}
	testOtherTags(t)
}

// testOtherTags gives a signed and a sealed token tags that the same key could
// make for something else.
func testOtherTags(t *testing.T) {
	signed := newKit(t, samplePolicy(Signed))
	sealed := signed.with(samplePolicy(Sealed))
	for _, k := range []*kit{signed, sealed} {
		w := wire(t, k.mint(t, ana))
		p, ok := envelope.Split(w, k.spec.kind)
		if !ok {
			t.Fatal("no token")
		}
		key := setOf(k.ring).primary
		root, sub := key.root, k.ring.viewed().present().subkeys(key, k.spec, "")
		head := pae.Size(k.spec.appendHead(nil, p.Header, "", nil, p.Nonce), len(p.Content))
		retag := func(mac suite.MAC, head []byte) error {
			changed := bytes.Clone(w)
			copy(changed[len(w)-1-len(p.Tag):], mac.Append(nil, head, p.Content, len(p.Tag)))
			_, err := k.open(text(changed))
			return err
		}
		if err := retag(sub.tag, head); err != nil {
			t.Fatalf("the right tag: %v", err)
		}
		wantKind(t, "no PAE", retag(sub.tag, append(p.Header.Append(nil), p.Nonce...)), ErrForged)
		for _, use := range []string{suite.Sign, suite.SealTag, suite.SealEnc, suite.State} {
			if own := k == signed && use == suite.Sign || k == sealed && use == suite.SealTag; !own {
				other := suite.NewMAC(root.Subkey(use, k.spec.domain("")))
				wantKind(t, "the key for "+use, retag(other, head), ErrForged)
			}
		}
	}
}

// TestNamespace: a token opens only with the type, codec, realm and schema version that
// it was minted for.
func TestNamespace(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana)
		p := samplePolicy(Kind(k.spec.kind))
		change := func(what string, edit func(*Policy)) {
			q := p
			edit(&q)
			_, err := k.with(q).open(token)
			wantKind(t, k.name+" "+what, err, ErrForged)
		}
		change("other salt", func(p *Policy) { p.Salt = "test.other" })
		change("other codec", func(p *Policy) { p.Codec = JSON })
		change("deflate", func(p *Policy) { p.Deflate = true })
		_, err := k.realm("staging").open(token)
		wantKind(t, k.name+" other realm", err, ErrForged)
		p.Salt = "c"
		q := p
		q.Salt = "bc"
		_, err = k.with(q).realm("a").open(k.with(p).realm("ab").mint(t, ana))
		wantKind(t, k.name+" boundary between realm and salt", err, ErrForged)
		p.Version, p.Salt = 2, "test.sample"
		_, err = k.with(p).open(token)
		wantKind(t, k.name+" version", err, ErrVersion)
	}
}

// TestBindings: opening requires the same bindings in the same order.
func TestBindings(t *testing.T) {
	lists := [][]string{nil, {""}, {"ab"}, {"a", "b"}, {"b", "a"}, {"ab", ""}, {"a", "bc"}, {"abc"}}
	for _, k := range kits(t) {
		for i, minted := range lists {
			token := k.mint(t, ana, bound(minted)...)
			for j, given := range lists {
				_, err := k.open(token, bound(given)...)
				switch {
				case i == j && err != nil:
					t.Errorf("%s: bound to %q: %v", k.name, minted, err)
				case i != j:
					wantKind(t, k.name, err, ErrForged)
				}
			}
		}
	}
}

func bound(list []string) (opts []Option) {
	for _, b := range list {
		opts = append(opts, BoundTo(b))
	}
	return opts
}

// TestBindingUTF8: a token cannot be bound to text that is not UTF-8, because other
// languages cannot supply such a binding and no cutoff can name it. A stranger may still
// send one when a token is opened. The error is then ErrForged.
func TestBindingUTF8(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana, BoundTo("session:\ufffd"))
		for _, binding := range []string{"session:\xff", "\xed\xa0\x80", "\xc0\x80", "session:\xf0\x9f"} {
			if m, err := k.begin(BoundTo("a"), BoundTo(binding)); !errors.Is(err, ErrMint) ||
				errors.Is(err, ErrInvalid) || m.room != nil {
				t.Errorf("%s: minting bound to %q: %v", k.name, binding, err)
			}
			_, err := k.open(token, BoundTo(binding))
			wantKind(t, k.name, err, ErrForged)
		}
	}
}

// TestDeterministic: randomness comes from crypto/rand alone.
func TestDeterministic(t *testing.T) {
	if fips140.Enabled() {
		t.Skip("FIPS 140-3 mode does not let a test choose the randomness")
	}
	mint := func(t *testing.T) string {
		cryptotest.SetGlobalRandom(t, 1)
		k := newKit(t, samplePolicy(Sealed))
		return k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued = 1_788_000_000 })
	}
	var first string
	t.Run("one", func(t *testing.T) { first = mint(t) })
	t.Run("two", func(t *testing.T) {
		if second := mint(t); second != first {
			t.Errorf("%s\n%s", first, second)
		}
	})
}
