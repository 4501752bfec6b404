// Package app has links in mail.
package app

import "example.com/app/kind"

// Reset is the token of a link with which a person chooses a new password.
//
//typeseal:sign salt=mail.reset max-age=30m
type Reset struct {
	ID int64
}

// Confirm is the token of a link that confirms an address.
//
//typeseal:seal salt=mail.confirm max-age=1h
type Confirm struct {
	Address string
	Kind    kind.Kind
}
