package typeseal_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// A ring that follows its file needs no restart to learn about new keys.
func ExampleWatchKeyring() {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "typeseal.keys")
	if err := os.WriteFile(path, []byte("primary "+typeseal.GenerateKey()+"\n"), 0o600); err != nil {
		log.Fatal(err)
	}

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	keys, err := typeseal.WatchKeyring(ctx, typeseal.FromFile(path))
	if err != nil {
		log.Fatal(err)
	}
	_, err = shop.Download{Order: 42, File: "song.flac"}.Sign(keys)
	fmt.Println(err)
	// Output: <nil>
}

// A source can be any function, here one that stands for a secret manager.
func ExampleFromFunc() {
	secret := "primary " + typeseal.GenerateKey()
	var source typeseal.Source = typeseal.FromFunc(func(context.Context) (string, error) { return secret, nil })

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	opts := []typeseal.WatchOption{typeseal.Every(time.Minute)}
	keys, err := typeseal.WatchKeyring(ctx, source, opts...)
	if err != nil {
		log.Fatal(err)
	}
	for _, state := range keys.Keys() {
		fmt.Println("a key is", state)
	}
	fmt.Println("healthy:", keys.Age() < 3*time.Minute)
	// Output:
	// a key is primary
	// healthy: true
}

// Both sides of a signature follow their sources, here environment variables.
func ExampleWatchPublicKeyring() {
	signing, public := typeseal.GenerateSigningKey()
	os.Setenv("SHOP_SIGNING_KEY", signing)
	os.Setenv("SHOP_PUBLIC_KEYS", public)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()

	key, err := typeseal.WatchSigningKey(ctx, typeseal.FromEnv("SHOP_SIGNING_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Receipt{Order: 42, Cents: 990}.Sign(key)
	if err != nil {
		log.Fatal(err)
	}
	keys, err := typeseal.WatchPublicKeyring(ctx, typeseal.FromEnv("SHOP_PUBLIC_KEYS"))
	if err != nil {
		log.Fatal(err)
	}
	var receipt shop.Receipt
	fmt.Println(receipt.Verify(keys, token))
	// Output: <nil>
}
