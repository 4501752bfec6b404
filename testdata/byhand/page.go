package byhand

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"log"
	"net/http"

	"github.com/typeseal/typeseal/examples/passwordreset/site"
)

const style = `
:root{color-scheme:light dark;--act:light-dark(#1a56db,#8ab0ff);--bad:light-dark(#b42318,#ff9d92)}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;overflow-wrap:anywhere}
p[role=alert]{color:var(--bad);font-weight:600}
label{display:block;margin:.75rem 0 .25rem;font-weight:600}
input,button{width:100%;padding:.75rem;font:inherit}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
`

// script stops the second submit of a double click.
const script = `
(function () {
  var form = document.forms[0], busy = 0;
  form.addEventListener("submit", function (event) {
    var now = Date.now();
    if (now - busy < 10000) event.preventDefault();
    else busy = now;
  });
  addEventListener("pageshow", function () { busy = 0; });
})();
`

// page is the page of a link. Its form posts to "?", so that the token is not in the URL
// of the response.
var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
<style>` + style + `</style>
<main>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{with .Problem}}<p role="alert">{{.}}</p>
{{end}}{{if .Token}}<form method="post" action="?">
<input type="hidden" name="token" value="{{.Token}}" autocomplete="off">
{{.Fields}}
<button>Save the password</button>
</form>
<script>` + script + `</script>
{{end}}</main>
</html>
`))

var policy = "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script) +
	"; base-uri 'none'; frame-ancestors 'none'"

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

type view struct {
	Title, Text, Problem, Token string
	Fields                      template.HTML
}

func showForm(w http.ResponseWriter, status int, address, token, problem string) {
	showPage(w, status, view{
		Title: "Choose a new password", Text: "For the account of " + address + ".",
		Problem: problem, Token: token, Fields: site.PasswordFields,
	})
}

func showText(w http.ResponseWriter, status int, title, text string) {
	showPage(w, status, view{Title: title, Text: text})
}

// showPage writes a page that nobody may keep or frame. Other sites must not learn its
// address, which contains the token.
func showPage(w http.ResponseWriter, status int, v view) {
	var body bytes.Buffer
	if err := page.Execute(&body, v); err != nil {
		log.Print(err)
		http.Error(w, "Something is wrong with this site.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "strict-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Content-Security-Policy", policy)
	w.WriteHeader(status)
	body.WriteTo(w)
}
