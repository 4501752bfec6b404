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
// It is bound to the account's address and password hash of the day, so that all links of an
// account die when one of them changes. Neither is in the token.
//
//typeseal:sign salt=account.reset max-age=30m once
type Reset struct {
	Account      int64  `json:"account"`
	Address      string `typeseal:"state"`
	PasswordHash string `typeseal:"state"`
}

// link returns a new link for an account, and until when it is valid.
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

// load sets what the token is bound to. It reads from the database, or in a transaction. If
// the account was deleted, the link is at fault, but not if the database fails.
func (a *app) load(ctx context.Context, from site.Queryer, p *Reset) error {
	account, err := a.accounts.Get(ctx, from, p.Account)
	if errors.Is(err, site.ErrNoAccount) {
		return typeseal.ErrStale
	}
	p.Address, p.PasswordHash = account.Address, account.PasswordHash
	return err
}
