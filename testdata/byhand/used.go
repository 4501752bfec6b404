package byhand

import (
	"context"
	"database/sql"
	"time"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// createUsed creates the table of used tokens.
func createUsed(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS used_resets (
		id TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID`)
	return err
}

// isUsed reports whether a token was used.
func isUsed(ctx context.Context, from site.Queryer, id string) (bool, error) {
	var used bool
	err := from.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM used_resets WHERE id = ?)", id).Scan(&used)
	return used, err
}

// use records that a token is used. The caller has checked in the same transaction that
// it was not used before.
func use(ctx context.Context, in site.Queryer, id string, expires time.Time) error {
	_, err := in.ExecContext(ctx, "INSERT INTO used_resets (id, expires) VALUES (?, ?)", id, expires.Unix())
	return err
}

// purge deletes the records of tokens that expired more than an hour ago, because clocks
// may differ by as much.
func purge(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "DELETE FROM used_resets WHERE expires < ?", time.Now().Add(-time.Hour).Unix())
	return err
}

// save uses a token up and saves the new password in one transaction. If the browser
// disconnects, saving goes on until its own deadline.
func (a *app) save(ctx context.Context, token, password string) (account site.Account, err error) {
	hash := a.accounts.Hash(password)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	tx, err := a.db.BeginTx(ctx, nil) // immediate, see the data source name
	if err != nil {
		return account, err
	}
	defer tx.Rollback()
	c, account, err := a.open(ctx, tx, token)
	if err != nil {
		return account, err
	}
	if err := use(ctx, tx, c.ID, c.ExpiresAt.Time); err != nil {
		return account, err
	}
	if err := a.accounts.SetHash(ctx, tx, account.ID, hash); err != nil {
		return account, err
	}
	return account, tx.Commit()
}
