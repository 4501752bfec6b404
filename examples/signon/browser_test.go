package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/testdata/python"
)

// A browser has a person's cookies. It follows no redirects by itself.
type browser struct {
	*testing.T
	http.Client
	all *sites
}

func newBrowser(t *testing.T, all *sites) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{t, http.Client{Jar: jar, CheckRedirect: stay, Timeout: 10 * time.Second}, all}
}

// get returns the status of a response, where it leads, and its text.
func (b *browser) get(address string) (status int, location, text string) {
	b.Helper()
	r, err := b.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.Fatal(err)
	}
	return r.StatusCode, r.Header.Get("Location"), string(body)
}

// signIn signs a person in at a site. The first one is account.
func (b *browser) signIn(at, name string) {
	b.Helper()
	r, err := b.PostForm(b.all.origins[own]+"/signin", url.Values{"name": {name}})
	if err != nil {
		b.Fatal(err)
	}
	r.Body.Close()
	if at != own {
		if status, _, text := b.get(b.link(own, at)); status != http.StatusSeeOther {
			b.Fatalf("%d: %s", status, text)
		}
	}
}

// link returns the link that takes the person from one site to another.
func (b *browser) link(from, to string) string {
	b.Helper()
	address := b.all.origins[to] + "/enter?from=" + from
	for _, next := range []string{b.all.origins[from] + "/visit?", b.all.origins[to] + "/arrive?token=ts1_"} {
		status, location, text := b.get(address)
		if status != http.StatusSeeOther || !strings.HasPrefix(location, next) {
			b.Fatalf("%s: %d to %s: %s", address, status, location, text)
		}
		address = location
	}
	return address
}

// asks makes a site ask for a token, and returns the token's bindings.
func (b *browser) asks(site string) []typeseal.Option {
	b.Helper()
	_, location, _ := b.get(b.all.origins[site] + "/enter?from=account")
	to, err := url.Parse(location)
	if err != nil {
		b.Fatal(err)
	}
	return bound(b.all.origins[site], to.Query().Get("arrival"))
}

// seal returns the link with a token for a site.
func (b *browser) seal(site string, keys *typeseal.Keyring, opts ...typeseal.Option) string {
	b.Helper()
	token, err := Visit{User: 7, Name: "Eve"}.Seal(keys, opts...)
	if err != nil {
		b.Fatal(err)
	}
	return b.all.origins[site] + "/arrive?token=" + token
}

// enters follows a link to a site, which must greet the person.
func (b *browser) enters(link, site, name string) {
	b.Helper()
	if status, location, text := b.get(link); status != http.StatusSeeOther || location != "/" {
		b.Fatalf("%s: %d to %s: %s", site, status, location, text)
	}
	if text := b.home(site); text != site+": hello "+name {
		b.Fatalf("%s says %q", site, text)
	}
}

// home returns what the page of a site says.
func (b *browser) home(site string) string {
	b.Helper()
	status, _, page := b.get(b.all.origins[site] + "/")
	said := heading.FindStringSubmatch(page)
	if status != http.StatusOK || said == nil {
		b.Fatalf("%s answers %d: %s", site, status, page)
	}
	return html.UnescapeString(said[1])
}

// refused follows a link that a site must refuse, and nobody must be signed in.
func (b *browser) refused(why, link, site string) {
	b.Helper()
	status, location, text := b.get(link)
	if (status != http.StatusForbidden && status != http.StatusGone) || location != "" {
		b.Errorf("%s: %s answers %d: %s", why, site, status, text)
	}
	if strings.Contains(text, "ts1_") || strings.Contains(text, "Eve") {
		b.Errorf("%s: %s shows the token or its payload: %s", why, site, text)
	}
	if said := b.home(site); !strings.Contains(said, "please") {
		b.Errorf("%s: %s says %q", why, site, said)
	}
}

var names = []string{own, "shop", "forum"}

// session returns a link with a token of the type Session.
func (b *browser) session(site string, opts ...typeseal.Option) string {
	b.Helper()
	token, err := Session{User: 7, Name: "Eve"}.Seal(b.all.keys, opts...)
	if err != nil {
		b.Fatal(err)
	}
	return b.all.origins[site] + "/arrive?token=" + token
}

// changed returns a link with another token.
func changed(link string) string {
	before, token, _ := strings.Cut(link, "token=")
	return before + "token=" + python.Changed(token)
}

func address(t *testing.T, link string) *url.URL {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
