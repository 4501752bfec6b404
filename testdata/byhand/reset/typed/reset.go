// Package typed has the links of mails for a new password, by a type. It is compared with
// package jwt, and with the programs in other languages.
package typed

//go:generate go tool typeseal

import (
	"errors"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/byhand/reset/accounts"
)

// PasswordReset is the token of a link. It dies when the password changes.
//
//typeseal:sign salt=byhand.password-reset max-age=30m
type PasswordReset struct {
	Account      int64  `json:"account"`
	PasswordHash string `typeseal:"state"`
}

// Link returns the link for a mail.
func Link(keys *typeseal.Keyring, base string, a accounts.Account) (string, error) {
	token, err := PasswordReset{Account: a.ID, PasswordHash: a.PasswordHash}.Sign(keys)
	return base + "/reset?token=" + token, err
}

// SetPassword sets the password of the account that a token is for. If the token is at
// fault, the error matches typeseal.ErrInvalid.
func SetPassword(keys *typeseal.Keyring, all *accounts.Accounts, token, password string) error {
	var account accounts.Account
	var reset PasswordReset
	err := reset.Verify(keys, token, func(r *PasswordReset) (err error) {
		account, err = all.Get(r.Account)
		if errors.Is(err, accounts.ErrNone) {
			return typeseal.ErrStale
		}
		r.PasswordHash = account.PasswordHash
		return err
	})
	if err != nil {
		return err
	}
	return all.SetPassword(account, password)
}
