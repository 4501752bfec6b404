package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A Cookie is a cookie whose value is a token: sealed or signed, with the max-age of its
// type. SealedCookie, SealedCookieState and SignedCookie make one. It is also a Source.
//
// The cookie's full name is __Host-Http-NAME. With this prefix, browsers accept it only
// with Secure, HttpOnly and the path /, and not for a domain, so that neither scripts nor
// subdomains can set it. The token is bound to the full name, so that the value of one
// cookie is refused in another.
//
// To renew a cookie, pass [typeseal.Describe] to Get, and call Set if the details say
// Remint, or if half of the life is over. To log a user out everywhere, keep a number with
// the user, and put it into the type as a state field: raising the number makes all cookies
// of the user stale.
type Cookie[T any] struct {
	Name string // without the prefix: 1 to 48 letters, digits, - and _
	Mint func(p T, opts ...typeseal.Option) (string, error)
	Open Opener[T]
	// SameSite is Lax if it is zero. A cookie with Strict is not sent when a person
	// follows a link from a mail.
	SameSite    http.SameSite
	Session     bool // without Max-Age, so that the cookie ends with the browser
	Partitioned bool
	// PlainHTTP drops the prefix and Secure. It is for development over plain HTTP with
	// browsers that do not keep secure cookies for localhost.
	PlainHTTP bool

	made atomic.Pointer[cookieName]
}

// SealedCookie returns a cookie that only holders of the keys can read.
func SealedCookie[T any, P seals[T, K], K any](name string, keys K) *Cookie[T] {
	return &Cookie[T]{
		Name: name,
		Mint: func(p T, opts ...typeseal.Option) (string, error) { return P(&p).Seal(keys, opts...) },
		Open: Open[T, P](keys),
	}
}

// SignedCookie returns a cookie that everybody can read, and only holders of the keys can
// write.
func SignedCookie[T any, P signs[T, K], K any](name string, keys K) *Cookie[T] {
	return &Cookie[T]{
		Name: name,
		Mint: func(p T, opts ...typeseal.Option) (string, error) { return P(&p).Sign(keys, opts...) },
		Open: Verify[T, P](keys),
	}
}

// SealedCookieState is like SealedCookie, for a type with state.
func SealedCookieState[T any, P sealsState[T, K], K any](name string, keys K, load Loader[T]) *Cookie[T] {
	return &Cookie[T]{
		Name: name,
		Mint: func(p T, opts ...typeseal.Option) (string, error) { return P(&p).Seal(keys, opts...) },
		Open: OpenState[T, P](keys, load),
	}
}

const (
	cookiePrefix = "__Host-Http-"
	maxCookie    = 4096               // bytes of name and value that browsers keep
	longestLife  = 400 * 24 * 60 * 60 // seconds; browsers shorten a longer Max-Age to this
)

var (
	errCookie = fmt.Errorf("%w: a web.Cookie has a Name of 1 to 48 letters, digits, - and _, Mint and Open",
		typeseal.ErrConfig)
	errLarge = fmt.Errorf("%w: browsers drop a cookie whose name and value have more than 4096 bytes",
		typeseal.ErrMint)
)

// A cookieName is the full name of a cookie, and the binding of its token.
type cookieName struct {
	prefix, name, full string
	opts               []typeseal.Option
}

// fullName returns the name with its prefix, or nil if the cookie cannot be used. It
// makes the name once, and again if a field of the cookie was changed.
func (c *Cookie[T]) fullName() *cookieName {
	if c == nil || c.Mint == nil || c.Open == nil || !validCookieName(c.Name) {
		return nil
	}
	prefix := cookiePrefix
	if c.PlainHTTP {
		prefix = ""
	}
	n := c.made.Load()
	if n == nil || n.prefix != prefix || n.name != c.Name {
		full := prefix + c.Name
		n = &cookieName{prefix, c.Name, full, []typeseal.Option{typeseal.BoundTo("cookie:" + full)}}
		c.made.Store(n)
	}
	return n
}

func validCookieName(name string) bool {
	if name == "" || len(name) > 48 {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !unreserved(c) || c == '.' || c == '~' {
			return false
		}
	}
	return true
}

// Set sets the cookie to a token of p. The options must not have Describe, which Set uses
// for Max-Age. It fails with typeseal.ErrMint if name and value together are longer than
// 4,096 bytes, and then sets nothing.
func (c *Cookie[T]) Set(w http.ResponseWriter, p T, opts ...typeseal.Option) error {
	name := c.fullName()
	if name == nil {
		return errCookie
	}
	var d typeseal.Details
	value, err := c.Mint(p, slices.Concat(name.opts, []typeseal.Option{typeseal.Describe(&d)}, opts)...)
	if err != nil {
		return err
	}
	if len(name.full)+len(value) > maxCookie {
		return errLarge
	}
	life := longestLife
	if !d.ExpiresAt.IsZero() {
		life = min(life, int(d.ExpiresAt.Sub(d.IssuedAt)/time.Second))
	}
	if c.Session {
		life = 0 // no Max-Age
	}
	c.write(w, name.full, value, life)
	return nil
}

// Get returns the payload of the request's cookie. It fails with ErrNoToken if the
// request has no cookie or several cookies with the name.
func (c *Cookie[T]) Get(r *http.Request, opts ...typeseal.Option) (p T, err error) {
	f, err := c.Find(r)
	switch {
	case err != nil:
		return p, err
	case len(opts) == 0:
		return c.Open(r, f.Token, f.Options...)
	}
	return c.Open(r, f.Token, slices.Concat(f.Options, opts)...)
}

// Find returns the token of the request's cookie, and its binding to the name.
func (c *Cookie[T]) Find(r *http.Request) (Found, error) {
	name := c.fullName()
	if name == nil {
		return Found{}, errCookie
	}
	cookies := r.CookiesNamed(name.full)
	if len(cookies) != 1 {
		return Found{}, ErrNoToken
	}
	return found(cookies[0].Value, r, name.opts...)
}

// Clear removes the cookie from the browser.
func (c *Cookie[T]) Clear(w http.ResponseWriter) {
	if name := c.fullName(); name != nil {
		c.write(w, name.full, "", -1)
	}
}

// write sets the cookie. It replaces a cookie of the same name that the response already
// sets. Caches must not keep the response.
func (c *Cookie[T]) write(w http.ResponseWriter, name, value string, maxAge int) {
	h := w.Header()
	others := slices.DeleteFunc(h["Set-Cookie"], func(line string) bool { return strings.HasPrefix(line, name+"=") })
	h["Set-Cookie"] = others
	setDefault(h, "Cache-Control", "no-store")
	sameSite := c.SameSite
	if sameSite == 0 {
		sameSite = http.SameSiteLaxMode
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge, Secure: !c.PlainHTTP, HttpOnly: true,
		SameSite: sameSite, Partitioned: c.Partitioned,
	})
}

func (c *Cookie[T]) header() string { return "Cookie" }

// Refuse is the response of a Handler to a request without a valid cookie: status 401 with a
// challenge, or 500 or 503 as [Status] says. It clears a cookie that can never be valid
// again. It keeps one that another instance of the program may accept, so that a deploy or
// a key rotation logs nobody out.
func (c *Cookie[T]) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	name := c.fullName()
	if name == nil {
		broken.write(w, r)
		return
	}
	if dead(err) {
		c.Clear(w)
	}
	demand(w, r, err, `Cookie cookie-name="`+name.full+`"`, noCookie)
}

// dead reports whether a token that is refused with err can never be valid again.
func dead(err error) bool {
	if errors.Is(err, typeseal.ErrUnknownKey) { // a revoked key too
		return false
	}
	return slices.ContainsFunc([]error{
		typeseal.ErrMalformed, typeseal.ErrForged, typeseal.ErrPayload, typeseal.ErrExpired, typeseal.ErrStale,
		typeseal.ErrRevoked, typeseal.ErrUsed,
	}, func(kind error) bool { return errors.Is(err, kind) })
}
