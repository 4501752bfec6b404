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
// If the answer to Commit is lost, nobody knows whether tx has committed. Redeem with a
// typeseal.Claim then, and repeat the whole transaction with the same claim: if
// Details.Repeated is set, tx has committed, so do not take the action again, but commit
// once more, which waits for the replicas. See the example. If you do not look at
// Repeated, use no Claim with In and no type with a grace, since the action would be taken
// twice.
//
// Redeeming returns when its context ends, but the driver may still wait for the server.
// With lib/pq, Rollback then waits too. If the context of BeginTx ends while Commit waits
// for a synchronous standby, lib/pq cancels the wait and reports success, so check the
// context after Commit. pgx reports an error.
//
// In SQLite, begin the transaction with _txlock=immediate or redeem before you read
// anything: redeeming fails if tx has read and another connection has written since.
//
// In MySQL, a deadlock ends tx: roll back if any statement fails, see the package's
// documentation.
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

// run is the runner for the caller's transaction.
func (i *inTx) run(_ context.Context, f func(queryer) error) error { return f(i.store.on(i.tx)) }

func (i *inTx) Consume(ctx context.Context, use typeseal.Use) (typeseal.Record, error) {
	if err := i.usable(); err != nil {
		return typeseal.Record{}, err
	}
	return i.store.redeem(ctx, i.run, use)
}

func (i *inTx) Look(ctx context.Context, use typeseal.Use) (r typeseal.Record, used bool, err error) {
	if err := i.usable(); err != nil {
		return r, false, err
	}
	return i.store.peek(ctx, i.run, use)
}
