package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Confirm serves links that act: a password reset, an invitation, a magic login, an
// unsubscribe. GET shows a page with a button, and changes nothing, however often a
// scanner or a mail program opens the link. The button posts the token, which is then
// redeemed. Register it without a method:
//
//	mux.Handle("/reset", web.Confirm[Reset]{...})
//
// It works without cookies and without JavaScript, and the token is not in the URL of the
// request that the button sends.
//
// Some scanners press buttons. A page with a field that a machine cannot fill in, such as
// a new password, is safe from them. A page with only a button is not.
//
// # Failures after the token is redeemed
//
// If the browser disconnects, the context of the request ends. Redeeming, Done and
// OneClick get a context that does not end then, so that a token is not redeemed without its
// effect. For redeeming it has a deadline of ten seconds.
//
// Redeeming is the last step before Done. If Done fails, the token is redeemed and nothing is
// done. There are two ways to avoid that: your own opener for Token.Redeem, which
// redeems the token and does the work in one transaction of a database; or a type with
// state instead of single use, so that the work itself invalidates the link.
type Confirm[T any] struct {
	Token Once[T]
	Page  func(r *http.Request, p T) Page
	// Done answers the request after the token was redeemed, usually with a redirect
	// (303) to a page of the application.
	Done func(w http.ResponseWriter, r *http.Request, p T)

	// The other fields are optional.

	Param string // name of the query parameter and the form field; default token
	// Bind returns the values that the token must also be bound to. The request of the
	// form does not have the query of the link.
	Bind func(r *http.Request) []typeseal.Option
	// Check checks the other fields of the form before the token is redeemed. If it
	// returns a Problem, the page is shown again with the Problem's text.
	Check func(r *http.Request, p T) error
	// Repeated answers if the token was redeemed before, within the grace of its type. It
	// is called instead of Done and OneClick, which would do the work twice. With
	// Repeated, Bind must not return typeseal.Describe.
	Repeated func(w http.ResponseWriter, r *http.Request, p T)
	// OneClick handles a request of a mailbox provider (RFC 8058), which posts
	// List-Unsubscribe=One-Click to the link. It is called instead of Check and Done, and
	// the response has no body.
	OneClick func(r *http.Request, p T) error
	// Refuse answers a request that is refused. The default is the function Refuse.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Render writes the page. It replaces the built-in page.
	Render func(w io.Writer, v View) error
	// Origins refuses forms of other sites. The default is the zero value.
	Origins *http.CrossOriginProtection
}

// A Problem is an error of Confirm.Check that the page shows, such as "The two passwords
// differ."
type Problem string

func (p Problem) Error() string { return string(p) }

var errConfirm = fmt.Errorf("%w: a web.Confirm has no Token, Page or Done", typeseal.ErrConfig)

// ServeHTTP answers GET and HEAD with the page, and POST by redeeming the token.
func (c Confirm[T]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case c.Token.Peek == nil || c.Token.Redeem == nil || c.Page == nil || c.Done == nil:
		c.refuse(w, r, errConfirm)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		c.show(w, r)
	case r.Method == http.MethodPost:
		c.post(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		c.refuse(w, r, errMethod)
	}
}

func (c Confirm[T]) param() string {
	if c.Param == "" {
		return "token"
	}
	return c.Param
}

func (c Confirm[T]) show(w http.ResponseWriter, r *http.Request) {
	f, err := Query(c.param()).Find(r)
	if err != nil {
		c.refuse(w, r, err)
		return
	}
	p, err := c.Token.Peek(f.Request, f.Token, bind(f, c.Bind)...)
	if err != nil {
		c.refuse(w, r, err)
		return
	}
	c.page(w, f, p, http.StatusOK, "")
}

// post redeems the token. It changes nothing before it calls act.
func (c Confirm[T]) post(w http.ResponseWriter, r *http.Request) {
	f, oneClick, err := c.find(r)
	if err != nil {
		c.refusePost(w, r, err, oneClick)
		return
	}
	opts := bind(f, c.Bind)
	p, err := c.Token.Peek(f.Request, f.Token, opts...)
	if err != nil {
		c.refusePost(w, r, err, oneClick)
		return
	}
	if !oneClick {
		if status, problem, err := c.check(f.Request, p); err != nil {
			c.refuse(w, r, err)
			return
		} else if problem != "" {
			c.page(w, f, p, status, problem)
			return
		}
	}
	c.act(w, f, opts, oneClick)
}

// redeemTimeout is how long redeeming may take.
const redeemTimeout = 10 * time.Second

// act redeems the token, and lets the application do its work. Both go on if the browser
// disconnects.
func (c Confirm[T]) act(w http.ResponseWriter, f Found, opts []typeseal.Option, oneClick bool) {
	r := f.Request.WithContext(context.WithoutCancel(f.Request.Context()))
	ctx, cancel := context.WithTimeout(r.Context(), redeemTimeout)
	defer cancel()
	done, details := c.Done, typeseal.Details{}
	if c.Repeated != nil {
		opts = append(opts[:len(opts):len(opts)], typeseal.Describe(&details))
	}
	p, err := c.Token.Redeem(r.WithContext(ctx), f.Token, opts...)
	if err == nil && oneClick && !details.Repeated {
		err = c.OneClick(r, p)
	}
	switch {
	case err != nil:
		c.refusePost(w, r, err, oneClick)
		return
	case oneClick:
		answerProvider(w, http.StatusOK)
		return
	case details.Repeated:
		done = c.Repeated
	}
	setDefault(w.Header(), "Cache-Control", "no-store")
	setDefault(w.Header(), "Referrer-Policy", referrerPolicy)
	done(w, r, p)
}

// find returns the token of a form, or of the link that a mailbox provider posts to.
func (c Confirm[T]) find(r *http.Request) (f Found, oneClick bool, err error) {
	r, err = parseForm(r)
	if err != nil {
		return f, false, err
	}
	f, err = Form(c.param()).Find(r)
	if c.OneClick != nil && !r.PostForm.Has(c.param()) && r.PostForm.Get("List-Unsubscribe") == "One-Click" {
		f, err = Query(c.param()).Find(r)
		return f, true, err
	}
	return f, false, err
}

// check returns the status and the problem of a page that must be shown again.
func (c Confirm[T]) check(r *http.Request, p T) (status int, problem string, err error) {
	origins := c.Origins
	if origins == nil {
		origins = new(http.CrossOriginProtection)
	}
	if origins.Check(r) != nil {
		return otherOrigin.status, otherOrigin.title + ". " + otherOrigin.text, nil
	}
	if c.Check == nil {
		return 0, "", nil
	}
	err = c.Check(r, p)
	if problem, ok := errors.AsType[Problem](err); ok {
		return http.StatusUnprocessableEntity, string(problem), nil
	}
	return 0, "", err
}

// page shows the page. If it opens a token, the form of the page has that token.
func (c Confirm[T]) page(w http.ResponseWriter, f Found, p T, status int, problem string) {
	v := View{Page: c.Page(f.Request, p), Param: c.param(), Token: f.Token, Action: "?"}
	if problem != "" {
		v.Problem = problem
	}
	render, policy := writePage, builtinPolicy
	switch {
	case c.Render != nil:
		render, policy = c.Render, framePolicy
	case v.Style != "":
		v.Style = asRead(v.Style)
		policy = policyOf(v.Style)
	}
	var page bytes.Buffer
	if err := render(&page, v); err != nil {
		c.refuse(w, f.Request, fmt.Errorf("%w: the page cannot be rendered", typeseal.ErrConfig))
		return
	}
	pageHeaders(w.Header(), policy)
	w.WriteHeader(status)
	page.WriteTo(w)
}

func (c Confirm[T]) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if c.Refuse != nil {
		c.Refuse(w, r, err)
		return
	}
	Refuse(w, r, err)
}

// refusePost refuses a request. The response to a mailbox provider has no page.
func (c Confirm[T]) refusePost(w http.ResponseWriter, r *http.Request, err error, oneClick bool) {
	if oneClick {
		answerProvider(w, Status(err))
		return
	}
	c.refuse(w, r, err)
}

func answerProvider(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
}
