package typeseal

import (
	"bytes"
	"crypto/fips140"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/internal/pae"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// The tests of this file bear the numbers of the catalogue of bad input: T text,
// H header and structure, C cryptography, N namespaces, W time.

var ana = sample{ID: 42, Name: "ana@example.com"}

// wantKind fails unless err is exactly the one kind of ErrInvalid, and a
// constant text.
func wantKind(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) || !errors.Is(err, ErrInvalid) || err.Error() != want.Error() {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func wantRefused(t testing.TB, what string, err error) {
	t.Helper()
	if !errors.Is(err, ErrInvalid) {
		t.Errorf("%s: %v, want a kind of ErrInvalid", what, err)
	}
}

func TestRoundTrip(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana, BoundTo("session:1"), TTL(time.Minute))
		got, err := k.open(token, BoundTo("session:1"))
		if err != nil || got != ana {
			t.Errorf("%s: %+v, %v", k.name, got, err)
		}
		if last := token[len(token)-1]; last < 'A' || last > 'z' || last == '_' {
			t.Errorf("%s: the token ends in %q, which a mail program may cut off", k.name, last)
		}
	}
}

// TestText is T01 to T16, T19 and T20: what happens to a link on its way.
func TestText(t *testing.T) {
	changes := map[string]func(string) string{
		"T01 empty":           func(string) string { return "" },
		"T02 prefix only":     func(string) string { return "ts1_" },
		"T03 prefix in upper": func(s string) string { return "TS1_" + s[4:] },
		"T04 other prefix":    func(s string) string { return "acme_" + s[4:] },
		"T05 space in front":  func(s string) string { return " " + s },
		"T05 tab behind":      func(s string) string { return s + "\t" },
		"T05 NBSP behind":     func(s string) string { return s + "\u00a0" },
		"T06 newline behind":  func(s string) string { return s + "\n" },
		"T07 mail folding":    func(s string) string { return s[:30] + "\r\n" + s[30:] },
		"T08 padding":         func(s string) string { return s + strings.Repeat("=", -len(s[4:])&3) + "=" },
		"T09 alphabet":        func(s string) string { return s[:9] + "+/" + s[11:] },
		"T11 length":          func(s string) string { return s[:4+(len(s)-4)/4*4] + "A" },
		"T12 percent":         func(s string) string { return s[:9] + "%2D" + s[10:] },
		"T13 soft break":      func(s string) string { return s[:30] + "=\r\n" + s[30:] },
		"T13 quoted =":        func(s string) string { return s[:30] + "=3D" + s[30:] },
		"T14 Cyrillic":        func(s string) string { return s[:9] + "а" + s[10:] },
		"T14 full width":      func(s string) string { return s[:9] + "Ａ" + s[10:] },
		"T14 zero width":      func(s string) string { return s[:9] + "\u200b" + s[9:] },
		"T14 soft hyphen":     func(s string) string { return s[:9] + "\u00ad" + s[9:] },
		"T14 BOM":             func(s string) string { return "\ufeff" + s },
		"T15 NUL":             func(s string) string { return s[:9] + "\x00" + s[10:] },
		"T15 not UTF-8":       func(s string) string { return s[:9] + "\xff" + s[10:] },
		"T16 full stop":       func(s string) string { return s + "." },
		"T16 bracket":         func(s string) string { return s + ")" },
		"T16 quote":           func(s string) string { return s + "\"" },
		"T20 two prefixes":    func(s string) string { return "ts1_" + s },
	}
	for _, k := range kits(t) {
		token := k.mint(t, ana)
		for what, change := range changes {
			_, err := k.open(change(token))
			wantKind(t, k.name+" "+what, err, ErrMalformed)
		}
		for what, changed := range map[string]string{
			"T19 upper":  strings.ToUpper(token),
			"T19 lower":  strings.ToLower(token),
			"T20 twice":  token + token,
			"T20 joined": token + k.mint(t, sample{ID: 1}),
		} {
			_, err := k.open(changed)
			wantRefused(t, k.name+" "+what, err)
		}
	}
}

// TestEveryEdit is T10, T17 and T18: every prefix, substitution, insertion,
// deletion and swap of one character, so every flip of a bit too.
func TestEveryEdit(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for _, k := range kits(t) {
		token, cases := k.mint(t, ana), 0
		try := func(changed string) {
			cases++
			if changed == token {
				return
			}
			if got, err := k.open(changed); !errors.Is(err, ErrInvalid) || got != (sample{}) {
				t.Fatalf("%s: accepted %q: %+v, %v", k.name, changed, got, err)
			}
		}
		for i := range token {
			try(token[:i])
			try(token[:i] + token[i+1:])
			if i > 0 {
				try(token[:i-1] + token[i:i+1] + token[i-1:i] + token[i+1:])
			}
			for _, c := range alphabet {
				try(token[:i] + string(c) + token[i+1:])
				try(token[:i] + string(c) + token[i:])
			}
		}
		for _, c := range alphabet {
			try(token + string(c))
		}
		t.Logf("%s: %d edits", k.name, cases)
	}
}

// TestLimit is T21 and T22.
func TestLimit(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	p := samplePolicy(Signed)
	p.MaxSize = len(token)
	if _, err := k.with(p).open(token); err != nil {
		t.Errorf("T22: a token of exactly the limit: %v", err)
	}
	if _, err := k.with(p).tryMint(sample{ID: 42, Name: "ana@example.com."}); !errors.Is(err, ErrMint) {
		t.Errorf("minting beyond the limit: %v, want ErrMint", err)
	}
	p.MaxSize--
	_, err := k.with(p).open(token)
	wantKind(t, "T21 limit and one", err, ErrMalformed)
	huge := strings.Repeat(".", 64<<20)
	if n := testing.AllocsPerRun(10, func() { _, err = k.open(huge) }); n != 0 {
		t.Errorf("T21: %v allocations for 64 MiB", n)
	}
	wantKind(t, "T21 64 MiB", err, ErrMalformed)
}

// wire returns a token's bytes, and text a token of such bytes.
func wire(t testing.TB, token string) []byte {
	b, ok := armor.Decode(nil, token[len(armor.DefaultPrefix):])
	if !ok {
		t.Fatal("not base64")
	}
	return b
}

func text(wire []byte) string { return string(armor.Append(nil, armor.DefaultPrefix, wire)) }

// TestStructure is H01 to H21 but for those that TestEveryEdit holds already.
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
			wantKind(t, k.name+" H01 fmt", set(-1, fmt), ErrMalformed)
		}
		for bit := range 8 {
			want := ErrForged
			if 1<<bit == envelope.FlagID && k.name == "sealed" {
				want = ErrMalformed // H05
			}
			wantKind(t, k.name+" H04 flag", edit(func(w []byte) []byte { w[0] ^= 1 << bit; return w }), want)
		}
		wantKind(t, k.name+" H08 too short", edit(func(w []byte) []byte {
			return append(w[:k.spec.kind.Overhead()-2], byte(k.spec.kind))
		}), ErrMalformed)
		wantKind(t, k.name+" H14 TTL enlarged", edit(func(w []byte) []byte { w[10] ^= 0x40; return w }), ErrForged)
		wantKind(t, k.name+" H14 TTL removed", edit(func(w []byte) []byte {
			w[0] &^= envelope.FlagTTL
			return slices.Delete(w, 10, 14)
		}), ErrForged)
		wantKind(t, k.name+" H21 zero tag", edit(func(w []byte) []byte {
			clear(w[len(w)-1-k.spec.kind.TagSize() : len(w)-1])
			return w
		}), ErrForged)
		wantRefused(t, k.name+" H21 zero body", edit(func(w []byte) []byte { clear(w[:len(w)-1]); return w }))
		wantRefused(t, k.name+" H20 tag cut", edit(func(w []byte) []byte { return append(w[:len(w)-17], w[len(w)-1]) }))
		wantRefused(t, k.name+" H20 tag extended", edit(func(w []byte) []byte {
			return append(append(w[:len(w)-1], make([]byte, 16)...), byte(k.spec.kind))
		}))
		for id, key := range map[string]uint32{"0": 0, "f": 1<<32 - 1, "r": rand.Uint32()} {
			err := edit(func(w []byte) []byte {
				w[1], w[2], w[3], w[4] = byte(key>>24), byte(key>>16), byte(key>>8), byte(key)
				return w
			})
			wantKind(t, k.name+" H09 key id "+id, err, ErrUnknownKey)
		}
		for _, other := range all {
			if other != k {
				_, err := other.open(token)
				wantKind(t, "H02 "+k.name+" as "+other.name, err, ErrMalformed)
				_, err = other.open(text(refit(wire(t, token), k.spec.kind, other.spec.kind)))
				wantRefused(t, "H03 "+k.name+" refitted as "+other.name, err)
			}
		}
	}
}

// refit makes bytes of one kind look like another's, as long as it wants them.
func refit(w []byte, from, to envelope.Kind) []byte {
	w = bytes.Clone(w[:len(w)-1])
	for range max(0, to.Overhead()-from.Overhead()) {
		w = append(w, 0)
	}
	return append(w, byte(to))
}

// TestContent is H06 and H07, W06 and H22: authentic tokens whose content is
// cut.
func TestContent(t *testing.T) {
	for _, k := range kits(t) {
		ttl := func(s *stamp) { s.ttl = 60 }
		_, err := k.open(cut(t, k, ttl, 1))
		wantKind(t, k.name+" H06 TTL cut", err, ErrMalformed)
		if k.name != "sealed" {
			_, err = k.open(cut(t, k, func(s *stamp) { s.hasID = true }, 1))
			wantKind(t, k.name+" H07 id cut", err, ErrMalformed)
		}
		_, err = k.open(k.raw(t, "", nil))
		wantKind(t, k.name+" H22 no payload", err, ErrPayload)
		_, err = k.open(k.raw(t, "\x92\x01\xa1a\x00", nil))
		wantKind(t, k.name+" trailing byte", err, ErrPayload)
	}
}

// cut mints an authentic token with an empty payload whose content lacks its
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

// TestSealedParts is H16, H17 and H19.
func TestSealedParts(t *testing.T) {
	k := newKit(t, samplePolicy(Sealed))
	w := wire(t, k.mint(t, sample{Name: strings.Repeat("x", 64)}))
	for i := 10; i < len(w)-1; i++ {
		changed := bytes.Clone(w)
		changed[i] ^= 1
		_, err := k.open(text(changed))
		wantKind(t, "H16, H19 bit", err, ErrForged)
	}
	changed := bytes.Clone(w)
	copy(changed[26:42], w[42:58])
	copy(changed[42:58], w[26:42])
	_, err := k.open(text(changed))
	wantKind(t, "H19 blocks swapped", err, ErrForged)
	changed = slices.Insert(bytes.Clone(w), 10, 0)
	_, err = k.open(text(slices.Delete(changed, 27, 28)))
	wantKind(t, "H17 nonce and content shifted", err, ErrForged)
}

// TestSwaps is H10 and H15: parts of two good tokens of one ring, exchanged.
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
		wantKind(t, "H10 the other key's id", err, ErrForged)
		swapped = bytes.Clone(one)
		copy(swapped[14:30], two[14:30])
		_, err = k.open(text(swapped))
		wantKind(t, "H15 the other's id", err, ErrForged)
	}
}

// TestSplice is H18: what moves from a binding into the content is forged, though
// the bytes run together are the same.
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

// TestForeignSignatures is C05, C06 and C09: signatures that the same Ed25519 key
// made for something else, and other spellings of a good one.
func TestForeignSignatures(t *testing.T) {
	k := newKit(t, samplePolicy(Public))
	w := wire(t, k.mint(t, ana))
	resign := func(signature []byte) error {
		changed := bytes.Clone(w)
		copy(changed[len(w)-65:], signature)
		_, err := k.open(text(changed))
		return err
	}
	wantKind(t, "C09 of the bare payload", resign(k.signing.held().primary.sign.Append(nil, w[10:len(w)-65])), ErrForged)
	wantKind(t, "C09 of all bytes in front", resign(k.signing.held().primary.sign.Append(nil, w[:len(w)-65])), ErrForged)
	signature := bytes.Clone(w[len(w)-65 : len(w)-1])
	wantKind(t, "C05 s + L", resign(append(signature[:32:32], addOrder(signature[32:])...)), ErrForged)
	negated := bytes.Clone(signature)
	negated[31] ^= 0x80
	wantKind(t, "C06 R negated", resign(negated), ErrForged)
	identity := append(append([]byte{1}, make([]byte, 31)...), make([]byte, 32)...)
	wantKind(t, "C06 R the identity, s zero", resign(identity), ErrForged)
	beyond := append(bytes.Repeat([]byte{0xff}, 32), signature[32:]...)
	wantKind(t, "C06 R beyond p", resign(beyond), ErrForged)
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

// TestCommitting is C02 as far as it can go here: a token that two keys open,
// which AES-GCM lets anyone make, would be a collision of HMAC-SHA-256. No key
// opens what another sealed.
func TestCommitting(t *testing.T) {
	k := newKit(t, samplePolicy(Sealed))
	w := wire(t, k.mint(t, ana))
	for range 64 {
		other := *k
		other.newKeys(t)
		changed := bytes.Clone(w)
		copyKeyID(changed, wire(t, other.mint(t, ana)))
		_, err := other.open(text(changed))
		wantKind(t, "C02 a second key", err, ErrForged)
	}
}

// TestKeys is C01, C03 and C04: another key, another use of the key, and
// a tag over parts run together.
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
		wantKind(t, k.name+" C01 key id forced", err, ErrForged)
	}
	testOtherTags(t)
}

// testOtherTags gives a signed token tags that its key could make for something
// else, and a sealed one likewise.
func testOtherTags(t *testing.T) {
	signed := newKit(t, samplePolicy(Signed))
	sealed := signed.with(samplePolicy(Sealed))
	for _, k := range []*kit{signed, sealed} {
		w := wire(t, k.mint(t, ana))
		p, ok := envelope.Split(w, k.spec.kind)
		if !ok {
			t.Fatal("no token")
		}
		root, sub := k.ring.held().primary.root, k.ring.held().primary.subkeys(k.spec, "")
		head := pae.Size(sub.appendHead(nil, p.Header, nil, p.Nonce), len(p.Content))
		retag := func(mac *suite.MAC, head []byte) error {
			changed := bytes.Clone(w)
			copy(changed[len(w)-1-len(p.Tag):], mac.Append(nil, head, p.Content, len(p.Tag)))
			_, err := k.open(text(changed))
			return err
		}
		if err := retag(sub.tag, head); err != nil {
			t.Fatalf("the right tag: %v", err)
		}
		wantKind(t, "C04 no PAE", retag(sub.tag, append(p.Header.Append(nil), p.Nonce...)), ErrForged)
		for _, use := range []string{suite.Sign, suite.SealTag, suite.SealEnc, suite.State} {
			if own := k == signed && use == suite.Sign || k == sealed && use == suite.SealTag; !own {
				wantKind(t, "C03 the key for "+use, retag(suite.NewMAC(root.Subkey(use, sub.domain)), head), ErrForged)
			}
		}
	}
}

func copyKeyID(dst, src []byte) { copy(dst[1:5], src[1:5]) }

// TestNamespace is N01 to N05 and H12: nothing that a token was not minted
// for opens it.
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
		change("N01, N02 other salt", func(p *Policy) { p.Salt = "test.other" })
		change("N05 other codec", func(p *Policy) { p.Codec = JSON })
		change("N05 deflate", func(p *Policy) { p.Deflate = true })
		_, err := k.realm("staging").open(token)
		wantKind(t, k.name+" N04 other realm", err, ErrForged)
		p.Salt = "c"
		q := p
		q.Salt = "bc"
		_, err = k.with(q).realm("a").open(k.with(p).realm("ab").mint(t, ana))
		wantKind(t, k.name+" N03 border of realm and salt", err, ErrForged)
		p.Version, p.Salt = 2, "test.sample"
		_, err = k.with(p).open(token)
		wantKind(t, k.name+" H12 version", err, ErrVersion)
	}
}

// TestBindings is N06.
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

// TestTime is W01 to W05, W09 and W10, for a max-age of an hour.
func TestTime(t *testing.T) {
	for _, k := range kits(t) {
		synctest.Test(t, func(t *testing.T) {
			token := k.mint(t, ana)
			short := k.mint(t, ana, TTL(time.Minute))
			later := mintedIn(t, k, 60*time.Second)
			muchLater := mintedIn(t, k, 61*time.Second)
			if _, err := k.open(later); err != nil {
				t.Errorf("W02 60 seconds ahead: %v", err)
			}
			_, err := k.open(muchLater)
			wantKind(t, "W02 61 seconds ahead", err, ErrNotYetValid)
			_, err = k.open(k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued = envelope.MaxIssued }))
			wantKind(t, "W03 the last second", err, ErrNotYetValid)
			_, err = k.open(k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued = 0 }))
			wantKind(t, "W04 1970", err, ErrExpired)
			long := k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.ttl = 1<<32 - 1 })

			time.Sleep(time.Minute)
			if _, err := k.open(short); err != nil {
				t.Errorf("a minute of a TTL of one: %v", err)
			}
			time.Sleep(time.Second)
			_, err = k.open(short)
			wantKind(t, "TTL and a second", err, ErrExpired)

			time.Sleep(59*time.Minute - time.Second)
			if got, err := k.open(token); err != nil || got != ana {
				t.Errorf("W01 max-age: %v", err)
			}
			time.Sleep(time.Second)
			_, err = k.open(token)
			wantKind(t, "W01 max-age and a second", err, ErrExpired)
			var expired *ExpiredError[sample]
			if !errors.As(err, &expired) || expired.Payload() != ana || expired.ExpiredAt.Sub(expired.IssuedAt) != time.Hour {
				t.Errorf("expired: %+v, want the payload and an hour", expired)
			}
			_, err = k.open(long)
			wantKind(t, "W05 TTL beyond max-age", err, ErrExpired)
			w := wire(t, token)
			w[12] ^= 1
			_, err = k.open(text(w))
			wantKind(t, "W09 expired and changed", err, ErrForged)
			other := *k
			other.newKeys(t)
			_, err = other.open(token)
			wantKind(t, "W10 expired, of an unknown key", err, ErrUnknownKey)
		})
	}
}

// mintedIn mints a token that claims to come from the future.
func mintedIn(t *testing.T, k *kit, d time.Duration) string {
	return k.raw(t, "\x92\x01\xa1a", func(s *stamp) { s.issued += int64(d / time.Second) })
}

// TestClockSteps is W11 and W13: a clock that steps back, and times with a zone.
func TestClockSteps(t *testing.T) {
	for _, k := range kits(t)[:2] {
		token := k.mint(t, ana)
		now := time.Now()
		for step, want := range map[time.Duration]error{-30 * time.Second: nil, -10 * time.Minute: ErrNotYetValid} {
			o, err := openAt(k.spec, k.ring.held(), token, nil, now.Add(step).Unix())
			if err != want {
				t.Errorf("W11 %v: %v, want %v", step, err, want)
			}
			o.end()
		}
		far := now.In(time.FixedZone("UTC+14", 14*3600)).Round(0)
		o, err := openAt(k.spec, k.ring.held(), token, nil, far.Unix())
		if err != nil {
			t.Errorf("W13: %v", err)
		}
		if at := o.IssuedAt(); at.Location() != time.UTC || at.Sub(now).Abs() > time.Minute {
			t.Errorf("W13: issued at %v", at)
		}
	}
}

// TestOddClocks is W07: no clock makes opening panic or accept.
func TestOddClocks(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	for _, now := range []int64{-1 << 63, -62135596800, -1, 0, 1 << 32, envelope.MaxIssued, 253402300800, 1<<63 - 61} {
		o, err := openAt(k.spec, k.ring.held(), token, nil, now)
		if err == nil && !o.room.expired || err != nil && !errors.Is(err, ErrNotYetValid) {
			t.Errorf("clock %d: %v", now, err)
		}
	}
}

// TestUnlimited: a type without max-age takes its life from the TTL alone.
func TestUnlimited(t *testing.T) {
	p := samplePolicy(Signed)
	p.MaxAge = Unlimited
	k := newKit(t, p)
	synctest.Test(t, func(t *testing.T) {
		forever, day := k.mint(t, ana), k.mint(t, ana, TTL(24*time.Hour))
		time.Sleep(24*time.Hour + time.Second)
		if _, err := k.open(forever); err != nil {
			t.Error(err)
		}
		_, err := k.open(day)
		wantKind(t, "TTL", err, ErrExpired)
	})
}

// TestState is N07, N09 and N10.
func TestState(t *testing.T) {
	p := samplePolicy(Sealed)
	p.State = true
	k := newKit(t, p)
	token := k.bind(t, ana, []string{"ab", "c"})
	for want, state := range map[bool][]string{true: {"ab", "c"}, false: {"a", "bc"}} {
		o, err := k.begun(token)
		if err != nil {
			t.Fatal(err)
		}
		if o.room.fresh(state) != want {
			t.Errorf("fresh(%q) is not %v", state, want)
		}
	}
	p.State = false
	_, err := k.with(p).open(token)
	wantKind(t, "state where the type has none", err, ErrMalformed)
	p.State = true
	plain := newKit(t, samplePolicy(Sealed))
	_, err = plain.with(p).open(plain.mint(t, ana))
	wantKind(t, "N09 no state where the type has some", err, ErrMalformed)
	if _, err := k.tryMint(ana); !errors.Is(err, ErrMint) {
		t.Errorf("minting without the state: %v, want ErrMint", err)
	}
}

// TestStatesAreNotLinked: of two tokens that differ in anything, neither says
// that their states are the same, though both are of one second and can be read.
func TestStatesAreNotLinked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := samplePolicy(Signed)
		p.State = true
		k := newKit(t, p)
		bob := ana
		bob.Name = "bob"
		state := []string{"hash"}
		tag := func(token string) string {
			parts, ok := envelope.Split(wire(t, token), envelope.Signed)
			if !ok {
				t.Fatal("split")
			}
			content, ok := envelope.SplitContent(parts.Header.Flags, parts.Content)
			if !ok || len(content.State) != envelope.StateSize {
				t.Fatal("no state tag")
			}
			return string(content.State)
		}
		tags := map[string]string{}
		for who, token := range map[string]string{
			"ana": k.bind(t, ana, state), "bob": k.bind(t, bob, state),
			"ana in a session": k.bind(t, ana, state, BoundTo("session:1")), "ana, for a minute": k.bind(t, ana, state, TTL(time.Minute)),
		} {
			if other, known := tags[tag(token)]; known {
				t.Errorf("the tokens of %q and %q have the same state tag", who, other)
			}
			tags[tag(token)] = who
		}
		if again := tag(k.bind(t, ana, state)); tags[again] != "ana" {
			t.Error("the same token has another state tag")
		}
	})
}

// TestDeterministic is C14: randomness comes from crypto/rand alone.
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

// TestBindingUTF8: nothing is bound to bytes that no other language can name and no
// cutoff can revoke. Whoever opens may be given such bytes by a stranger.
func TestBindingUTF8(t *testing.T) {
	for _, k := range kits(t) {
		token := k.mint(t, ana, BoundTo("session:\ufffd"))
		for _, binding := range []string{"session:\xff", "\xed\xa0\x80", "\xc0\x80", "session:\xf0\x9f"} {
			if m, err := k.begin(BoundTo("a"), BoundTo(binding)); !errors.Is(err, ErrMint) || errors.Is(err, ErrInvalid) || m.room != nil {
				t.Errorf("%s: minting bound to %q: %v", k.name, binding, err)
			}
			_, err := k.open(token, BoundTo(binding))
			wantKind(t, k.name, err, ErrForged)
		}
	}
}
