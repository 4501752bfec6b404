package main

//go:generate go tool typeseal

// Reset is the payload of a password-reset link. The link dies when the password
// changes, so it works once, without a store. The hash is authenticated, but is not
// in the token.
//
//typeseal:sign salt=account.reset max-age=30m
type Reset struct {
	UserID       int64  `json:"uid"`
	PasswordHash string `typeseal:"state"`
}
