package typeseal_test

import (
	"context"
	"fmt"
	"log"
	"sync"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// usedIDs is a store that never forgets. The stores of package replay forget tokens that have
// expired, and fail for tokens from before a restart.
type usedIDs struct {
	mu   sync.Mutex
	uses map[string]firstUse // by salt and id
}

type firstUse struct {
	claim [16]byte
	at    time.Time
}

func (u *usedIDs) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, used := u.uses[use.Salt+string(use.ID[:])]
	if !used {
		u.uses[use.Salt+string(use.ID[:])] = firstUse{use.Claim, time.Now()}
	}
	record := u.record(use)
	record.First = !used
	return record, nil
}

func (u *usedIDs) Look(ctx context.Context, use typeseal.Use) (typeseal.Record, bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, used := u.uses[use.Salt+string(use.ID[:])]
	return u.record(use), used, nil
}

func (u *usedIDs) record(use typeseal.Use) typeseal.Record {
	first := u.uses[use.Salt+string(use.ID[:])]
	claimed := use.Claim != [16]byte{} && use.Claim == first.claim
	return typeseal.Record{Claimed: claimed, At: first.at, Now: time.Now()}
}

// Peek looks at a single-use token, Redeem uses it up. A voucher is sealed, so customers cannot read
// it:
//
//	//typeseal:seal salt=shop.voucher max-age=90d once
//	type Voucher struct {
//		Cents int64 `json:"cents"`
//	}
//
// Programs take a store from package replay. This one shows what a store must do.
func ExampleStore() {
	ctx := context.Background()
	store := &usedIDs{uses: map[string]firstUse{}}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Voucher{Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}

	var voucher shop.Voucher
	if err := voucher.Peek(ctx, keys, store, token); err != nil {
		log.Fatal(err)
	}
	fmt.Println("worth", voucher.Cents)
	fmt.Println(voucher.Redeem(ctx, keys, store, token))
	fmt.Println(voucher.Redeem(ctx, keys, store, token))
	fmt.Println(voucher.Peek(ctx, keys, store, token))
	// Output:
	// worth 500
	// <nil>
	// typeseal: token already used
	// typeseal: token already used
}
