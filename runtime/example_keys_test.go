package typeseal_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// To rotate keys, add the new key as accepted on every host. After that, make it primary and the old
// key accepted. When the last token of the old key has expired, retire it.
func ExampleParseKeyring() {
	march, june := typeseal.GenerateKey(), typeseal.GenerateKey()
	var old shop.Download
	rings := make([]*typeseal.Keyring, 4)
	for i, text := range []string{
		"primary " + march,
		"primary " + march + "\n" + "accepted " + june,
		"accepted " + march + "\n" + "primary " + june,
		"retired " + march + "\n" + "primary " + june,
	} {
		var err error
		if rings[i], err = typeseal.ParseKeyring(text); err != nil {
			log.Fatal(err)
		}
	}
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(rings[0])
	if err != nil {
		log.Fatal(err)
	}
	for _, keys := range rings {
		fmt.Println(old.Verify(keys, token))
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// typeseal: retired key
}

// Errors name the line, and never show a key.
func ExampleErrConfig() {
	_, err := typeseal.ParseKeyring("# keys of the shop\nprimary secret")
	fmt.Println(errors.Is(err, typeseal.ErrConfig))
	fmt.Println(err)
	// Output:
	// true
	// typeseal: invalid configuration: key ring: line 2: not a typeseal key; make one with typeseal keygen
}

// A cutoff revokes the tokens that were issued before it, for example because links leaked.
func ExampleErrRevoked() {
	key := typeseal.GenerateKey()
	keys, err := typeseal.ParseKeyring(key)
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	if err != nil {
		log.Fatal(err)
	}
	keys, err = typeseal.ParseKeyring("revoked " + key + "\nprimary " + typeseal.GenerateKey() +
		"\ncutoff 2026-01-31T10:00:00Z salt shop.download")
	if err != nil {
		log.Fatal(err)
	}
	var download shop.Download
	err = download.Verify(keys, token)
	fmt.Println(err)
	fmt.Println(errors.Is(err, typeseal.ErrRevoked), errors.Is(err, typeseal.ErrUnknownKey))
	// Output:
	// typeseal: revoked key
	// true true
}

// A key ring is read from a file that only the program's user and root can write.
func ExampleKeyringFromFile() {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "typeseal.keys")
	if err := os.WriteFile(path, []byte("primary "+typeseal.GenerateKey()+"\n"), 0o600); err != nil {
		log.Fatal(err)
	}

	keys, err := typeseal.KeyringFromFile(path)
	if err != nil {
		log.Fatal(err)
	}
	_, err = shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	fmt.Println(err)
	// Output: <nil>
}

// An error names the variable.
func ExampleKeyringFromEnv() {
	os.Setenv("SHOP_KEYS", "primary "+typeseal.GenerateKey())
	keys, err := typeseal.KeyringFromEnv("SHOP_KEYS")
	if err != nil {
		log.Fatal(err)
	}
	_, err = shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	fmt.Println(err)
	os.Unsetenv("SHOP_KEYS")
	_, err = typeseal.KeyringFromEnv("SHOP_KEYS")
	fmt.Println(err)
	// Output:
	// <nil>
	// typeseal: invalid configuration: environment variable SHOP_KEYS is empty or not set
}

// Tenants share the keys of one ring, but not their tokens.
func ExampleKeyring_WithRealm() {
	acme, globex := keys.WithRealm("tenant:acme"), keys.WithRealm("tenant:globex")
	token, err := shop.Download{Order: 42, File: "song.flac"}.Sign(acme)
	if err != nil {
		log.Fatal(err)
	}
	var download shop.Download
	fmt.Println(download.Verify(acme, token))
	fmt.Println(download.Verify(globex, token))
	// Output:
	// <nil>
	// typeseal: forged token
}

// One service signs receipts. Everyone with the public key can verify them, but not make any:
//
//	//typeseal:sign salt=shop.receipt max-age=unlimited alg=ed25519
//	type Receipt struct {
//		Order int64 `json:"order"`
//		Cents int64 `json:"cents"`
//	}
func ExampleGenerateSigningKey() {
	signing, public := typeseal.GenerateSigningKey()

	key, err := typeseal.ParseSigningKey(signing)
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Receipt{Order: 42, Cents: 990}.Sign(key)
	if err != nil {
		log.Fatal(err)
	}

	keys, err := typeseal.ParsePublicKeyring(public)
	if err != nil {
		log.Fatal(err)
	}
	var receipt shop.Receipt
	if err := receipt.Verify(keys, token); err != nil {
		log.Fatal(err)
	}
	fmt.Println(receipt.Cents)
	// Output: 990
}

// PublicKey gives the line for the ring of those who verify.
func ExampleSigningKey_PublicKey() {
	signing, public := typeseal.GenerateSigningKey()
	key, err := typeseal.ParseSigningKey(signing)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(key.PublicKey() == public)
	fmt.Println(strings.HasPrefix(public, "typeseal_pub_v1_"))
	// Output:
	// true
	// true
}

// The two sides of a signature get their keys from files, here with realms.
func ExamplePublicKeyringFromFile() {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	signing, public := typeseal.GenerateSigningKey()
	os.WriteFile(filepath.Join(dir, "signing.key"), []byte(signing), 0o600)
	os.WriteFile(filepath.Join(dir, "public.keys"), []byte("accepted "+public), 0o644)

	key, err := typeseal.SigningKeyFromFile(filepath.Join(dir, "signing.key"))
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Receipt{Order: 42, Cents: 990}.Sign(key.WithRealm("tenant:acme"))
	if err != nil {
		log.Fatal(err)
	}

	keys, err := typeseal.PublicKeyringFromFile(filepath.Join(dir, "public.keys"))
	if err != nil {
		log.Fatal(err)
	}
	var receipt shop.Receipt
	fmt.Println(receipt.Verify(keys.WithRealm("tenant:acme"), token))
	fmt.Println(receipt.Verify(keys, token))
	// Output:
	// <nil>
	// typeseal: forged token
}

// Both sides of a signature in environment variables.
func ExamplePublicKeyringFromEnv() {
	signing, public := typeseal.GenerateSigningKey()
	os.Setenv("SHOP_SIGNING_KEY", signing)
	os.Setenv("SHOP_PUBLIC_KEYS", public)

	var key *typeseal.SigningKey
	key, err := typeseal.SigningKeyFromEnv("SHOP_SIGNING_KEY")
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Receipt{Order: 42, Cents: 990}.Sign(key)
	if err != nil {
		log.Fatal(err)
	}
	var keys *typeseal.PublicKeyring
	keys, err = typeseal.PublicKeyringFromEnv("SHOP_PUBLIC_KEYS")
	if err != nil {
		log.Fatal(err)
	}
	var receipt shop.Receipt
	fmt.Println(receipt.Verify(keys, token))
	// Output: <nil>
}
