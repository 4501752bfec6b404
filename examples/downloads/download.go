package main

import "github.com/typeseal/typeseal/runtime/web"

// Download is the payload of a link to one file. The payload does not name the file,
// because the token is bound to the path and the edition of the link. For any other file
// it is refused.
//
// The shop and the file server have this file in common. The file server also needs the
// public key of the shop, and nothing else.
//
//typeseal:sign salt=bookshop.download max-age=1h alg=ed25519
type Download struct {
	Order int64 `json:"order"`
}

// linksTo returns the form of the links: to the file server at a site, with the parameter
// edition bound to the token.
func linksTo(site *web.Site) web.Links {
	return web.Links{Site: site, Bound: []string{"edition"}}
}
