package typeseal

import (
	"bytes"
	"compress/flate"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

// TestMintRefuses is J15 and the options' rules: what cannot be minted is an
// error that no token causes.
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
			"TTL of nothing":      {TTL(0)},
			"negative TTL":        {TTL(-time.Second)},
			"TTL below a second":  {TTL(999 * time.Millisecond)},
			"TTL beyond max-age":  {TTL(time.Hour + time.Second)},
			"TTL beyond 32 bits":  {TTL(math.MaxInt64)},
			"two TTLs":            {TTL(time.Second), TTL(time.Second)},
			"an option of no one": {{}},
			"a claim":             {Claim([16]byte{1})},
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
		"N11 empty salt": func(p *Policy) { p.Salt = "" },
		"N11 upper case": func(p *Policy) { p.Salt = "Account" },
		"N11 space":      func(p *Policy) { p.Salt = "a b" },
		"N11 non-ASCII":  func(p *Policy) { p.Salt = "é" },
		"N11 65 long":    func(p *Policy) { p.Salt = strings.Repeat("a", 65) },
		"N11 first dot":  func(p *Policy) { p.Salt = ".a" },
		"codec":          func(p *Policy) { p.Codec = 0 },
		"version":        func(p *Policy) { p.Version = 32 },
		"W08 zero":       func(p *Policy) { p.MaxAge = 0 },
		"W08 negative":   func(p *Policy) { p.MaxAge = -time.Hour },
		"half a second":  func(p *Policy) { p.MaxAge = 1500 * time.Millisecond },
		"prefix":         func(p *Policy) { p.Prefix = "A_" },
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

// TestInflateBounded: an authentic payload inflates to the type's limit at
// most, and to one stream with nothing after it.
func TestInflateBounded(t *testing.T) {
	p := samplePolicy(Signed)
	p.Deflate = true
	k := newKit(t, p)
	bomb := deflated(t, bytes.Repeat([]byte{0}, 1<<20))
	short := deflated(t, []byte("\x92\x01\xa1a"))
	for what, payload := range map[string]string{
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
		m.spec = &spec
		m.Msgpack().Reset(append(m.message[:m.payload-1], payload...))
		token, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.open(token)
		wantKind(t, what, err, ErrPayload)
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
			if err != nil || c.Kind != kind || c.Version != 1 || prefix != "" && c.Prefix != prefix {
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
