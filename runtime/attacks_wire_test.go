package typeseal

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
)

// wire returns the bytes of a token.
func wire(t testing.TB, token string) []byte {
	b, ok := armor.Decode(nil, token[len(armor.DefaultPrefix):])
	if !ok {
		t.Fatal("not base64")
	}
	return b
}

// text returns the token that consists of the bytes.
func text(wire []byte) string { return string(armor.Append(nil, armor.DefaultPrefix, wire)) }

// TestStructure: a token in which the header, the tag or the TTL is changed is
// refused.
func TestStructure(t *testing.T) {
	all := kits(t)
	for _, k := range all {
		token := k.mint(t, ana, TTL(time.Minute))
		edit := func(change func([]byte) []byte) error {
			_, err := k.open(text(change(bytes.Clone(wire(t, token)))))
			return err
		}
		set := func(i int, b byte) error {
			return edit(func(w []byte) []byte { w[(i+len(w))%len(w)] = b; return w })
		}
		for _, fmt := range []byte{0x00, 0x10, 0x14, 0x15, 0x21, 0xff} {
			wantKind(t, k.name+" fmt", set(-1, fmt), ErrMalformed)
		}
		for bit := range 8 {
			want := ErrForged
			if 1<<bit == envelope.FlagID && k.name == "sealed" {
				want = ErrMalformed // the nonce is the id
			}
			wantKind(t, k.name+" flag", edit(func(w []byte) []byte { w[0] ^= 1 << bit; return w }), want)
		}
		wantKind(t, k.name+" too short", edit(func(w []byte) []byte {
			return append(w[:k.spec.kind.Overhead()-2], byte(k.spec.kind))
		}), ErrMalformed)
		wantKind(t, k.name+" TTL enlarged", edit(func(w []byte) []byte { w[10] ^= 0x40; return w }), ErrForged)
		wantKind(t, k.name+" TTL removed", edit(func(w []byte) []byte {
			w[0] &^= envelope.FlagTTL
			return slices.Delete(w, 10, 14)
		}), ErrForged)
		wantKind(t, k.name+" zero tag", edit(func(w []byte) []byte {
			clear(w[len(w)-1-k.spec.kind.TagSize() : len(w)-1])
			return w
		}), ErrForged)
		wantRefused(t, k.name+" zero body", edit(func(w []byte) []byte { clear(w[:len(w)-1]); return w }))
		wantRefused(t, k.name+" tag cut", edit(func(w []byte) []byte { return append(w[:len(w)-17], w[len(w)-1]) }))
		wantRefused(t, k.name+" tag extended", edit(func(w []byte) []byte {
			return append(append(w[:len(w)-1], make([]byte, 16)...), byte(k.spec.kind))
		}))
		for id, key := range map[string]uint32{"0": 0, "f": 1<<32 - 1, "r": rand.Uint32()} {
			err := edit(func(w []byte) []byte {
				w[1], w[2], w[3], w[4] = byte(key>>24), byte(key>>16), byte(key>>8), byte(key)
				return w
			})
			wantKind(t, k.name+" key id "+id, err, ErrUnknownKey)
		}
		for _, other := range all {
			if other != k {
				_, err := other.open(token)
				wantKind(t, ""+k.name+" as "+other.name, err, ErrMalformed)
				_, err = other.open(text(refit(wire(t, token), k.spec.kind, other.spec.kind)))
				wantRefused(t, ""+k.name+" refitted as "+other.name, err)
			}
		}
	}
}

// refit makes the bytes of one kind look like those of another kind, with at
// least the size that it requires.
func refit(w []byte, from, to envelope.Kind) []byte {
	w = bytes.Clone(w[:len(w)-1])
	for range max(0, to.Overhead()-from.Overhead()) {
		w = append(w, 0)
	}
	return append(w, byte(to))
}

// TestContent: authentic tokens whose content is cut are refused.
func TestContent(t *testing.T) {
	for _, k := range kits(t) {
		ttl := func(s *stamp) { s.ttl = 60 }
		_, err := k.open(cut(t, k, ttl, 1))
		wantKind(t, k.name+" TTL cut", err, ErrMalformed)
		if k.name != "sealed" {
			_, err = k.open(cut(t, k, func(s *stamp) { s.hasID = true }, 1))
			wantKind(t, k.name+" id cut", err, ErrMalformed)
		}
		_, err = k.open(k.raw(t, "", nil))
		wantKind(t, k.name+" no payload", err, ErrPayload)
		_, err = k.open(k.raw(t, "\x92\x01\xa1a\x00", nil))
		wantKind(t, k.name+" trailing byte", err, ErrPayload)
	}
}

// cut mints an authentic token with an empty payload, whose content lacks the
// last n bytes.
func cut(t *testing.T, k *kit, edit func(*stamp), n int) string {
	m, err := k.begin()
	if err != nil {
		t.Fatal(err)
	}
	edit(&m.room.stamp)
	m.room.begin(nil)
	m.Msgpack().Reset(m.room.message[:len(m.room.message)-n])
	token, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestSealedParts: nothing in a sealed token can be changed or moved.
func TestSealedParts(t *testing.T) {
	k := newKit(t, samplePolicy(Sealed))
	w := wire(t, k.mint(t, sample{Name: strings.Repeat("x", 64)}))
	for i := 10; i < len(w)-1; i++ {
		changed := bytes.Clone(w)
		changed[i] ^= 1
		_, err := k.open(text(changed))
		wantKind(t, "a bit", err, ErrForged)
	}
	changed := bytes.Clone(w)
	copy(changed[26:42], w[42:58])
	copy(changed[42:58], w[26:42])
	_, err := k.open(text(changed))
	wantKind(t, "blocks swapped", err, ErrForged)
	changed = slices.Insert(bytes.Clone(w), 10, 0)
	_, err = k.open(text(slices.Delete(changed, 27, 28)))
	wantKind(t, "nonce and content shifted", err, ErrForged)
}

// TestSwaps: parts of one good token cannot be put into another of the same
// ring.
func TestSwaps(t *testing.T) {
	for _, kind := range []Kind{Signed, Sealed} {
		a, b := GenerateKey(), GenerateKey()
		p := samplePolicy(kind)
		p.Once = true
		k := newKit(t, p)
		k.ring = mustRing(t, "primary "+a+"\naccepted "+b)
		other := *k
		other.ring = mustRing(t, "accepted "+a+"\nprimary "+b)
		one, two, foreign := wire(t, k.mint(t, ana)), wire(t, k.mint(t, ana)), wire(t, other.mint(t, ana))
		swapped := bytes.Clone(one)
		copyKeyID(swapped, foreign)
		_, err := k.open(text(swapped))
		wantKind(t, "the other key's id", err, ErrForged)
		swapped = bytes.Clone(one)
		copy(swapped[14:30], two[14:30])
		_, err = k.open(text(swapped))
		wantKind(t, "the other's id", err, ErrForged)
	}
}

// TestSplice: bytes cannot be moved from a binding into the content, even if bindings and
// content together contain the same bytes as before.
func TestSplice(t *testing.T) {
	for _, k := range kits(t) {
		m, err := k.begin(BoundTo("ab"))
		if err != nil {
			t.Fatal(err)
		}
		m.Msgpack().Reset(append(m.room.message, "\xa4cdef"...))
		token, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.begun(token, BoundTo("a"), BoundTo("b"))
		wantKind(t, k.name+" split", err, ErrForged)
		spliced := slices.Insert(wire(t, token), 10, 'b')
		_, err = k.begun(text(spliced), BoundTo("a"))
		wantKind(t, k.name+" moved", err, ErrForged)
	}
}

func copyKeyID(dst, src []byte) { copy(dst[1:5], src[1:5]) }
