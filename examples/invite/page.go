package main

import (
	"bytes"
	"html/template"
	"log"
	"net/http"
)

var pages = template.Must(template.New("").Parse(`
{{define "asks"}}{{template "head"}}<form method="post">
<p>Join team {{.Team}} as {{.Role}}?</p>
<button>Join</button>
</form>
{{template "foot"}}{{end}}

{{define "joined"}}{{template "head"}}<p>You are in team {{.Team}} as {{.Role}}.</p>
{{template "foot"}}{{end}}

{{define "head"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Invitation</title>
</head>
<body>
{{end}}
{{define "foot"}}</body>
</html>
{{end}}
`))

// The names of the pages.
const (
	asks   = "asks"
	joined = "joined"
)

// show answers with a page. It sets the type to HTML, because net/http guesses it
// from the first bytes, and takes a page that begins with a form for plain text. The
// page's address contains the token, so the page must not be cached, and its address
// must not be sent to other sites.
func show(w http.ResponseWriter, page string, invite Invite) {
	var body bytes.Buffer
	if err := pages.ExecuteTemplate(&body, page, invite); err != nil {
		log.Print(err)
		http.Error(w, "Please try again later.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	w.Write(body.Bytes())
}
