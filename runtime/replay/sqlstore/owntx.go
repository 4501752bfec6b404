package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
)

// ownTx calls f with a connection on which a transaction has begun, and commits. So f's
// statements are committed together, and are committed although autocommit is off or
// somebody has left a transaction open on the connection. If the server rolls back because
// of a deadlock, ownTx tries once more.
//
// ownTx does not use sql.Tx, since Commit has no context: it would wait for ever on a
// network that loses everything.
func ownTx(ctx context.Context, db *sql.DB, f func(queryer) error) error {
	err := tryOwnTx(ctx, db, f)
	if err != nil && strings.Contains(err.Error(), deadlock) {
		err = tryOwnTx(ctx, db, f)
	}
	return err
}

func tryOwnTx(ctx context.Context, db *sql.DB, f func(queryer) error) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err = c.ExecContext(ctx, "START TRANSACTION"); err == nil {
		err = f(c)
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "COMMIT AND NO CHAIN NO RELEASE")
	}
	if err != nil {
		undo(ctx, c)
	}
	return err
}

// undo rolls back or, if that fails, closes the connection, so that the server does.
func undo(ctx context.Context, c *sql.Conn) {
	if _, err := c.ExecContext(ctx, "ROLLBACK AND NO CHAIN NO RELEASE"); err != nil {
		c.Raw(func(any) error { return driver.ErrBadConn })
	}
}
