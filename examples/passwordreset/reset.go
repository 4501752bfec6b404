package main

import (
	"context"
	"errors"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

//go:generate go tool typeseal

// Reset is the token of a link with which a person chooses a new password. It works once.
// It is bound to the account's present address and password hash, so that all links of an
// account die when one of the two changes. Neither is in the token.
//
//typeseal:sign salt=account.reset max-age=30m once
type Reset struct {
	Account      int64  `json:"account"`
	Address      string `typeseal:"state"`
	PasswordHash string `typeseal:"state"`
}

// link returns a new link for an account, and when the link expires.
func (a *app) link(account site.Account) (link string, until time.Time, err error) {
	var d typeseal.Details
	reset := Reset{Account: account.ID, Address: account.Address, PasswordHash: account.PasswordHash}
	token, err := reset.Sign(a.keys, typeseal.Describe(&d))
	if err != nil {
		return "", until, err
	}
	link, err = a.base.Link("/reset", "token", token)
	return link, d.ExpiresAt, err
}

// load sets the state fields. It reads from the database, or in a transaction. If the
// account was deleted, the error blames the link. If the database fails, it does not.
func (a *app) load(ctx context.Context, from site.Queryer, p *Reset) error {
	account, err := a.accounts.Get(ctx, from, p.Account)
	if errors.Is(err, site.ErrNoAccount) {
		return typeseal.ErrStale
	}
	p.Address, p.PasswordHash = account.Address, account.PasswordHash
	return err
}
