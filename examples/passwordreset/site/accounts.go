package site

import (
	"context"
	"database/sql"
	"errors"
)

// An Account is a person who can sign in.
type Account struct {
	ID           int64
	Address      string // of mails, and the name to sign in with
	PasswordHash string
}

// Accounts are the accounts in a SQLite database.
type Accounts struct {
	db     *sql.DB
	rounds int
	nobody string // the hash of a password that nobody has
}

// A Queryer is a database or a transaction.
type Queryer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// ErrNoAccount means that the account does not exist, or was deleted.
var ErrNoAccount = errors.New("no such account")

// OpenAccounts creates the table if it does not exist. A password is hashed in that many
// rounds.
func OpenAccounts(ctx context.Context, db *sql.DB, rounds int) (*Accounts, error) {
	_, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS accounts (
		id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE COLLATE NOCASE, hash TEXT NOT NULL)`)
	a := &Accounts{db: db, rounds: rounds}
	a.nobody = a.Hash("")
	return a, err
}

// Add adds an account.
func (a *Accounts) Add(ctx context.Context, address, password string) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO accounts (address, hash) VALUES (?, ?)", address, a.Hash(password))
	return err
}

// Get returns the account with an id, or fails with ErrNoAccount.
func (a *Accounts) Get(ctx context.Context, from Queryer, id int64) (Account, error) {
	return scan(from.QueryRowContext(ctx, "SELECT id, address, hash FROM accounts WHERE id = ?", id))
}

// Find returns the account with an address, or fails with ErrNoAccount.
func (a *Accounts) Find(ctx context.Context, address string) (Account, error) {
	return scan(a.db.QueryRowContext(ctx, "SELECT id, address, hash FROM accounts WHERE address = ?", address))
}

func scan(row *sql.Row) (account Account, err error) {
	err = row.Scan(&account.ID, &account.Address, &account.PasswordHash)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoAccount
	}
	return account, err
}

// SetHash sets the password hash of an account. The hash comes from Hash.
func (a *Accounts) SetHash(ctx context.Context, in Queryer, id int64, hash string) error {
	_, err := in.ExecContext(ctx, "UPDATE accounts SET hash = ? WHERE id = ?", hash, id)
	return err
}

// SignIn reports whether the password belongs to the account. It takes the same time if
// there is no such account.
func (a *Accounts) SignIn(ctx context.Context, address, password string) (bool, error) {
	account, err := a.Find(ctx, address)
	if errors.Is(err, ErrNoAccount) {
		matches(a.nobody, password)
		return false, nil
	}
	return err == nil && matches(account.PasswordHash, password), err
}
