package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"io"
	"net/http"
	"strings"
)

// A Page is shown to a person before a token is redeemed. All texts are plain text. They
// should say whom or what the token is about ("Sign in as ana@example.com?"), because
// anyone can send somebody else a link that was made for themselves.
type Page struct {
	Lang    string // language of the texts; default en
	Title   string
	Text    string // paragraphs are separated by empty lines
	Button  string
	Problem string // what was wrong with the form
	// Fields are inputs in the form, for example for a new password.
	Fields template.HTML
	// Style replaces the built-in style sheet.
	Style template.CSS
}

// A View is what Confirm.Render gets: a page, and its form. The form must post to Action
// and have a hidden field with the name Param and the value Token.
type View struct {
	Page
	Param, Token, Action string
}

// Paragraphs returns the paragraphs of Text.
func (v View) Paragraphs() []string {
	return strings.FieldsFunc(strings.ReplaceAll(v.Text, "\n\n", "\x00"), func(r rune) bool { return r == '\x00' })
}

// builtinStyle is the style sheet of the pages.
const builtinStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --text: #1c2330; --quiet: #566072; --line: #d9dee7; --edge: #7b8698;
  --act: #1a56db; --on-act: #fff; --bad: #b42318;
}
@media (prefers-color-scheme: dark) { :root {
  --ground: #12151b; --card: #1b2029; --text: #e8ebf1; --quiet: #a3adbd; --line: #333b48; --edge: #7d899c;
  --act: #8ab0ff; --on-act: #0d1730; --bad: #ff9d92;
} }
* { box-sizing: border-box }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%; max-width: 26rem; padding: 2rem 1.75rem 1.75rem; overflow-wrap: anywhere;
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
}
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.25 }
p { margin: 0 0 .75rem; color: var(--quiet) }
p:last-child { margin: 0 }
p[role=alert] { color: var(--bad); font-weight: 600 }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600 }
input, select, textarea {
  width: 100%; padding: .625rem .75rem; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--edge); border-radius: .5rem;
}
input[type=checkbox], input[type=radio] { width: auto }
button {
  width: 100%; margin-top: 1rem; padding: .75rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-act); background: var(--act); border: 0; border-radius: .5rem;
}
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
a { color: var(--act) }
@media (max-width: 24rem) { main { padding: 1.5rem 1.125rem } }
`

// script stops the second of two submits of one form, for ten seconds or until the page is
// shown again. Without it, a double click sends two requests, and the browser shows the
// answer to the second one: that the link has been used.
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

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{or .Lang "en"}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}}</title>
<style>{{.Style}}</style>
<main>
<h1>{{.Title}}</h1>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}{{with .Problem}}<p role="alert">{{.}}</p>
{{end}}{{if .Button}}<form method="post" action="{{.Action}}">
<input type="hidden" name="{{.Param}}" value="{{.Token}}" autocomplete="off">
{{.Fields}}
<button>{{.Button}}</button>
</form>
{{end}}</main>
{{if .Button}}<script>` + script + `</script>
{{end}}</html>
`))

// writePage writes the built-in page.
func writePage(w io.Writer, v View) error {
	if v.Style == "" {
		v.Style = builtinStyle
	}
	var page bytes.Buffer
	if err := pageTemplate.Execute(&page, v); err != nil {
		return err
	}
	_, err := page.WriteTo(w)
	return err
}

// Content security policies. They do not have form-action, because browsers also apply it
// to the redirect after the form was posted, when the token is already redeemed.
const framePolicy = "base-uri 'none'; frame-ancestors 'none'"

var builtinPolicy = policyOf(builtinStyle)

// policyOf returns the policy of the built-in page with a style sheet. It allows the page
// only its own style and script. It does not even allow the site's icon, because the
// request for the icon would have the token in its Referer.
func policyOf(style template.CSS) string {
	return "default-src 'none'; style-src " + sourceHash(string(style)) + "; script-src " + sourceHash(script) +
		"; " + framePolicy
}

// asRead returns a style sheet as browsers read and hash it: with other ends of lines.
func asRead(style template.CSS) template.CSS {
	return template.CSS(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(style)))
}

func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pageHeaders sets the headers of every response that has a page.
func pageHeaders(h http.Header, policy string) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", referrerPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", robots)
	h.Set("Content-Security-Policy", policy)
}
