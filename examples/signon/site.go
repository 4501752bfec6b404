package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A site is the Go site, account. Its paths enter, visit and arrive are those of the two other
// sites too: see shop/signon.py and forum/signon.ts.
//
//	shop/enter?from=account          the browser gets a cookie with a random text
//	account/visit?to=shop&arrival=H  mints a token for the shop and for H, the text's hash
//	shop/arrive?token=...            redeems it, if the browser has the text
//
// So a token is of no use to anybody who finds it in a history or a log. And nobody can sign
// a browser in that has not asked for it: without the cookie, an attacker could send a link
// that signs a person in with the attacker's account.
type site struct {
	origins map[string]string // of all sites, by their names; from the configuration
	keys    *typeseal.Keyring
	store   typeseal.Store
	session *web.Cookie[Session]
}

const (
	own           = "account"
	arrivalCookie = own + "-arrival"
)

func newSite(origins map[string]string, keys *typeseal.Keyring, store typeseal.Store) http.Handler {
	s := &site{origins, keys, store, web.SealedCookie[Session](own+"-session", keys)}
	s.session.PlainHTTP = s.plain()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("POST /signin", s.signIn)
	mux.HandleFunc("GET /enter", s.enter)
	mux.HandleFunc("GET /visit", s.visit)
	mux.Handle("GET /arrive", web.Handler[Visit]{
		From: web.Query("token"),
		Open: web.Redeem[Visit](keys, store).Redeem,
		Bind: s.bindings,
		Serve: func(w http.ResponseWriter, r *http.Request, v Visit) {
			http.SetCookie(w, s.arrival("", -1))
			s.start(w, r, Session(v))
		},
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

// plain reports whether the sites have no https, so that cookies cannot be secure.
func (s *site) plain() bool { return strings.HasPrefix(s.origins[own], "http://") }

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	session, err := s.session.Get(r)
	w.Header().Set("Cache-Control", "no-store")
	page.Execute(w, view{session.Name, err == nil, s.origins})
}

// signIn signs in everybody with the name that they give. A real site asks for a password.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	s.start(w, r, Session{User: 42, Name: r.PostFormValue("name")})
}

func (s *site) start(w http.ResponseWriter, r *http.Request, session Session) {
	if err := s.session.Set(w, session); err != nil {
		web.Refuse(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// enter sends the browser to the site where its user is signed in.
func (s *site) enter(w http.ResponseWriter, r *http.Request) {
	from, known := s.origins[r.FormValue("from")]
	if !known {
		http.NotFound(w, r)
		return
	}
	secret := rand.Text()
	http.SetCookie(w, s.arrival(secret, 60))
	query := url.Values{"to": {own}, "arrival": {hash(secret)}}
	http.Redirect(w, r, from+"/visit?"+query.Encode(), http.StatusSeeOther)
}

// visit sends the browser, with a token, to the site that it came from.
func (s *site) visit(w http.ResponseWriter, r *http.Request) {
	session, err := s.session.Get(r)
	if err != nil {
		http.Redirect(w, r, "/", http.StatusSeeOther) // to sign in first
		return
	}
	to, known := s.origins[r.FormValue("to")]
	if !known {
		http.NotFound(w, r)
		return
	}
	token, err := Visit(session).Seal(s.keys, bound(to, r.FormValue("arrival"))...)
	if err != nil {
		web.Refuse(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to+"/arrive?token="+token, http.StatusSeeOther)
}

// bindings returns what a token must be bound to if this browser brings it.
func (s *site) bindings(r *http.Request) []typeseal.Option {
	var secret string
	if cookie, err := r.Cookie(arrivalCookie); err == nil {
		secret = cookie.Value
	}
	return bound(s.origins[own], hash(secret))
}

// bound returns the bindings of all tokens: the site that they are for, and the browser.
func bound(to, arrival string) []typeseal.Option {
	return []typeseal.Option{typeseal.BoundTo("to:" + to), typeseal.BoundTo("arrival:" + arrival)}
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func (s *site) arrival(secret string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: arrivalCookie, Value: secret, Path: "/arrive", MaxAge: seconds,
		HttpOnly: true, Secure: !s.plain(), SameSite: http.SameSiteLaxMode,
	}
}

type view struct {
	Name     string
	SignedIn bool
	Origins  map[string]string
}

var page = template.Must(template.New("").Parse(`<!doctype html>
<title>account</title>
{{if .SignedIn}}<h1>account: hello {{.Name}}</h1>
<p>{{range $name, $origin := .Origins}}{{if ne $name "account"}}<a href="{{$origin}}/enter?from=account">{{$name}}</a>
{{end}}{{end}}</p>
{{else}}<h1>account: please sign in</h1>
<form method="post" action="/signin"><input name="name" value="Ana"><button>Sign in</button></form>
{{end}}`))
