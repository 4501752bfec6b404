package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// maxURL is the length of the longest link, in characters.
const maxURL = 4096

var (
	errSite = fmt.Errorf("%w: a site is a URL such as https://example.com/app, with a host in ASCII and without "+
		"a query", typeseal.ErrConfig)
	errNoSite = fmt.Errorf("%w: no site; call web.ParseSite", typeseal.ErrConfig)
	errPath   = fmt.Errorf("%w: the path of a link has no canonical form; it begins with / and is well escaped, "+
		"without empty segments, . or .., a query or a fragment", typeseal.ErrConfig)
	errBound = fmt.Errorf("%w: a bound parameter has 1 to 64 letters, digits and .-_~, and is not the token's",
		typeseal.ErrConfig)
	errCase    = fmt.Errorf("%w: the method of a link is in capital letters", typeseal.ErrConfig)
	errParam   = fmt.Errorf("%w: the parameter for the token has no name", typeseal.ErrConfig)
	errLongURL = fmt.Errorf("%w: the URL is longer than 4096 characters", typeseal.ErrMint)
)

// A Site is the address that links lead to. It must come from configuration and never
// from a request, because a client can send any Host header.
type Site struct{ base string }

// ParseSite reads the address of a site, such as https://example.com or
// https://example.com/app. Every error matches typeseal.ErrConfig.
func ParseSite(base string) (*Site, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil ||
		strings.ContainsAny(base, "?#") || !plainHost(u.Host) {
		return nil, errSite
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	if path != "" {
		var ok bool
		if path, ok = canonicalPath(path); !ok {
			return nil, errSite
		}
	}
	return &Site{u.Scheme + "://" + u.Host + path}, nil
}

// plainHost reports whether a URL can contain host unchanged. Package url decodes hosts,
// and accepts more than browsers do.
func plainHost(host string) bool {
	return !strings.ContainsFunc(host, func(r rune) bool {
		return r >= utf8.RuneSelf || !unreserved(byte(r)) && !strings.ContainsRune(":[]", r)
	})
}

// Link returns a URL with a token in a query parameter. The path begins with a slash, and
// may be escaped or not: a path with % is escaped. Use [url.PathEscape] for names in it.
func (s *Site) Link(path string, param Query, token string) (string, error) {
	return s.url(path, nil, string(param), token)
}

// url returns the URL of a path with a query and a token after it.
func (s *Site) url(path string, query url.Values, param, token string) (string, error) {
	if s == nil || s.base == "" {
		return "", errNoSite
	}
	path, ok := linkPath(path)
	switch {
	case !ok:
		return "", errPath
	case param == "":
		return "", errParam
	}
	link := s.base + path + "?"
	if len(query) > 0 {
		link += query.Encode() + "&"
	}
	link += url.QueryEscape(param) + "=" + url.QueryEscape(token)
	if len(link) > maxURL {
		return "", errLongURL
	}
	return link, nil
}

// linkPath returns the canonical form of the path of a new link, which has no query.
func linkPath(path string) (string, bool) {
	canonical, ok := canonicalPath(path)
	return canonical, ok && !strings.ContainsAny(path, "?#")
}

// Links are links by parts: their token is bound to the method, the path and some
// parameters of the request, so that it is refused for any other. SignURL and SealURL
// make them. Links is also the Source of their handler.
//
// The host is not bound: if each tenant of a site has its own host, give each a realm, or
// use Handler.Bind. GET and HEAD are the same method. Each range of a download is a
// separate request, so the token must live as long as the download. Sign the paths of
// files, not of directories: http.FileServer redirects those, and drops the token.
//
// The path is the one that the handler gets. If a proxy or http.StripPrefix removes a
// prefix before, the prefix belongs to the Site. The preflight requests of CORS have no
// token, and must be answered by a handler around this one.
//
// A cutoff of a key ring withdraws all links to a path: cutoff ... binding "path:/a.pdf".
type Links struct {
	Site   *Site
	Method string   // in capital letters; default GET
	Param  Query    // the parameter that has the token; default token
	Bound  []string // names of the parameters that are bound
}

func (l Links) param() string {
	if l.Param == "" {
		return "token"
	}
	return string(l.Param)
}

// Find returns the token of the query, and the values that it must be bound to. It fails
// with typeseal.ErrForged if the path or a bound parameter has no canonical form, or they
// are longer than a link can be. The handler's request has only the bound parameters, in
// canonical form, and no body if its method is GET or HEAD, so that the handler cannot
// read parameters that are not signed. The body of other methods is not signed. Read the
// parameters with r.URL.Query, because FormValue prefers the fields of a body.
func (l Links) Find(r *http.Request) (Found, error) {
	query := r.URL.RawQuery
	if len(query) > maxQuery {
		return Found{}, ErrNoToken
	}
	if err := l.checkBound(); err != nil {
		return Found{}, err
	}
	tokens, rest := cutParam(query, l.param())
	if len(tokens) != 1 {
		return Found{}, ErrNoToken
	}
	if len(r.URL.Path) > maxURL {
		return Found{}, typeseal.ErrForged // no link is that long
	}
	path, okPath := canonicalPath(r.URL.EscapedPath())
	params, okParams := boundParams(rest, l.Bound)
	bound := encode(params)
	if !okPath || !okParams || len(path)+len(bound) > maxURL {
		return Found{}, typeseal.ErrForged
	}
	c := withQuery(r, bound)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		dropBody(c) // FormValue reads a multipart body whatever the method is
	}
	return found(tokens[0], c, bindings(r.Method, path, params)...)
}

func dropBody(r *http.Request) {
	r.Body, r.ContentLength, r.TransferEncoding = http.NoBody, 0, nil
	r.PostForm, r.MultipartForm = nil, nil
}

func (l Links) checkBound() error {
	for _, name := range l.Bound {
		if !validName(name) || name == l.param() {
			return errBound
		}
	}
	return nil
}

// encode returns the query of sorted parameters.
func encode(params []param) string {
	var b strings.Builder
	for _, p := range params {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
	}
	return b.String()
}

// bindings returns the parts of a request as bindings.
func bindings(method, path string, params []param) []typeseal.Option {
	switch method {
	case "", http.MethodHead:
		method = http.MethodGet
	}
	opts := []typeseal.Option{typeseal.BoundTo("method:" + method), typeseal.BoundTo("path:" + path)}
	for _, p := range params {
		opts = append(opts, typeseal.BoundTo("param:"+p.name+"="+p.value))
	}
	return opts
}

// SignURL returns a link by parts with a token that T's method Sign makes of p. The path
// begins with a slash, and may be escaped or not, as in [Site.Link]. The query must not
// have the token's parameter; parameters that l does not name in Bound are not signed.
//
// It fails with typeseal.ErrConfig if a part has no canonical form, with typeseal.ErrMint if
// the URL is longer than 4,096 characters, and if Sign fails.
func SignURL[T interface {
	Sign(keys K, opts ...typeseal.Option) (string, error)
}, K any](l Links, path string, query url.Values, p T, keys K, opts ...typeseal.Option) (string, error) {
	return l.mint(path, query, opts, func(opts ...typeseal.Option) (string, error) { return p.Sign(keys, opts...) })
}

// SealURL is like SignURL, with T's method Seal.
func SealURL[T interface {
	Seal(keys K, opts ...typeseal.Option) (string, error)
}, K any](l Links, path string, query url.Values, p T, keys K, opts ...typeseal.Option) (string, error) {
	return l.mint(path, query, opts, func(opts ...typeseal.Option) (string, error) { return p.Seal(keys, opts...) })
}

func (l Links) mint(
	path string, query url.Values, opts []typeseal.Option, mint func(opts ...typeseal.Option) (string, error),
) (string, error) {
	if err := l.checkBound(); err != nil {
		return "", err
	}
	canonical, ok := linkPath(path)
	switch {
	case !ok:
		return "", errPath
	case l.Method != strings.ToUpper(l.Method):
		return "", errCase
	case query.Has(l.param()):
		return "", errBound
	}
	var params []param
	for _, name := range slices.Compact(slices.Sorted(slices.Values(l.Bound))) {
		for _, value := range query[name] {
			params = append(params, param{name, value})
		}
	}
	token, err := mint(append(bindings(l.Method, canonical, params), opts...)...)
	if err != nil {
		return "", err
	}
	return l.Site.url(canonical, query, l.param(), token)
}
