package redisstore_test

import (
	"context"
	"log"
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
