// Package sample has annotated types of every kind, for the tests of package web.
package sample

// Download is a signed token.
//
//typeseal:sign salt=sample.download max-age=1h
type Download struct {
	File string `json:"file"`
}

// File is a public token.
//
//typeseal:sign salt=sample.file alg=ed25519 max-age=1h
type File struct {
	Name string `json:"name"`
}

// Session is a sealed token.
//
//typeseal:seal salt=sample.session max-age=24h
type Session struct {
	User int64  `json:"user"`
	Name string `json:"name"`
}

// Forever is a signed token that does not expire.
//
//typeseal:sign salt=sample.forever max-age=unlimited
type Forever struct {
	User int64 `json:"user"`
}

// Reset is a signed token with state.
//
//typeseal:sign salt=sample.reset max-age=30m
type Reset struct {
	User int64  `json:"user"`
	Hash string `json:"-" typeseal:"state"`
}

// Account is a sealed token with state.
//
//typeseal:seal salt=sample.account max-age=24h
type Account struct {
	User  int64 `json:"user"`
	Epoch int64 `json:"-" typeseal:"state"`
}

// Invite is a sealed token that works once.
//
//typeseal:seal salt=sample.invite max-age=1h once
type Invite struct {
	Team string `json:"team"`
}

// Refund is a signed token that works once, and again for half a minute.
//
//typeseal:sign salt=sample.refund max-age=1h once grace=30s
type Refund struct {
	Order int64 `json:"order"`
}

// Ticket is a signed token that works once, and has state.
//
//typeseal:sign salt=sample.ticket max-age=1h once
type Ticket struct {
	Seat  string `json:"seat"`
	Price int64  `json:"-" typeseal:"state"`
}

// Pass is a public token that works once.
//
//typeseal:sign salt=sample.pass alg=ed25519 max-age=1h once
type Pass struct {
	Gate string `json:"gate"`
}

// Both is a signed and a sealed token.
//
//typeseal:sign salt=sample.both-signed max-age=1h
//typeseal:seal salt=sample.both-sealed max-age=1h
type Both struct {
	Value string `json:"value"`
}
