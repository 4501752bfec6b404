package redisstore_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log"
	"net/http"
	"os"

	"github.com/redis/go-redis/v9"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay/redisstore"
)

// A program opens the store when it starts. New fails if the server could forget
// used tokens.
func ExampleNew() {
	ctx := context.Background()
	client := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_ADDRESS"), ContextTimeoutEnabled: true})
	defer client.Close()
	store, err := redisstore.New(ctx, client)
	if err != nil {
		log.Fatal(err)
	}

	keys, err := typeseal.KeyringFromEnv("TYPESEAL_KEYS")
	if err != nil {
		log.Fatal(err)
	}
	var voucher shop.Voucher
	if err := voucher.Redeem(ctx, keys, store, os.Getenv("VOUCHER")); err != nil {
		log.Fatal(err)
	}
}

// A master and its two replicas are watched by Sentinel. With Replicas, a token that was
// redeemed stays redeemed if one of the replicas takes over. If the answer is lost, or too
// few replicas have confirmed it, the same Claim repeats the call.
func ExampleReplicas() {
	ctx := context.Background()
	client := redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: "vouchers", SentinelAddrs: []string{os.Getenv("SENTINEL_ADDRESS")},
	})
	defer client.Close()
	store, err := redisstore.New(ctx, client, redisstore.Replicas(2))
	if err != nil {
		log.Fatal(err)
	}

	keys, err := typeseal.KeyringFromEnv("TYPESEAL_KEYS")
	if err != nil {
		log.Fatal(err)
	}
	var claim [16]byte
	rand.Read(claim[:])
	var details typeseal.Details
	var voucher shop.Voucher
	for range 3 {
		err = voucher.Redeem(ctx, keys, store, os.Getenv("VOUCHER"), typeseal.Claim(claim), typeseal.Describe(&details))
		if !errors.Is(err, typeseal.ErrStore) {
			break
		}
	}
	if err != nil {
		log.Fatal(err)
	}
	if details.Repeated {
		log.Print("this program has redeemed the voucher before, and lost the answer")
	}
}

// A health endpoint says whether used tokens are remembered.
func ExampleStore_Check() {
	var store *redisstore.Store // from New
	http.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		if err := store.Check(r.Context()); err != nil {
			log.Print(err)
			http.Error(w, "used tokens may be forgotten", http.StatusServiceUnavailable)
		}
	})
}
