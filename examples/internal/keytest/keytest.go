// Package keytest tests the recipes for places where keys live.
package keytest

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// Client returns a client for servers outside of a synctest bubble. It keeps no connection
// open, since time in a bubble stands still while a goroutine reads from the network.
func Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
}

// Follows checks that a ring follows its place. put changes the text there, and open opens
// the ring. Follows rotates the keys, and then writes half a ring, which must change
// nothing.
func Follows(t *testing.T, put func(text string), open func(context.Context) (*typeseal.Keyring, error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		slog.SetDefault(slog.New(slog.DiscardHandler))
		march, june := typeseal.GenerateKey(), typeseal.GenerateKey()
		put("primary " + march + "\n")
		ctx, cancel := context.WithCancel(t.Context())
		keys, err := open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		first := KeyID(t, keys)
		old, err := shop.Download{Order: 42}.Sign(keys)
		if err != nil {
			t.Fatal(err)
		}

		rotated := "accepted " + march + "\nprimary " + june + "\n"
		put(rotated)
		time.Sleep(2 * time.Minute)
		second := KeyID(t, keys)
		if second == first {
			t.Error("after two minutes, the ring mints with the old key")
		}
		put(rotated[:len(rotated)-20])
		time.Sleep(2 * time.Minute)
		if id := KeyID(t, keys); id != second {
			t.Errorf("half a ring changed the key from %s to %s", second, id)
		}
		if age := keys.Age(); age < time.Minute {
			t.Errorf("the last good load is %v old", age)
		}
		if err := new(shop.Download).Verify(keys, old); err != nil {
			t.Errorf("a token of the old key: %v", err)
		}
		cancel()
	})
}

// KeyID returns the id of the key that a ring mints with.
func KeyID(t *testing.T, keys *typeseal.Keyring) string {
	t.Helper()
	token, err := shop.Download{Order: 42}.Sign(keys)
	if err != nil {
		t.Fatal(err)
	}
	return id(t, token)
}

func id(t *testing.T, token string) string {
	t.Helper()
	about, err := typeseal.Inspect(token)
	if err != nil {
		t.Fatal(err)
	}
	return about.KeyID
}

// Signs checks that a key signs tokens that verify under its public key.
func Signs(t *testing.T, key *typeseal.SigningKey) {
	t.Helper()
	keys, err := typeseal.ParsePublicKeyring(key.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, opts := range [][]typeseal.Option{nil, {typeseal.BoundTo(strings.Repeat("b", 500))}} {
		token, err := shop.Receipt{Order: 42, Cents: 990}.Sign(key, opts...)
		if err != nil {
			t.Fatal(err)
		}
		var receipt shop.Receipt
		if err := receipt.Verify(keys, token, opts...); err != nil || receipt.Cents != 990 {
			t.Errorf("%+v, %v", receipt, err)
		}
	}
}
