package sqlstore_test

import (
	"context"
	"database/sql"
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

// The voucher is used if, and only if, the order is paid.
func ExampleStore_In() {
	var (
		keys  *typeseal.Keyring
		db    *sql.DB
		store *sqlstore.Store // in db
	)
	pay := func(ctx context.Context, token string, order int) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() // does nothing after Commit
		var voucher shop.Voucher
		if err := voucher.Redeem(ctx, keys, store.In(tx), token); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO payments (orderid, cents) VALUES ($1, $2)", order, voucher.Cents)
		if err != nil {
			return err
		}
		return tx.Commit()
	}
	_ = pay
}

// A program whose tables are created by other means than CreateSchema executes these
// statements. The first creates the table, the last the index for Purge.
func ExampleDialect_Schema() {
	schema := sqlstore.SQLite.Schema()
	fmt.Println(schema[len(schema)-1])
	// Output:
	// CREATE INDEX IF NOT EXISTS typeseal_used_expires_at ON typeseal_used (expires_at)
}
