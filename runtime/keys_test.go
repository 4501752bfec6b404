package typeseal

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// rootPrefix begins the text of a root key.
const rootPrefix = "typeseal_key_v1_"

func wantConfig(t testing.TB, what string, err error, secrets ...string) {
	t.Helper()
	if !errors.Is(err, ErrConfig) || errors.Is(err, ErrInvalid) {
		t.Errorf("%s: %v, want ErrConfig", what, err)
		return
	}
	for _, secret := range secrets {
		for i := len(rootPrefix); i+8 <= len(secret); i++ {
			if strings.Contains(err.Error(), secret[i:i+8]) {
				t.Errorf("%s: the error shows a part of the key", what)
			}
		}
	}
}

// format returns the text of a key with the given bytes.
func format(kind *ring.Kind, key string) string {
	return kind.Format([suite.KeySize]byte([]byte(key)))
}

// sized returns the text of a key of n bytes, with the right checksum.
func sized(n int) string {
	key := make([]byte, n)
	rand.Read(key)
	sum := suite.Checksum("key", key)
	return string(armor.Append(nil, rootPrefix, append(key, sum[:]...)))
}

// TestRingText checks which texts are key rings.
func TestRingText(t *testing.T) {
	a, b := GenerateKey(), GenerateKey()
	secret, public := GenerateSigningKey()
	typo := []byte(a)
	typo[20] ^= 1
	if typo[20] == '_' || !regexp.MustCompile(`[A-Za-z0-9]`).Match(typo[20:21]) {
		typo[20] = 'q'
	}
	many := "primary " + a + "\n"
	for range ring.MaxKeys {
		many += "accepted " + GenerateKey() + "\n"
	}
	refused := map[string]string{
		"empty":         "",
		"only comments": "# nothing\n\n",
		"no bytes":      sized(0),
		"16 bytes":      sized(16),
		"31 bytes":      sized(31),
		"33 bytes":      sized(33),
		"64 bytes":      sized(64),
		"zero":          format(ring.Root, strings.Repeat("\x00", 32)),
		"sixteen values": format(ring.Root,
			strings.Repeat("0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 2)),
		"pass phrase":  format(ring.Root, "correct horse battery staple 1234"[:32]),
		"typing error": string(typo),
		"truncated":    a[:len(a)-1],
		"extra":        a + "A",
		"public":       public,
		"signing":      secret,
		"published": ring.Root.Format([32]byte(unhex(t,
			"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))),
		"no primary":            "accepted " + a + "\naccepted " + b,
		"lone accepted":         "accepted " + a,
		"two primaries":         "primary " + a + "\nprimary " + b,
		"doubled":               "primary " + a + "\naccepted " + a,
		"no states":             a + "\n" + b,
		"unknown state":         "primary " + a + "\npending " + b,
		"upper case":            "Primary " + a,
		"more words":            "primary " + a + " 2026-11-22",
		"BOM":                   "\ufeffprimary " + a,
		"65 keys":               many,
		"more than 64 KiB":      strings.Repeat("#", ring.MaxText+1),
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
		"lone":     a,
		"CRLF":     "primary " + a + "\r\naccepted " + b + "\r\n",
		"spaces":   "  primary \t" + a + "   \n",
		"comments": "# November\nprimary " + a + " # new\n\nretired " + b,
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
		"signing key":   signing,
		"root key":      GenerateKey(),
		"primary":       "primary " + public + "\naccepted " + other,
		"small order":   format(ring.Public, "\x01"+strings.Repeat("\x00", 31)),
		"not canonical": format(ring.Public, "\xf0"+strings.Repeat("\xff", 30)+"\x7f"),
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
		"root key":   GenerateKey(),
		"public key": public,
		"constant":   format(ring.Signing, strings.Repeat("\x07", 32)),
		"no primary": "accepted " + signing,
	} {
		_, err := ParseSigningKey(text)
		wantConfig(t, what, err, signing)
	}
	key, err := ParseSigningKey(signing + "\n")
	if err != nil || key.PublicKey() != public {
		t.Errorf("public key %v, %v, want %s", key, err, public)
	}
}

// TestSmallOrder: the fourteen encodings of points of small order are refused as public
// keys.
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
			_, err := ParsePublicKeyring(ring.Public.Format(key))
			wantConfig(t, low, err)
		}
	}
}

// TestPublishedKeysRefused: published keys and their public keys are refused.
func TestPublishedKeysRefused(t *testing.T) {
	known := map[string]string{} // secret keys, and their public keys if documents have them
	words := strings.Fields(`
		9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
		d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
		4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb
		3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
		c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7
		fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
		f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5
		278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e
		833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42
		ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf
		0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6
		dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292
		b4cbfb43df4ce210727d953e4a713307fa19bb7d9f85041438d9e11b942a3774
		1eb9dbbbbc047c03fd70604e0071f0987e16b28b757225c11f00415d0e20b1a2
		603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4
		-
		730ff4c7af3d46923e8ed451ee813c87f790b0a226bc96a92de49b5e9c05e1ee
		-
	`)
	for pair := range slices.Chunk(words, 2) {
		known[pair[0]] = strings.Trim(pair[1], "-")
	}
	for secret, public := range known {
		_, err := ParseKeyring(ring.Root.Format(unhex32(t, secret)))
		wantConfig(t, "root key "+secret, err)
		_, err = ParseSigningKey(ring.Signing.Format(unhex32(t, secret)))
		wantConfig(t, "signing key "+secret, err)
		if public == "" {
			continue
		}
		_, err = ParsePublicKeyring(ring.Public.Format(unhex32(t, public)))
		wantConfig(t, "public key "+public, err)
	}
}

// TestCountedKeysRefused: keys made by counting up or down, with numbers of any
// size, are refused.
func TestCountedKeysRefused(t *testing.T) {
	for _, size := range []int{1, 2, 3, 4, 5, 6, 7, 8} {
		for _, step := range []int{1, 2, 3, 7, 17, 97, 254, 255} {
			for _, start := range []int{0, 1, 0x70, 0x80, 0xe0, 0xff} {
				var key [32]byte
				for i := range key {
					key[i] = byte(start*(i%size+1) + i%size*37 + step*(i/size))
				}
				for _, kind := range []*ring.Kind{ring.Root, ring.Signing} {
					if _, err := parseRing(kind.Format(key), kind); err == nil {
						t.Errorf("%d bytes, step %d from %d: %x is accepted", size, step, start, key)
					}
				}
			}
		}
	}
	var big, little [32]byte
	for i := range 16 {
		binary.BigEndian.PutUint16(big[2*i:], uint16(0x12f9+1000*i))
		binary.LittleEndian.PutUint16(little[2*i:], uint16(0xfff0-77*i))
	}
	for _, key := range [][32]byte{big, little} {
		_, err := ParseKeyring(ring.Root.Format(key))
		wantConfig(t, "counting with carries", err)
	}
}

// TestPublicPoints: a public key must be a point of the curve.
func TestPublicPoints(t *testing.T) {
	refused := 0
	for i := range 200 {
		_, public := GenerateSigningKey()
		if _, err := ParsePublicKeyring(public); err != nil {
			t.Errorf("%s: %v", public, err)
		}
		key, err := ring.Public.Parse(public)
		if err != nil {
			t.Fatal(err)
		}
		key[i%31]++ // half of all numbers are not the y of a point
		if _, err := ParsePublicKeyring(ring.Public.Format(key)); err != nil {
			refused++
			wantConfig(t, "not a point", err)
		}
	}
	if refused < 60 || refused > 140 {
		t.Errorf("%d of 200 changed keys are refused, want about half", refused)
	}
	for _, y := range []string{ // not points of the curve; the second is also larger than p
		"0200000000000000000000000000000000000000000000000000000000000000",
		"efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		_, err := ParsePublicKeyring(ring.Public.Format(unhex32(t, y)))
		wantConfig(t, y, err)
	}
}

// TestRotation checks which tokens a key in each state opens.
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
		t.Errorf("an old token after the rotation: %v", err)
	}
	if err := open(now, after); err != nil {
		t.Errorf("minted with another key than the primary: %v", err)
	}
	wantKind(t, "a new token on a host without the key", open(old, after), ErrUnknownKey)
	if err := open("primary "+now+"\nretired "+old, before); !errors.Is(err, ErrUnknownKey) ||
		errors.Is(err, ErrRevoked) {
		t.Errorf("a retired key: %v", err)
	}
	if err := open("primary "+now+"\nrevoked "+old, before); !errors.Is(err, ErrUnknownKey) ||
		!errors.Is(err, ErrRevoked) {
		t.Errorf("a revoked key: %v", err)
	}
	wantKind(t, "malformed, of a revoked key", open("primary "+now+"\nrevoked "+old, before+"A"), ErrMalformed)
}

// lostKeys returns texts that contain a key, or much of it, without its prefix.
func lostKeys(key string) []string {
	body := strings.TrimPrefix(key, rootPrefix)
	raw, err := ring.Root.Parse(key)
	if err != nil {
		panic(err)
	}
	return []string{
		body, body[:30], body[20:], "primary " + body, "primary  typeseal_key_v2_" + body, key[1:],
		"TYPESEAL_KEY_V1_" + body,
		`"` + body + `"`, body + "\naccepted " + body, "keys=" + body, hex.EncodeToString(raw[:]),
		hex.EncodeToString(raw[:24]),
		base64.StdEncoding.EncodeToString(raw[:]), base64.RawURLEncoding.EncodeToString(raw[:]),
		base64.RawURLEncoding.EncodeToString(raw[:])[:24],
	}
}

// TestKeyFiles reads keys from files and environment variables.
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
	none := filepath.Join(dir, "none")
	_, err := KeyringFromFile(none)
	wantConfig(t, "no file", err)
	if !strings.HasSuffix(err.Error(), "; if there is no key yet, make one with typeseal keygen --out "+shown(none)) {
		t.Errorf("no file: %v", err)
	}
	_, err = KeyringFromFile(dir)
	wantConfig(t, "directory", err)
	_, err = KeyringFromFile(write("huge", strings.Repeat("#\n", ring.MaxText), 0o600))
	wantConfig(t, "huge", err)
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
	wantConfig(t, "unset", err)
	for _, name := range lostKeys(key) { // texts that still contain most of the key
		_, err = KeyringFromFile(name)
		wantConfig(t, "a changed key for a path", err, name)
		_, err = SigningKeyFromFile(filepath.Join(dir, name))
		wantConfig(t, "a changed key in a path", err, name)
		_, err = KeyringFromEnv(name)
		wantConfig(t, "a changed key for a name", err, name)
	}
	for _, name := range []string{
		"/run/secrets/typeseal.keys", "conf/typeseal-keys-2026.txt", "/srv/my-app/MyKeys",
		"/var/lib/kubelet/pods/0b6d4f3e-8a2c-4f6e-9d0e-3c7b1d2a4e5f/typeseal",
	} {
		if _, err := KeyringFromFile(name); !strings.Contains(err.Error(), name+": ") ||
			!errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q does not name %s", err, name)
		}
	}
	const long = "ACME_PAYMENTS_TYPESEAL_KEYS_V2"
	if _, err := KeyringFromEnv(long); !strings.Contains(err.Error(), long) {
		t.Error(err)
	}
	signing, public := GenerateSigningKey()
	if _, err := SigningKeyFromFile(write("sec", signing+"\n", 0o600)); err != nil {
		t.Error(err)
	}
	if _, err := PublicKeyringFromFile(write("pub", public+"\n", 0o644)); err != nil {
		t.Error(err)
	}
	_, err = PublicKeyringFromFile(write("pub", public+"\n", 0o666))
	wantConfig(t, "public keys that everyone can write", err)
	t.Setenv("TYPESEAL_TEST_KEYS", public)
	if _, err := PublicKeyringFromEnv("TYPESEAL_TEST_KEYS"); err != nil {
		t.Error(err)
	}
	_, err = KeyringFromEnv("TYPESEAL_TEST_KEYS")
	wantConfig(t, "a public key for a root key", err)
}
