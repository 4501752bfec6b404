package typeseal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay"
)

// lossy is a store whose first answer never arrives.
type lossy struct {
	typeseal.Store
	calls int
}

func (l *lossy) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	record, err := l.Store.Consume(ctx, use)
	if l.calls++; l.calls == 1 {
		return typeseal.Record{}, errors.New("connection reset")
	}
	return record, err
}

// A caller that got no answer does not know whether the voucher is used. With the same claim it can
// redeem the voucher again; nobody else can.
func ExampleClaim() {
	ctx := context.Background()
	store := &lossy{Store: replay.NewMemory(replay.AcceptEarlier())}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Voucher{Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}

	var claim [16]byte
	rand.Read(claim[:])
	var voucher shop.Voucher
	err = voucher.Redeem(ctx, keys, store, token, typeseal.Claim(claim))
	fmt.Println(err, errors.Is(err, typeseal.ErrStore))
	fmt.Println(voucher.Redeem(ctx, keys, store, token, typeseal.Claim(claim)))
	fmt.Println(voucher.Redeem(ctx, keys, store, token))
	// Output:
	// typeseal: store failed true
	// <nil>
	// typeseal: token already used
}
