// Package shop has the token types of the examples in the documentation of package typeseal.
package shop

// Download is the payload of a link to a file that a customer bought.
//
//typeseal:sign salt=shop.download max-age=24h
type Download struct {
	Order int64  `json:"order"`
	File  string `json:"file"`
}

// Reset is the payload of the link in a password-reset mail. The link dies when the
// password changes.
//
//typeseal:sign salt=shop.reset max-age=30m
type Reset struct {
	Customer     int64  `json:"customer"`
	PasswordHash string `typeseal:"state"`
}

// Voucher pays for an order once. Customers cannot read it.
//
//typeseal:seal salt=shop.voucher max-age=90d once
type Voucher struct {
	Cents int64 `json:"cents"`
}

// Receipt proves a payment to everyone who has the shop's public key.
//
//typeseal:sign salt=shop.receipt max-age=unlimited alg=ed25519
type Receipt struct {
	Order int64 `json:"order"`
	Cents int64 `json:"cents"`
}

// Session is the payload of the cookie of a signed-in customer. Customers cannot read it.
//
//typeseal:seal salt=shop.signin max-age=14d
type Session struct {
	Customer int64 `json:"customer"`
}

// Refund pays for an order that was returned. Customers who press the button twice get the same answer twice.
//
//typeseal:seal salt=shop.refund max-age=7d once grace=30s
type Refund struct {
	Order int64 `json:"order"`
	Cents int64 `json:"cents"`
}
