package replay_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay"
)

// A voucher is redeemed once. Its type is
//
//	//typeseal:seal salt=shop.voucher max-age=90d once
//	type Voucher struct {
//		Cents int64 `json:"cents"`
//	}
func Example() {
	ctx := context.Background()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	store := replay.NewMemory()

	token, err := shop.Voucher{Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		var voucher shop.Voucher
		switch err := voucher.Redeem(ctx, keys, store, token); {
		case errors.Is(err, typeseal.ErrUsed):
			fmt.Println("this voucher was used before")
		case errors.Is(err, typeseal.ErrInvalid):
			fmt.Println("this is not a voucher")
		case err != nil:
			fmt.Println("try again later")
		default:
			fmt.Println("worth", voucher.Cents)
		}
	}
	// Output:
	// worth 500
	// this voucher was used before
}

// A customer presses the button twice, and sees the same answer. The money is paid once.
// The type of refunds is
//
//	//typeseal:seal salt=shop.refund max-age=7d once grace=30s
//	type Refund struct {
//		Order int64 `json:"order"`
//		Cents int64 `json:"cents"`
//	}
func Example_grace() {
	ctx := context.Background()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	store := replay.NewMemory()
	token, err := shop.Refund{Order: 42, Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}

	paid := int64(0)
	for range 2 {
		var refund shop.Refund
		var details typeseal.Details
		if err := refund.Redeem(ctx, keys, store, token, typeseal.Describe(&details)); err != nil {
			log.Fatal(err)
		}
		if !details.Repeated {
			paid += refund.Cents
		}
		fmt.Printf("You get %d for order %d.\n", refund.Cents, refund.Order)
	}
	fmt.Println("paid", paid)
	// Output:
	// You get 500 for order 42.
	// You get 500 for order 42.
	// paid 500
}

// A store that was created after the token fails, since it does not know whether an
// earlier process has redeemed the token. A test that mints a token first knows that
// nobody has. The clock makes the stores of this example an hour younger than the
// token.
func ExampleAcceptEarlier() {
	ctx := context.Background()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Voucher{Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}
	clock := replay.Clock(func() time.Time { return time.Now().Add(time.Hour) })

	var voucher shop.Voucher
	err = voucher.Redeem(ctx, keys, replay.NewMemory(clock), token)
	fmt.Println(errors.Is(err, replay.ErrBeforeStart))
	err = voucher.Redeem(ctx, keys, replay.NewMemory(clock, replay.AcceptEarlier()), token)
	fmt.Println(err)
	// Output:
	// true
	// <nil>
}

// A full store fails until tokens have ended. Other types are not affected.
func ExampleMaxIDs() {
	ctx := context.Background()
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	store := replay.NewMemory(replay.MaxIDs(1))
	for range 2 {
		token, err := shop.Voucher{Cents: 500}.Seal(keys)
		if err != nil {
			log.Fatal(err)
		}
		err = new(shop.Voucher).Redeem(ctx, keys, store, token)
		fmt.Println(err, errors.Is(err, typeseal.ErrStore))
	}
	fmt.Println("used ids:", store.Len())
	// Output:
	// <nil> false
	// typeseal: store failed: replay: store full for this salt; allow more ids with replay.MaxIDs true
	// used ids: 1
}
