package typeseal_test

import (
	"context"
	"fmt"
	"log"
	"sync"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/internal/example/shop"
)

// usedIDs is a store that never forgets. The stores of package replay forget tokens that have
// expired, and treat tokens from before a restart as used.
type usedIDs struct {
	mu     sync.Mutex
	claims map[string][16]byte // by salt and id
}

func (u *usedIDs) Consume(_ context.Context, use typeseal.Use) (bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	id := use.Salt + string(use.ID[:])
	claim, used := u.claims[id]
	if used {
		return use.Claim != [16]byte{} && use.Claim == claim, nil
	}
	u.claims[id] = use.Claim
	return true, nil
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
	store := &usedIDs{claims: map[string][16]byte{}}
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Voucher{Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}

	var voucher shop.Voucher
	if err := voucher.Peek(keys, token); err != nil {
		log.Fatal(err)
	}
	fmt.Println("worth", voucher.Cents)
	fmt.Println(voucher.Redeem(ctx, keys, store, token))
	fmt.Println(voucher.Redeem(ctx, keys, store, token))
	// Output:
	// worth 500
	// <nil>
	// typeseal: token already used
}
