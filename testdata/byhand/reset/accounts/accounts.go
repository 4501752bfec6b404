// Package accounts takes the place of a database of accounts, for the two Go programs.
package accounts

import (
	"errors"
	"sync"
)

// An Account is a row.
type Account struct {
	ID           int64
	Address      string
	PasswordHash string
}

// ErrNone means that there is no such account.
var ErrNone = errors.New("no such account")

// Accounts are safe for concurrent use.
type Accounts struct {
	mu   sync.Mutex
	rows map[int64]Account
}

// New returns an empty table.
func New() *Accounts { return &Accounts{rows: map[int64]Account{}} }

// Add adds an account.
func (a *Accounts) Add(account Account) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rows[account.ID] = account
}

// Get returns an account.
func (a *Accounts) Get(id int64) (Account, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	row, found := a.rows[id]
	if !found {
		return row, ErrNone
	}
	return row, nil
}

// SetPassword sets the password of an account if its hash is still the one that was read.
func (a *Accounts) SetPassword(account Account, password string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.rows[account.ID] != account {
		return ErrNone
	}
	account.PasswordHash = "hash of " + password // not one to copy
	a.rows[account.ID] = account
	return nil
}

// Delete deletes an account.
func (a *Accounts) Delete(id int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.rows, id)
}
