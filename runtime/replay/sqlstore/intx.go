package sqlstore

import (
	"context"
	"database/sql"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// In returns the store within a transaction of the same database. A token that it
// redeems is used when tx commits, and not used if tx is rolled back. Until then,
// others that redeem the token wait for tx. If redeeming fails, roll back tx.
//
// If the answer to Commit is lost, nobody knows whether tx has committed. To find out,
// redeem with a typeseal.Claim, and repeat the transaction with the same claim. If
// Details.Repeated is set then, tx has committed: roll back, and do not take the action
// again. Without looking at Repeated, do not combine In with a Claim or with a grace,
// since the action would be taken twice.
//
// Redeeming returns when its context ends, but the driver may still wait for the server.
// With drivers that ignore contexts, Rollback then waits too. After Commit, check that the
// context of BeginTx has not ended: if a driver cancels a commit that waits for a
// synchronous standby, as lib/pq does, PostgreSQL confirms it nevertheless.
//
// In SQLite, begin the transaction with _txlock=immediate or redeem before you read
// anything: redeeming fails if tx has read and another connection has written since.
func (s *Store) In(tx *sql.Tx) typeseal.Store { return &inTx{s, tx} }

type inTx struct {
	store *Store
	tx    *sql.Tx
}

func (i *inTx) usable() error {
	switch {
	case !i.store.usable():
		return errNoDatabase
	case i.tx == nil:
		return errNoTx
	}
	return nil
}

func (i *inTx) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if err := i.usable(); err != nil {
		return typeseal.Record{}, err
	}
	return i.store.redeem(ctx, i.tx, use)
}

func (i *inTx) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if err := i.usable(); err != nil {
		return r, false, err
	}
	return i.store.peek(ctx, i.tx, use)
}
