// Package tokens has the types of the other packages.
package tokens

// Reset is the token of a link with which a person chooses a new password.
//
//typeseal:sign salt=tokens.reset max-age=30m
type Reset struct {
	ID   int64
	Name string
}

// Invite is a token that works once.
//
//typeseal:seal salt=tokens.invite max-age=1h once
type Invite struct {
	ID int64
}
