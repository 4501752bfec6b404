package securecookie

import (
	"crypto/fips140"
	"errors"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
)

func TestConfig(t *testing.T) {
	name := Salt("session")
	for what, f := range map[string]func(){
		"no verb":          func() { NewSpec(0, time.Hour, name) },
		"unknown verb":     func() { NewSpec(3, time.Hour, name) },
		"no max age":       func() { NewSpec(Signed, 0, name) },
		"negative max age": func() { NewSpec(Signed, -2, name) },
		"no name":          func() { NewSpec(Signed, time.Hour) },
		"empty name":       func() { NewSpec(Signed, time.Hour, Salt("")) },
		"no size":          func() { NewSpec(Signed, time.Hour, name, MaxSize(0)) },
		"large size":       func() { NewSpec(Signed, time.Hour, name, MaxSize(1<<20+1)) },
		"algorithm":        func() { NewSpec(Signed, time.Hour, name, Algorithm("SHA-256")) },
	} {
		if err := compattest.Panicked(t, f); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestKeys(t *testing.T) {
	hash, block := []byte(testHash), []byte(testBlock)
	many := make([][]byte, 0, 36)
	for range 18 {
		many = append(many, hash, block)
	}
	for what, pairs := range map[string][][]byte{
		"none": {}, "nil": {nil}, "empty": {{}}, "no hash key": {nil, block}, "second hash key": {hash, nil, {}, nil},
		"empty block key": {hash, {}}, "short block key": {hash, block[:15]},
		"long block key": {hash, make([]byte, 33)},
		"half":           {hash, block, hash, nil}, "other half": {hash, nil, hash, block},
		"last left out": {hash, block, hash},
		"18 pairs":      many,
	} {
		if _, err := NewKeys(pairs...); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, pairs := range map[string][][]byte{
		"one": {hash}, "a pair": {hash, nil}, "an odd number": {hash, nil, hash}, "17 pairs": many[:34],
		"AES": {hash, block, hash, make([]byte, 24), hash, make([]byte, 32)},
	} {
		if _, err := NewKeys(pairs...); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for n, weak := range map[int]bool{14: true, 31: true, 32: false} {
		keys := newKeys(t, testHash, "", strings.Repeat("s", n), "")
		if (keys.Warning() != "") != weak {
			t.Errorf("%d bytes: warning %q", n, keys.Warning())
		}
	}
}

// TestKinds: keys with block keys are for encrypted cookies only, and the others for signed
// ones.
func TestKinds(t *testing.T) {
	signed, sealed := NewSpec(Signed, time.Hour, Salt("s")), NewSpec(Encrypted, time.Hour, Salt("s"))
	for _, c := range []struct {
		spec *Spec
		keys *Keys
	}{
		{signed, newKeys(t, testHash, testBlock)}, {sealed, newKeys(t, testHash)},
		{signed, nil}, {sealed, nil}, {signed, &Keys{}}, {sealed, &Keys{}},
	} {
		if _, err := c.spec.Open(c.keys, sign("1", "")); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("open: %v", err)
		}
		if _, err := c.spec.Mint(c.keys, []byte("{}")); !errors.Is(err, typeseal.ErrConfig) {
			t.Errorf("mint: %v", err)
		}
	}
	if (*Keys)(nil).Warning() != "" {
		t.Error("a warning")
	}
}

// TestRotation: the block key of a pair decrypts what its hash key has signed.
func TestRotation(t *testing.T) {
	older := newKeys(t, testHash, testBlock)
	newer := newKeys(t, "another hash key of 32 bytes ....", "another block key of 32 bytes ..", testHash, testBlock)
	spec := NewSpec(Encrypted, time.Hour, Salt("session"))
	old, err := spec.Mint(older, []byte(`{"uid":42}`))
	fatal(t, err)
	if o, err := spec.Open(newer, old); err != nil || string(o.Payload()) != `{"uid":42}` {
		t.Errorf("old cookie: %q, %v", o.Payload(), err)
	}
	token, err := spec.Mint(newer, []byte(`{"uid":42}`))
	fatal(t, err)
	if _, err := spec.Open(older, token); err != typeseal.ErrForged {
		t.Errorf("new cookie, old keys: %v", err)
	}
}

// TestBlockKeys: pairs that share a hash key differ in their block keys. All of them open
// cookies, as with the library's DecodeMulti, and no other block key does.
func TestBlockKeys(t *testing.T) {
	blocks := []string{testBlock, "a block key: 16 ", "a block key of 24 bytes "}
	other := "another hash key of 32 bytes ...."
	keys := newKeys(t, testHash, blocks[0], other, blocks[0], testHash, blocks[1], testHash, blocks[2])
	type payload struct {
		UserID int    `json:"uid"`
		Email  string `json:"email"`
	}
	want := payload{42, "ana@example.com"}
	text := map[bool][]byte{false: []byte(`{"uid":42,"email":"ana@example.com"}`), true: encoded(t, want)}
	session := encoded(t, map[any]any{"uid": 42, "email": "ana@example.com"})
	for i := range 600 {
		inGob, block, hash := i%2 == 1, blocks[i/2%3], testHash
		if i%12 == 0 { // with the first block key
			hash = other
		}
		opts := []Option{Salt("session")}
		if inGob {
			opts = append(opts, Gob())
		}
		spec := NewSpec(Encrypted, time.Hour, opts...)
		in := text[inGob]
		if i%4 == 3 {
			in = session
		}
		token, err := spec.Mint(newKeys(t, hash, block), in)
		fatal(t, err)
		o, err := spec.Open(keys, token)
		fatal(t, err)
		if string(o.Payload()) != string(in) {
			t.Fatalf("gob %v, block key of %d bytes: %q", inGob, len(block), o.Payload())
		}
		token, err = spec.Mint(newKeys(t, testHash, "not a block key."), in)
		fatal(t, err)
		if o, err := spec.Open(keys, token); err != nil || o.Payload() != nil && len(o.Payload()) > 0 {
			t.Fatalf("unknown block key: %q, %v", o.Payload(), err)
		}
	}
}

// TestLength: a cookie of exactly the limit is accepted, and a longer one costs nothing.
func TestLength(t *testing.T) {
	keys, token := newKeys(t, testHash), sign(now(), b64(strings.Repeat("x", 1000)))
	longest := NewSpec(Signed, time.Hour, Salt("session"), MaxSize(len(token)))
	if _, err := longest.Open(keys, token); err != nil {
		t.Errorf("longest: %v", err)
	}
	shorter := NewSpec(Signed, time.Hour, Salt("session"), MaxSize(len(token)-1))
	if _, err := shorter.Open(keys, token); err != typeseal.ErrMalformed {
		t.Errorf("one more: %v", err)
	}
	huge, spec := strings.Repeat("=", 64<<20), NewSpec(Signed, time.Hour, Salt("session"))
	if n := testing.AllocsPerRun(10, func() { spec.Open(keys, huge) }); n > 0 {
		t.Errorf("64 MiB: %v allocations", n)
	}
}

// TestEveryChange: no proper prefix and no change of one character passes.
func TestEveryChange(t *testing.T) {
	for verb, keys := range bothKinds(t) {
		spec := NewSpec(verb, time.Hour, Salt("session"))
		token, err := spec.Mint(keys, []byte(`{"uid":42}`))
		fatal(t, err)
		compattest.EveryChange(token, "A0.-_=+/|é\n\x00", func(changed string) {
			if _, err := spec.Open(keys, changed); err != typeseal.ErrForged && err != typeseal.ErrMalformed {
				t.Errorf("%q: %v", changed, err)
			}
		})
	}
}

func TestNoSecrets(t *testing.T) {
	keys := newKeys(t, testHash, testBlock)
	spec := NewSpec(Encrypted, time.Hour, Salt("session"))
	token, err := spec.Mint(keys, []byte(`{"name":"of-somebody"}`))
	fatal(t, err)
	o, err := spec.Open(keys, token)
	fatal(t, err)
	type holder struct {
		Public  Keys
		private Keys
	}
	h := holder{*keys, *keys}
	compattest.NoSecrets(t, []string{testHash[:9], testBlock[:9], "of-somebody"}, keys, *keys, spec, o, &o, h, &h)
}

func TestFIPSOnly(t *testing.T) { compattest.FIPSOnly(t, "TestFIPSChild") }

func TestFIPSChild(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("only in FIPS 140-only mode, as TestFIPSOnly starts it")
	}
	_, err := NewKeys(make([]byte, 13))
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
		t.Error(err)
	}
	err = compattest.Panicked(t, func() { NewSpec(Signed, time.Hour, Salt("s"), Algorithm("sha1")) })
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "FIPS") {
		t.Error(err)
	}
	keys := newKeys(t, testHash[:14], testBlock)
	spec := NewSpec(Encrypted, time.Hour, Salt("s"))
	token, err := spec.Mint(keys, []byte("{}"))
	fatal(t, err)
	if _, err := spec.Open(keys, token); err != nil {
		t.Error(err)
	}
}
