package main

//go:generate go tool typeseal

// Reset is a password-reset token that dies when the password changes, so that
// it works once without a store. The hash is authenticated and never sent.
//
//typeseal:sign salt=account.reset max-age=30m
type Reset struct {
	UserID       int64  `json:"uid"`
	PasswordHash string `typeseal:"state"`
}
