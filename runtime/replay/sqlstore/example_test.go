package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"github.com/typeseal/typeseal/runtime/replay/sqlstore"
)

// A program opens the store when it starts, and purges it while it runs. Its driver,
// pgx in this example, is imported with
//
//	import _ "github.com/jackc/pgx/v5/stdlib"
func ExampleNew() {
	ctx := context.Background()
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	store, err := sqlstore.New(db, sqlstore.Postgres)
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateSchema(ctx); err != nil {
		log.Fatal(err)
	}
	go store.PurgeEvery(ctx, 10*time.Minute)
}

// The voucher is used if, and only if, the order is paid. If the answer to Commit is lost,
// pay can be called again with the same claim: Repeated tells that the order was paid.
func ExampleStore_In() {
	var (
		keys  *typeseal.Keyring
		db    *sql.DB
		store *sqlstore.Store // in db
	)
	pay := func(ctx context.Context, token string, claim [16]byte, order int) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() // does nothing after Commit
		var voucher shop.Voucher
		var details typeseal.Details
		err = voucher.Redeem(ctx, keys, store.In(tx), token, typeseal.Claim(claim), typeseal.Describe(&details))
		if err != nil {
			return err
		}
		if !details.Repeated {
			_, err = tx.ExecContext(ctx, "INSERT INTO payments (orderid, cents) VALUES ($1, $2)", order, voucher.Cents)
			if err != nil {
				return err
			}
		}
		if err := tx.Commit(); err != nil { // also if it is repeated, since it waits for the replicas
			return err
		}
		return ctx.Err() // with lib/pq, Commit reports success if ctx ends while it waits
	}
	_ = pay
}

// Without a transaction, a claim tells only that this caller has redeemed the voucher. If
// the call is repeated, the program must find out whether it has also taken the action.
func ExampleStore_Consume() {
	var (
		keys  *typeseal.Keyring
		store *sqlstore.Store
		ship  func(ctx context.Context, claim [16]byte) error // ships once for each claim
	)
	order := func(ctx context.Context, token string, claim [16]byte) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		var voucher shop.Voucher
		err := voucher.Redeem(ctx, keys, store, token, typeseal.Claim(claim))
		for errors.Is(err, typeseal.ErrStore) && !errors.Is(err, typeseal.ErrConfig) && ctx.Err() == nil {
			time.Sleep(100 * time.Millisecond)
			err = voucher.Redeem(ctx, keys, store, token, typeseal.Claim(claim))
		}
		if err != nil {
			return err
		}
		return ship(ctx, claim) // the first time and each repeated time
	}
	_ = order
}

// A program whose tables are created by other means than CreateSchema executes these
// statements. The first creates the table, the last the index for Purge.
func ExampleDialect_Schema() {
	schema := sqlstore.SQLite.Schema()
	fmt.Println(schema[len(schema)-1])
	// Output:
	// CREATE INDEX IF NOT EXISTS typeseal_used_expires_at ON typeseal_used (expires_at)
}
