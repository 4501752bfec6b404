// Package web uses typed tokens in web applications: in links, cookies, Authorization
// headers, and on pages that ask a person before a token is redeemed.
//
// A handler has three parts: a [Source], which finds the token of a request, an [Opener],
// which opens it, and a function that serves the request with the payload. Openers come
// from constructors, one for each kind of type, so that a mistake does not compile: a type
// with single use has no [Verify], and a key ring of the wrong kind does not fit.
//
//	mux.Handle("GET /download", web.Require(web.Query("token"), web.Verify[Download](keys),
//		func(w http.ResponseWriter, r *http.Request, d Download) {
//			http.ServeFile(w, r, filepath.Join("files", d.File))
//		}))
//
// # Links that act
//
// Mail programs and gateways open links before people do. A link that does something must
// therefore not do it when it is opened: [Confirm] shows a page with a button, and redeems
// the token when the button is pressed.
//
// # Refusals
//
// [Refuse] answers a request whose token is missing or refused. For an invalid link, the
// answer does not say what is wrong, except that the link has expired, was used, or was
// withdrawn. The status depends on the error, and on where the token was: in a link or form,
// or in the Authorization header or a cookie.
//
//	error                        link  header
//	ErrNoToken                   403   401
//	ErrMalformed                 403   401
//	ErrUnknownKey                403   401     or the key is revoked
//	ErrForged                    403   401
//	ErrVersion                   403   401
//	ErrNotYetValid               403   401
//	ErrPayload                   403   401
//	ErrRevoked                   410   401     by a cutoff
//	ErrExpired                   410   401
//	ErrStale                     410   401
//	ErrUsed                      410   401
//	the method is not allowed    405   -       by a Confirm
//	the body is too large        413   413
//	the body is not a form       415   -
//	replay.ErrBeforeStart        410   401     the store is newer than the token
//	ErrConfig, ErrMint           500   500     the program is wrong
//	ErrStore, ErrSigner          503   503     try again
//	any other error              503   503     of a function of the application
//
// [Status] returns the status of a link. A token that is valid, but does not allow what the
// request asks for, is for the application to refuse, with 403.
//
// Neither Refuse nor a handler writes a log. To see why requests are refused, give the
// handler a function that logs the error, which contains no part of a token:
//
//	Refuse: func(w http.ResponseWriter, r *http.Request, err error) {
//		slog.InfoContext(r.Context(), "refused", "pattern", r.Pattern, "error", err)
//		web.Refuse(w, r, err)
//	},
//
// An observer of the key ring, such as observe.Slog, logs each token that was minted, opened
// or refused.
//
// # What is left to the application
//
// Build links from configuration ([Site]), never from the Host header of a request. Keep
// tokens out of access logs: the first request of a link has its token in the URL. Answer
// the request for a link in the same way whether the account exists or not, and limit how
// often a person can ask.
package web
