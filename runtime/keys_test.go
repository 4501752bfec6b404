package typeseal

import (
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

func wantConfig(t testing.TB, what string, err error, secrets ...string) {
	t.Helper()
	if !errors.Is(err, ErrConfig) || errors.Is(err, ErrInvalid) {
		t.Errorf("%s: %v, want ErrConfig", what, err)
		return
	}
	for _, secret := range secrets {
		for i := len(rootKind.prefix); i+8 <= len(secret); i++ {
			if strings.Contains(err.Error(), secret[i:i+8]) {
				t.Errorf("%s: the error shows a part of the key", what)
			}
		}
	}
}

// format returns the text of a key of the given bytes.
func format(kind keyKind, key string) string {
	return kind.format([suite.KeySize]byte([]byte(key)))
}

// sized returns the text of a key of any number of bytes, its checksum right.
func sized(n int) string {
	key := make([]byte, n)
	rand.Read(key)
	sum := suite.Checksum("key", key)
	return string(armor.Append(nil, rootKind.prefix, append(key, sum[:]...)))
}

// TestRingText is K01 to K09 and K19.
func TestRingText(t *testing.T) {
	a, b := GenerateKey(), GenerateKey()
	secret, public := GenerateSigningKey()
	typo := []byte(a)
	typo[20] ^= 1
	if typo[20] == '_' || !regexp.MustCompile(`[A-Za-z0-9]`).Match(typo[20:21]) {
		typo[20] = 'q'
	}
	many := "primary " + a + "\n"
	for range maxKeys {
		many += "accepted " + GenerateKey() + "\n"
	}
	refused := map[string]string{
		"K01 empty":             "",
		"K01 only comments":     "# nothing\n\n",
		"K02 no bytes":          sized(0),
		"K02 16 bytes":          sized(16),
		"K02 31 bytes":          sized(31),
		"K02 33 bytes":          sized(33),
		"K02 64 bytes":          sized(64),
		"K03 zero":              format(rootKind, strings.Repeat("\x00", 32)),
		"K03 sixteen values":    format(rootKind, "0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"),
		"K04 pass phrase":       format(rootKind, "correct horse battery staple 1234"[:32]),
		"K05 typing error":      string(typo),
		"K05 truncated":         a[:len(a)-1],
		"K05 extra":             a + "A",
		"K06 public":            public,
		"K06 signing":           secret,
		"K07 published":         rootKind.format([32]byte(unhex(t, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))),
		"K08 no primary":        "accepted " + a + "\naccepted " + b,
		"K08 lone accepted":     "accepted " + a,
		"K08 two primaries":     "primary " + a + "\nprimary " + b,
		"K08 doubled":           "primary " + a + "\naccepted " + a,
		"K08 no states":         a + "\n" + b,
		"K09 unknown state":     "primary " + a + "\npending " + b,
		"K09 upper case":        "Primary " + a,
		"K09 more words":        "primary " + a + " 2026-11-22",
		"K10 BOM":               "\ufeffprimary " + a,
		"K19 65 keys":           many,
		"more than 64 KiB":      strings.Repeat("#", maxRingText+1),
		"a key in two lines":    "primary\n" + a,
		"other kind of comment": "// mine\nprimary " + a,
	}
	for what, text := range refused {
		_, err := ParseKeyring(text)
		wantConfig(t, what, err, a, b, secret, public)
	}
	if _, err := ParseKeyring("primary " + a + "\npending " + b); !strings.Contains(err.Error(), "line 2") {
		t.Errorf("no line in %q", err)
	}
	for what, text := range map[string]string{
		"lone":       a,
		"K10 CRLF":   "primary " + a + "\r\naccepted " + b + "\r\n",
		"K10 spaces": "  primary \t" + a + "   \n",
		"comments":   "# November\nprimary " + a + " # new\n\nretired " + b,
	} {
		if _, err := ParseKeyring(text); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestPublicKeys(t *testing.T) {
	signing, public := GenerateSigningKey()
	_, other := GenerateSigningKey()
	for what, text := range map[string]string{
		"K06 signing key": signing,
		"K06 root key":    GenerateKey(),
		"primary":         "primary " + public + "\naccepted " + other,
		"C07 small order": format(publicKind, "\x01"+strings.Repeat("\x00", 31)),
		"not canonical":   format(publicKind, "\xf0"+strings.Repeat("\xff", 30)+"\x7f"),
	} {
		_, err := ParsePublicKeyring(text)
		wantConfig(t, what, err, signing)
	}
	for _, text := range []string{public, "accepted " + public + "\nretired " + other} {
		if _, err := ParsePublicKeyring(text); err != nil {
			t.Error(err)
		}
	}
	for what, text := range map[string]string{
		"K06 root key":   GenerateKey(),
		"K06 public key": public,
		"K03 constant":   format(secretKind, strings.Repeat("\x07", 32)),
		"a ring":         "primary " + signing,
	} {
		_, err := ParseSigningKey(text)
		wantConfig(t, what, err, signing)
	}
	key, err := ParseSigningKey(signing + "\n")
	if err != nil || key.PublicKey() != public {
		t.Errorf("public key %v, %v, want %s", key, err, public)
	}
}

// TestSmallOrder is C07: the fourteen spellings of points of small order.
func TestSmallOrder(t *testing.T) {
	for _, low := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		for _, sign := range []byte{0, 0x80} {
			key := unhex32(t, low)
			key[31] |= sign
			_, err := ParsePublicKeyring(publicKind.format(key))
			wantConfig(t, low, err)
		}
	}
}

var updatePublished = flag.Bool("update", false, "write published.go from the vectors")

// publishedKeys are the keys that FORMAT.md and the vectors print, and the
// public keys of those used as Ed25519 seeds.
func publishedKeys(t *testing.T) (secret, public [][32]byte) {
	var data []byte
	for _, name := range []string{"native.json", "native_state.json"} {
		file, err := os.ReadFile(filepath.Join("..", "testdata", "vectors", name))
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, file...)
	}
	roots := regexp.MustCompile(`"root": *"([0-9a-f]{64})"`).FindAllSubmatch(data, -1)
	if len(roots) < 300 {
		t.Fatalf("only %d keys in the vectors", len(roots))
	}
	texts := []string{
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
	}
	for _, m := range roots {
		texts = append(texts, string(m[1]))
	}
	for _, text := range texts {
		key := unhex32(t, text)
		_, pub := suite.NewSigner(key)
		secret, public = append(secret, key), append(public, pub)
	}
	return secret, public
}

// TestPublishedKeysRefused is K07: no key that is printed can be loaded.
func TestPublishedKeysRefused(t *testing.T) {
	secret, public := publishedKeys(t)
	if *updatePublished {
		writePublished(t, slices.Concat(secret, public))
		t.Skip("wrote published.go")
	}
	for i := range secret {
		_, err := ParseKeyring(rootKind.format(secret[i]))
		wantConfig(t, "root key", err)
		_, err = ParseSigningKey(secretKind.format(secret[i]))
		wantConfig(t, "signing key", err)
		_, err = ParsePublicKeyring(publicKind.format(public[i]))
		wantConfig(t, "public key", err)
	}
}

func writePublished(t *testing.T, keys [][32]byte) {
	var prints []uint64
	for _, key := range keys {
		prints = append(prints, fingerprint(key))
	}
	slices.Sort(prints)
	var b strings.Builder
	b.WriteString("package typeseal\n\n// published holds the fingerprints of the keys that FORMAT.md and the vectors\n// print, and of their public keys, in order: go test -run Published -update.\nvar published = [...]uint64{\n")
	for _, p := range slices.Compact(prints) {
		fmt.Fprintf(&b, "\t0x%016x,\n", p)
	}
	b.WriteString("}\n")
	if err := os.WriteFile("published.go", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRotation is K13 to K15 and D02: what each state of a key lets through.
func TestRotation(t *testing.T) {
	old, now := GenerateKey(), GenerateKey()
	k := newKit(t, samplePolicy(Signed))
	open := func(ring, token string) error {
		moved := *k
		moved.ring = mustRing(t, ring)
		_, err := moved.open(token)
		return err
	}
	mint := func(ring string) string {
		moved := *k
		moved.ring = mustRing(t, ring)
		return moved.mint(t, ana)
	}
	before, after := mint(old), mint("accepted "+old+"\nprimary "+now)
	if err := open("primary "+now+"\naccepted "+old, before); err != nil {
		t.Errorf("K13: an old token after the rotation: %v", err)
	}
	if err := open(now, after); err != nil {
		t.Errorf("K14: minted with another key than the primary: %v", err)
	}
	wantKind(t, "K13: a new token on a host without the key", open(old, after), ErrUnknownKey)
	if err := open("primary "+now+"\nretired "+old, before); !errors.Is(err, ErrUnknownKey) || errors.Is(err, ErrRevoked) {
		t.Errorf("a retired key: %v", err)
	}
	if err := open("primary "+now+"\nrevoked "+old, before); !errors.Is(err, ErrUnknownKey) || !errors.Is(err, ErrRevoked) {
		t.Errorf("K15: a revoked key: %v", err)
	}
	wantKind(t, "malformed, of a revoked key", open("primary "+now+"\nrevoked "+old, before+"A"), ErrMalformed)
}

// TestKeyFiles is K11, and K01 for a variable.
func TestKeyFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good", "primary "+GenerateKey()+"\n", 0o600)
	if _, err := KeyringFromFile(good); err != nil {
		t.Error(err)
	}
	_, err := KeyringFromFile(filepath.Join(dir, "none"))
	wantConfig(t, "no file", err)
	_, err = KeyringFromFile(dir)
	wantConfig(t, "K11 directory", err)
	_, err = KeyringFromFile(write("huge", strings.Repeat("#\n", maxRingText), 0o600))
	wantConfig(t, "K11 huge", err)
	key := GenerateKey()
	_, err = KeyringFromFile(key)
	wantConfig(t, "a key for a path", err, key)
	_, err = KeyringFromEnv(key)
	wantConfig(t, "a key for a name", err, key)
	t.Setenv("TYPESEAL_TEST_KEYS", key)
	if _, err := KeyringFromEnv("TYPESEAL_TEST_KEYS"); err != nil {
		t.Error(err)
	}
	_, err = KeyringFromEnv("TYPESEAL_TEST_NONE")
	wantConfig(t, "K01 unset", err)
	signing, _ := GenerateSigningKey()
	if _, err := SigningKeyFromFile(write("sec", signing+"\n", 0o600)); err != nil {
		t.Error(err)
	}
}
