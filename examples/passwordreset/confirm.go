package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

// confirm serves the links. It shows a page on which the person chooses a new password,
// and redeems the token when the form is sent. Mail programs and virus scanners also open
// links, but do not use the token up.
func (a *app) confirm() http.Handler {
	token := web.RedeemState(a.keys, a.store, func(ctx context.Context, p *Reset) error {
		return a.load(ctx, a.store.DB(), p)
	})
	token.Redeem = a.save
	return web.Confirm[Reset]{
		Token: token,
		Page: func(r *http.Request, p Reset) web.Page {
			return web.Page{
				Title:  "Choose a new password",
				Text:   "For the account of " + p.Address + ".",
				Fields: site.PasswordFields,
				Button: "Save the password",
			}
		},
		Check: func(r *http.Request, p Reset) error {
			if problem := site.PasswordProblem(r); problem != "" {
				return web.Problem(problem)
			}
			return nil
		},
		Done: func(w http.ResponseWriter, r *http.Request, p Reset) {
			a.site.Changed(p.Address)
			http.Redirect(w, r, "/signin?saved", http.StatusSeeOther)
		},
		Refuse: refuse,
	}
}

// save redeems the token and saves the new password in one transaction, so that neither
// happens without the other.
func (a *app) save(r *http.Request, token string, opts ...typeseal.Option) (p Reset, err error) {
	hash := a.accounts.Hash(r.PostFormValue("password"))
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	tx, err := a.store.Begin(ctx)
	if err != nil {
		return p, err
	}
	defer tx.Rollback() // does nothing after Commit
	load := func(p *Reset) error { return a.load(ctx, tx, p) }
	if err := p.Redeem(ctx, a.keys, a.store.In(tx), token, load, opts...); err != nil {
		return p, err
	}
	if err := a.accounts.SetHash(ctx, tx, p.Account, hash); err != nil {
		return p, err
	}
	return p, tx.Commit()
}

// refuse offers a new link if a link does not work. It says what is wrong with the link
// only if the link was valid once.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, typeseal.ErrExpired):
		site.ShowDead(w, web.Status(err), site.Expired)
	case errors.Is(err, typeseal.ErrUsed), errors.Is(err, typeseal.ErrStale):
		site.ShowDead(w, web.Status(err), site.Used)
	case web.Status(err) == http.StatusForbidden:
		site.ShowDead(w, web.Status(err), site.Broken)
	default:
		web.Refuse(w, r, err)
	}
}
