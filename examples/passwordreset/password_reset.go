package main

//go:generate go tool typeseal

// PasswordReset is the payload of the link in a reset mail.
//
//typeseal:sign salt=account.password-reset max-age=30m
type PasswordReset struct {
	UserID int64  `json:"uid"`
	Email  string `json:"email"`
}
