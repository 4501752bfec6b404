package sqlite_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore/sqlite"
)

// mint returns a key ring and a voucher. The type of vouchers is
//
//	//typeseal:seal salt=shop.voucher max-age=90d once
//	type Voucher struct {
//		Cents int64 `json:"cents"`
//	}
func mint() (*typeseal.Keyring, string) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Voucher{Cents: 500}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}
	return keys, token
}

// A program that opens the file again still knows which vouchers were used.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	keys, token := mint()

	for range 2 {
		store, err := sqlite.Open(ctx, filepath.Join(dir, "used.db"))
		if err != nil {
			log.Fatal(err)
		}
		var voucher shop.Voucher
		fmt.Println(voucher.Redeem(ctx, keys, store, token))
		store.Close()
	}
	// Output:
	// <nil>
	// typeseal: token already used
}

// The voucher is used if, and only if, the order is paid.
func ExampleStore_Begin() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store, err := sqlite.Open(ctx, filepath.Join(dir, "shop.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	if _, err := store.DB().Exec("CREATE TABLE payments (orderid INTEGER UNIQUE, cents INTEGER)"); err != nil {
		log.Fatal(err)
	}
	keys, token := mint()

	pay := func(order int) error {
		tx, err := store.Begin(ctx)
		if err != nil {
			return err
		}
		defer tx.Rollback() // does nothing after Commit
		var voucher shop.Voucher
		if err := voucher.Redeem(ctx, keys, store.In(tx), token); err != nil {
			return err
		}
		if order == 0 {
			return fmt.Errorf("there is no order %d", order)
		}
		_, err = tx.Exec("INSERT INTO payments VALUES (?, ?)", order, voucher.Cents)
		if err != nil {
			return err
		}
		return tx.Commit()
	}
	fmt.Println(pay(0))
	fmt.Println(pay(1))
	fmt.Println(pay(2))
	// Output:
	// there is no order 0
	// <nil>
	// typeseal: token already used
}
