package typeseal

import (
	"bytes"
	"compress/flate"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/envelope"
	"github.com/typeseal/typeseal/runtime/issued"
)

// TestMintRefuses: if a payload or an option cannot be used, the error does not
// blame a token.
func TestMintRefuses(t *testing.T) {
	for _, k := range kits(t) {
		for what, s := range map[string]sample{
			"not UTF-8": {Name: "a\xffb"},
			"too long":  {Name: strings.Repeat("x", 5000)},
		} {
			_, err := k.tryMint(s)
			if !errors.Is(err, ErrMint) || errors.Is(err, ErrInvalid) {
				t.Errorf("%s %s: %v, want ErrMint", k.name, what, err)
			}
		}
		for what, opts := range map[string][]Option{
			"TTL of nothing":     {TTL(0)},
			"negative TTL":       {TTL(-time.Second)},
			"TTL below a second": {TTL(999 * time.Millisecond)},
			"TTL beyond max-age": {TTL(time.Hour + time.Second)},
			"TTL beyond 32 bits": {TTL(math.MaxInt64)},
			"two TTLs":           {TTL(time.Second), TTL(time.Second)},
			"the zero Option":    {{}},
			"a claim":            {Claim([16]byte{1})},
		} {
			_, err := k.tryMint(ana, opts...)
			wantConfig(t, k.name+" "+what, err)
		}
		_, err := k.open(k.mint(t, ana), TTL(time.Second))
		wantConfig(t, k.name+" TTL when opening", err)
		_, err = k.open(k.mint(t, ana), Claim([16]byte{1}))
		wantConfig(t, k.name+" Claim for a type without once", err)
		if _, err := k.open(k.mint(t, ana)); err != nil {
			t.Errorf("%s: after failures: %v", k.name, err)
		}
	}
}

func TestWrongKindOfKey(t *testing.T) {
	all := kits(t)
	signed, public := all[0], all[2]
	_, err := signed.spec.MintPublic(public.signing)
	wantConfig(t, "signed with a signing key", err)
	_, err = public.spec.Mint(signed.ring)
	wantConfig(t, "public with a key ring", err)
	_, err = signed.spec.Mint(nil)
	wantConfig(t, "no ring", err)
	_, err = signed.spec.Open(&Keyring{}, "")
	wantConfig(t, "empty ring", err)
	_, err = public.spec.OpenPublic(nil, "")
	wantConfig(t, "no public ring", err)
}

func TestPolicyRefused(t *testing.T) {
	for what, edit := range map[string]func(*Policy){
		"kind":           func(p *Policy) { p.Kind = 0x14 },
		"empty salt":     func(p *Policy) { p.Salt = "" },
		"upper case":     func(p *Policy) { p.Salt = "Account" },
		"space":          func(p *Policy) { p.Salt = "a b" },
		"non-ASCII":      func(p *Policy) { p.Salt = "é" },
		"65 long":        func(p *Policy) { p.Salt = strings.Repeat("a", 65) },
		"first dot":      func(p *Policy) { p.Salt = ".a" },
		"codec":          func(p *Policy) { p.Codec = 0 },
		"version":        func(p *Policy) { p.Version = 32 },
		"accept":         func(p *Policy) { p.Accept = []int{0, 32} },
		"zero":           func(p *Policy) { p.MaxAge = 0 },
		"negative":       func(p *Policy) { p.MaxAge = -time.Hour },
		"half a second":  func(p *Policy) { p.MaxAge = 1500 * time.Millisecond },
		"101 years":      func(p *Policy) { p.MaxAge = 101 * 366 * 24 * time.Hour },
		"prefix":         func(p *Policy) { p.Prefix = "A_" },
		"a key's prefix": func(p *Policy) { p.Prefix = "typeseal_key_v1_" },
		"max-size":       func(p *Policy) { p.MaxSize = 1<<20 + 1 },
		"public state":   func(p *Policy) { p.Kind, p.State = Public, true },
	} {
		p := samplePolicy(Signed)
		edit(&p)
		if err := p.check(); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v, want ErrConfig", what, err)
		}
	}
}

func TestDeflate(t *testing.T) {
	for _, kind := range []Kind{Signed, Sealed, Public} {
		p := samplePolicy(kind)
		p.Deflate = true
		k := newKit(t, p)
		long := sample{Name: strings.Repeat("download ", 300)}
		for _, sent := range []sample{ana, long} {
			token := k.mint(t, sent)
			if got, err := k.open(token); err != nil || got != sent {
				t.Errorf("%d characters: %v", len(token), err)
			}
			if sent == long && len(token) > 400 {
				t.Errorf("a repetitive payload takes %d characters", len(token))
			}
		}
	}
}

// TestDeflateLimit: a payload that is too long for opening is not minted.
func TestDeflateLimit(t *testing.T) {
	p := samplePolicy(Signed)
	p.Deflate = true
	k := newKit(t, p)
	limit := k.spec.payloadLimit()
	var fits sample
	for n, want := range map[int]error{limit - 16: nil, limit + 1: ErrMint} {
		fits.Name = strings.Repeat("x", n)
		token, err := k.tryMint(fits)
		if !errors.Is(err, want) {
			t.Errorf("%d bytes: %v, want %v", n, err, want)
		}
		if err != nil {
			continue
		}
		if _, err := k.open(token); err != nil {
			t.Errorf("%d bytes, opening: %v", n, err)
		}
	}
}

// TestClock: minting fails if the clock is outside the format's range.
func TestClock(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	for now, want := range map[int64]error{-1: ErrMint, 0: nil, envelope.MaxIssued: nil,
		envelope.MaxIssued + 1: ErrMint} {
		if err := k.spec.mintWith(new(Minting), k.ring.viewed(), false, nil, now); !errors.Is(err, want) {
			t.Errorf("clock %d: %v, want %v", now, err, want)
		}
	}
}

// TestIssuedAt: typeseal mint dates a token, within the format's range. Only minting has the
// option.
func TestIssuedAt(t *testing.T) {
	for _, k := range kits(t) {
		for at, want := range map[int64]error{-1: ErrMint, 0: nil, 1e9: nil, envelope.MaxIssued: nil,
			envelope.MaxIssued + 1: ErrMint} {
			dated := IssuedAt(issued.At(time.Unix(at, 0)))
			var d Details
			token, err := k.tryMint(ana, dated, Describe(&d))
			if !errors.Is(err, want) {
				t.Errorf("%s: %d: %v, want %v", k.name, at, err, want)
			}
			if err != nil {
				continue
			}
			if c, err := Inspect(token); err != nil || c.IssuedAt.Unix() != at || d.IssuedAt.Unix() != at {
				t.Errorf("%s: %d: %v, described as %v, %v", k.name, at, c.IssuedAt, d.IssuedAt, err)
			}
			_, err = k.open(token)
			if want := map[bool]error{true: ErrExpired, false: ErrNotYetValid}[at <= 1e9]; !errors.Is(err, want) {
				t.Errorf("%s: %d: %v, want %v", k.name, at, err, want)
			}
		}
		_, err := k.open(k.mint(t, ana), IssuedAt(issued.At(time.Now())))
		wantConfig(t, k.name+" IssuedAt when opening", err)
	}
}

// TestEnded: if a Minting or Opening is used after its end, it does not panic,
// and does not affect another token.
func TestEnded(t *testing.T) {
	k := newKit(t, samplePolicy(Signed))
	token := k.mint(t, ana)
	first, err := k.begun(token)
	if err != nil {
		t.Fatal(err)
	}
	var got sample
	got.decode(first.Msgpack())
	first.end(nil)
	first.end(nil)
	one, err1 := k.begun(token)
	two, err2 := k.begun(k.mint(t, sample{ID: 2}))
	if err1 != nil || err2 != nil || one.room == two.room {
		t.Fatalf("one pool entry for two openRooms: %v, %v", err1, err2)
	}
	first.end(nil)
	if err := Decoded(first, &got); !errors.Is(err, ErrConfig) || errors.Is(err, ErrInvalid) {
		t.Errorf("finishing twice: %v", err)
	}
	if first.Version() != -1 || !first.IssuedAt().IsZero() || first.Fresh() == nil ||
		first.Peek(t.Context(), nil) == nil ||
		first.Redeem(t.Context(), nil) == nil {
		t.Error("an ended Opening still answers")
	}
	first.Msgpack().Int(64)
	first.JSON().Int(64)
	if _, err := Upgraded(first, func() (sample, error) { return ana, nil }); err == nil {
		t.Error("an ended Opening is upgraded")
	}
	one.end(nil)
	two.end(nil)

	m, err := k.begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Text(); !errors.Is(err, ErrMint) {
		t.Errorf("no payload: %v", err)
	}
	for range 2 {
		if _, err := m.AppendText(nil); !errors.Is(err, ErrMint) {
			t.Errorf("after the end: %v", err)
		}
	}
	m.State("x")
	m.Msgpack().Int(1)
	m.JSON().Int(1)
	if got, err := k.open(k.mint(t, ana)); err != nil || got != ana {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
}

// TestJSON: minting and opening with the encoder and decoder for JSON.
func TestJSON(t *testing.T) {
	p := samplePolicy(Sealed)
	p.Codec = JSON
	k := newKit(t, p)
	open := func(content string) error {
		m, err := k.begin()
		if err != nil {
			t.Fatal(err)
		}
		m.JSON().Raw(content)
		token, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		o, err := k.begun(token)
		if err != nil {
			t.Fatal(err)
		}
		var id int64
		d := o.JSON()
		object := d.Object()
		for d.Field(&object, []string{"id"}) {
			id = d.Int(64)
		}
		return Decoded(o, &id)
	}
	if err := open(`{"id":42}`); err != nil {
		t.Error(err)
	}
	for _, content := range []string{"", "{}", `{"id":42} `, `{"ID":42}`, "null"} {
		wantKind(t, content, open(content), ErrPayload)
	}
}

// TestInflateBounded: an authentic payload must be one stream with nothing
// after it, and not inflate to more than the type's limit.
func TestInflateBounded(t *testing.T) {
	p := samplePolicy(Signed)
	p.Deflate = true
	k := newKit(t, p)
	bomb := deflated(t, bytes.Repeat([]byte{0}, 1<<20))
	short := deflated(t, []byte("\x92\x01\xa1a"))
	of := func(size int) string { // a valid payload that inflates to size bytes
		n := size - len("\x92\x01\xda??")
		return deflated(t, append([]byte{0x92, 1, 0xda, byte(n >> 8), byte(n)}, strings.Repeat("x", n)...))
	}
	limit := k.spec.payloadLimit()
	for what, payload := range map[string]string{
		"good":         "\x01" + of(limit),
		"too long":     "\x01" + of(limit+1),
		"bomb":         "\x01" + bomb,
		"trailing":     "\x01" + short + "\x00",
		"cut":          "\x01" + short[:len(short)-1],
		"unknown form": "\x02" + short,
		"no stream":    "\x01",
	} {
		m, err := k.begin()
		if err != nil {
			t.Fatal(err)
		}
		spec := *k.spec
		spec.deflate = false
		m.room.spec = &spec
		m.Msgpack().Reset(append(m.room.message[:m.room.payload-1], payload...))
		token, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		if _, err = k.open(token); what != "good" {
			wantKind(t, what, err, ErrPayload)
		} else if err != nil {
			t.Errorf("as long as allowed: %v", err)
		}
	}
}

func deflated(t *testing.T, b []byte) string {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(b)
	w.Close()
	return out.String()
}

func TestInspect(t *testing.T) {
	for _, prefix := range []string{"", "acme_", "acme_pwr_", "a1_b2_c3_"} {
		for _, kind := range []Kind{Signed, Sealed, Public} {
			p := samplePolicy(kind)
			p.Prefix = prefix
			k := newKit(t, p)
			c, err := Inspect(k.mint(t, ana, TTL(time.Minute)))
			if err != nil || c.Kind != kindNames[envelope.Kind(kind)] || c.Version != 1 ||
				prefix != "" && c.Prefix != prefix {
				t.Errorf("%s: %+v, %v", prefix, c, err)
				continue
			}
			if open := kind != Sealed; open != (c.Payload != nil) || open != (c.TTL == time.Minute) {
				t.Errorf("%s: kind %#x shows payload %q, TTL %v", prefix, kind, c.Payload, c.TTL)
			}
		}
	}
	for _, junk := range []string{"", "ts1_", "ts1_AAAA", strings.Repeat("a_", 1<<20)} {
		if _, err := Inspect(junk); err != ErrMalformed {
			t.Errorf("%.20q: %v", junk, err)
		}
	}
}
