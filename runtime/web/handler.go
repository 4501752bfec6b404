package web

import (
	"fmt"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A Handler serves requests that have a valid token, and refuses all others.
type Handler[T any] struct {
	From Source
	Open Opener[T]
	// Serve serves the request. r is the field Request of what From found, so the token
	// was removed from it if possible.
	Serve func(w http.ResponseWriter, r *http.Request, p T)
	// Bind returns other values that the token must be bound to, such as a session or a
	// tenant. It is optional.
	Bind func(r *http.Request) []typeseal.Option
	// Refuse answers a request that is refused with err. It is optional. The default
	// depends on From: for links it is the function Refuse, for Bearer and cookies their
	// method Refuse, which answers with status 401 and a challenge.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
}

// Require returns a handler without the optional fields.
func Require[T any](
	from Source, open Opener[T], serve func(w http.ResponseWriter, r *http.Request, p T),
) Handler[T] {
	return Handler[T]{From: from, Open: open, Serve: serve}
}

var errHandler = fmt.Errorf("%w: a web.Handler has no From, Open or Serve", typeseal.ErrConfig)

// ServeHTTP calls either Serve or Refuse. Before Serve it sets these headers, unless they
// are set: Cache-Control to "private, no-cache", so that only the browser keeps the
// response and asks again each time; Vary, if the token is in a header; Referrer-Policy
// and X-Robots-Tag, if the token is in a link or form. If package http serves an error
// for a file, it removes Cache-Control, so caches may keep that error.
func (h Handler[T]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, served, err := h.open(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	setDefault(w.Header(), "Cache-Control", "private, no-cache")
	switch from := h.From.(type) {
	case challenger:
		w.Header().Add("Vary", from.header())
	default:
		setDefault(w.Header(), "Referrer-Policy", referrerPolicy)
		setDefault(w.Header(), "X-Robots-Tag", robots)
	}
	h.Serve(w, served, p)
}

// open returns the payload, and the request for Serve.
func (h Handler[T]) open(r *http.Request) (p T, served *http.Request, err error) {
	if h.From == nil || h.Open == nil || h.Serve == nil {
		return p, nil, errHandler
	}
	f, err := h.From.Find(r)
	if err != nil {
		return p, nil, err
	}
	if f.Request == nil {
		f.Request = r
	}
	p, err = h.Open(f.Request, f.Token, bind(f, h.Bind)...)
	return p, f.Request, err
}

// bind returns the options for opening a token.
func bind(f Found, more func(r *http.Request) []typeseal.Option) []typeseal.Option {
	if more == nil {
		return f.Options
	}
	return append(f.Options[:len(f.Options):len(f.Options)], more(f.Request)...)
}

func (h Handler[T]) refuse(w http.ResponseWriter, r *http.Request, err error) {
	from, challenges := h.From.(challenger)
	switch {
	case h.Refuse != nil:
		h.Refuse(w, r, err)
	case challenges:
		from.Refuse(w, r, err)
	default:
		Refuse(w, r, err)
	}
}

// A challenger is a source whose token is in a header. Its refusals tell the client what
// to send.
type challenger interface {
	header() string // the name of the header
	Refuse(w http.ResponseWriter, r *http.Request, err error)
}

func setDefault(h http.Header, name, value string) {
	if h.Get(name) == "" {
		h.Set(name, value)
	}
}
