package main

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/typeseal/typeseal/examples/internal/look"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// A desk gives tokens to clients: a page with a form.
type desk struct {
	keys *typeseal.Keyring
	url  string // of the API
}

func (d *desk) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		pages.Show(w, http.StatusOK, "A token for the notes", "ask", scopes)
	})
	mux.HandleFunc("POST /{$}", d.give)
	return http.NewCrossOriginProtection().Handler(mux)
}

// give answers with a token. This is where a real desk asks who the client is.
func (d *desk) give(w http.ResponseWriter, r *http.Request) {
	a := Access{Client: strings.TrimSpace(r.PostFormValue("client")), Scopes: r.PostForm["scope"]}
	unknown := func(scope string) bool { return !slices.Contains(scopes, scope) }
	if a.Client == "" || len(a.Client) > 40 || len(a.Scopes) > len(scopes) || slices.ContainsFunc(a.Scopes, unknown) {
		http.Error(w, "A client has a name of at most 40 bytes, and scopes of this page.", http.StatusBadRequest)
		return
	}
	token, until, err := d.token(a)
	if err != nil {
		web.Refuse(w, r, err)
		return
	}
	pages.Show(w, http.StatusOK, "The token", "given", map[string]any{
		"Access": a, "Token": token, "Until": until.Local().Format("15:04:05"), "URL": d.url,
	})
}

// token signs a token for the notes, and returns when it expires.
func (d *desk) token(a Access) (token string, until time.Time, err error) {
	var details typeseal.Details
	token, err = a.Sign(d.keys, audience(notesAPI), typeseal.Describe(&details))
	return token, details.ExpiresAt, err
}

var pages = look.Parse(`
{{define "ask"}}<p>Clients of the API send a token with each request. It is good for ten minutes.</p>
<form method="post" action="/">
<label for="client">Client</label>
<input id="client" name="client" maxlength="40" required value="reporter">
<fieldset>
<legend>Scopes</legend>
{{range .}}<label><input type="checkbox" name="scope" value="{{.}}" checked>{{.}}</label>
{{end}}</fieldset>
<button>Make a token</button>
</form>
{{end}}

{{define "given"}}<dl>
<dt>Client</dt><dd>{{.Access.Client}}</dd>
<dt>Scopes</dt><dd>{{range .Access.Scopes}}{{.}}<br>{{else}}none{{end}}</dd>
<dt>Good until</dt><dd>{{.Until}}</dd>
</dl>
<pre class="raw">TOKEN={{.Token}}</pre>
<p>Read the notes:</p>
<pre>curl -H "Authorization: Bearer $TOKEN" {{.URL}}</pre>
<p>Write one:</p>
<pre>curl -H "Authorization: Bearer $TOKEN" -d '{"text": "Buy flour"}' {{.URL}}</pre>
<nav><a href="/">Make another</a></nav>
{{end}}
`)
