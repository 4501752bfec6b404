package main

// The second and the third line write the same types for the shop and for the forum, from
// typeseal.lock alone.
//
//go:generate go tool typeseal
//go:generate go tool typeseal emit python --out shop/tokens
//go:generate go tool typeseal emit typescript --out forum/tokens --import-extension .ts

// Visit is the token of a link that takes a signed-in user from one site to another one. It
// is good for a minute and works once. It is bound to the origin of the site that it is for,
// and to the browser that has asked for it: see site.go.
//
//typeseal:seal salt=signon.visit max-age=1m once
type Visit struct {
	User int64  `json:"user"`
	Name string `json:"name" typeseal:"max=100"`
}

// Session is the token of the cookies of account and forum. The shop has sessions of its
// framework.
//
//typeseal:seal salt=signon.session max-age=1d
type Session struct {
	User int64  `json:"user"`
	Name string `json:"name" typeseal:"max=100"`
}
