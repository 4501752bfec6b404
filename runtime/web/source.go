package web

import (
	"errors"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A Source finds the token of a request. It fails with ErrNoToken if there is no token or
// more than one, and with other errors if the body cannot be read; [Status] has their
// statuses.
type Source interface {
	Find(r *http.Request) (Found, error)
}

// Found is the token of a request.
type Found struct {
	Token   string
	Options []typeseal.Option // for opening the token: its bindings, and Repair
	// Request is for the handler: the request, without the token in its query, form and path
	// values. If it is nil, the handler gets the request itself.
	Request *http.Request
}

// ErrNoToken means that a request has no token, or more than one. It does not match
// typeseal.ErrInvalid.
var ErrNoToken = errors.New("web: the request does not have one token")

// errMediaType is the error for a body that is not a form.
var errMediaType = errors.New("web: the body is not a form")

// Limits in bytes. They are checked before anything is parsed.
const (
	maxQuery = 16 << 10
	maxToken = 16 << 10
	maxForm  = 64 << 10
)

// Query is the name of a query parameter that has the token. If the parameter is missing
// or empty, and the query is not, the token is looked for in the whole query, because
// mail gateways put links into their own parameters. It uses [typeseal.Repair].
type Query string

// Find returns the token of the query parameter. The handler's request does not have the
// parameter.
func (q Query) Find(r *http.Request) (Found, error) {
	raw := r.URL.RawQuery
	if raw == "" || len(raw) > maxQuery {
		return Found{}, ErrNoToken
	}
	values, rest := cutParam(raw, string(q))
	token := raw
	switch {
	case len(values) > 1:
		return Found{}, ErrNoToken
	case len(values) == 1 && values[0] != "":
		token = values[0]
	default:
		rest = ""
	}
	return found(token, withQuery(r, rest), typeseal.Repair())
}

// cutParam returns the values of a parameter, and the query without it. A value that is
// not well escaped is returned as it is.
func cutParam(query, name string) (values []string, rest string) {
	var others []string
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(key); err != nil || plain != name {
			others = append(others, pair)
			continue
		}
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		values = append(values, value)
	}
	return values, strings.Join(others, "&")
}

// withQuery returns a shallow copy of r with another query. Forms that were already
// parsed are parsed again.
func withQuery(r *http.Request, query string) *http.Request {
	c, u := *r, *r.URL
	u.RawQuery = query
	c.URL, c.Form = &u, nil
	return &c
}

func found(token string, r *http.Request, opts ...typeseal.Option) (Found, error) {
	if token == "" || len(token) > maxToken {
		return Found{}, ErrNoToken
	}
	return Found{Token: token, Options: opts, Request: r}, nil
}

// Segment is the name of a path wildcard that has the token, such as "token" in the
// pattern "/reset/{token}". It uses [typeseal.Repair]. A router other than http.ServeMux must
// call SetPathValue of the request, as chi does.
type Segment string

// Find returns the token of the path wildcard. In the handler's request, the path value is
// empty. The path of its URL still has the token.
func (s Segment) Find(r *http.Request) (Found, error) {
	token := r.PathValue(string(s))
	c := r.Clone(r.Context()) // unlike a shallow copy, it has its own path values
	c.SetPathValue(string(s), "")
	return found(token, c, typeseal.Repair())
}

// Form is the name of a form field that has the token. The form is the body of the
// request, urlencoded or multipart, of at most 64 KiB. It uses [typeseal.Repair].
type Form string

// Find returns the token of the form field. In the handler's request the body is parsed,
// and the field is missing. Find ignores the query.
func (f Form) Find(r *http.Request) (Found, error) {
	c, err := parseForm(r)
	if err != nil {
		return Found{}, err
	}
	tokens := c.PostForm[string(f)]
	if len(tokens) != 1 {
		return Found{}, ErrNoToken
	}
	token := tokens[0]
	c.PostForm = without(c.PostForm, string(f))
	if m := c.MultipartForm; m != nil {
		c.MultipartForm = &multipart.Form{Value: without(m.Value, string(f)), File: m.File}
	}
	return found(token, c, typeseal.Repair())
}

// parseForm returns a shallow copy of r with a parsed body. It uses the result if the
// body was already parsed, for example by a handler around this one.
func parseForm(r *http.Request) (*http.Request, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	parts := kind == "multipart/form-data"
	if !parts && kind != "application/x-www-form-urlencoded" {
		return nil, errMediaType
	}
	c := *r
	c.Form = nil // it also has the query; it is parsed again when it is used
	if c.PostForm != nil && (!parts || c.MultipartForm != nil) {
		return &c, nil
	}
	c.PostForm = nil // ParseForm leaves it empty for multipart
	if r.ContentLength > maxForm {
		return nil, &http.MaxBytesError{Limit: maxForm}
	}
	c.URL = new(url.URL) // a badly escaped query must not make the body invalid
	if c.Body != nil {
		c.Body = http.MaxBytesReader(nil, c.Body, maxForm)
	}
	parse := c.ParseForm
	if parts {
		parse = func() error { return c.ParseMultipartForm(maxForm) }
	}
	err := parse()
	c.URL, c.Form = r.URL, nil
	return &c, formError(err)
}

// formError returns the error of a body that is too large, or ErrNoToken for one that
// cannot be read.
func formError(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge || err == nil {
		return err
	}
	return ErrNoToken
}

func without(values url.Values, name string) url.Values {
	c := make(url.Values, len(values))
	for key, list := range values {
		if key != name {
			c[key] = list
		}
	}
	return c
}

// Bearer finds the token of an Authorization header (RFC 6750): the only one, with the
// scheme Bearer in any case, one space, and the token.
type Bearer struct{}

// Find returns the token of the header.
func (Bearer) Find(r *http.Request) (Found, error) {
	headers := r.Header["Authorization"]
	if len(headers) != 1 {
		return Found{}, ErrNoToken
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || strings.ContainsAny(token, " \t,") {
		return Found{}, ErrNoToken
	}
	return found(token, r)
}
