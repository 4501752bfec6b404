// Package look writes the pages of the examples. They look like the built-in page of
// package web, adapt to light and dark, fit a screen of 320 pixels, and work without
// JavaScript.
package look

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"log"
	"net/http"
)

// Pages are the bodies of a program's pages.
type Pages struct {
	bodies      *template.Template
	lang, theme string
}

// Parse parses the bodies: text with one {{define "name"}} for each page, for
// html/template. It panics if the text is wrong.
func Parse(text string) Pages {
	return Pages{template.Must(template.New("").Parse(text)), "en", ""}
}

// In returns the same pages in another language, and in the theme "light" or "dark". With
// the theme "", they have the theme of the browser.
func (p Pages) In(lang, theme string) Pages {
	return Pages{p.bodies, lang, theme}
}

// Show writes the page with the given name, under a title. Nobody else may keep the page,
// show it in a frame, or learn its address.
func (p Pages) Show(w http.ResponseWriter, status int, title, name string, data any) {
	var body, page bytes.Buffer
	err := p.bodies.ExecuteTemplate(&body, name, data)
	if err == nil {
		err = frame.Execute(&page, map[string]any{
			"Lang": p.lang, "Theme": p.theme, "Title": title, "Style": template.CSS(style),
			"Body": template.HTML(body.String()),
		})
	}
	if err != nil {
		log.Print(err)
		http.Error(w, "Something is wrong with this site.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "strict-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	page.WriteTo(w)
}

var frame = template.Must(template.New("frame").Parse(`<!doctype html>
<html lang="{{.Lang}}"{{with .Theme}} class="{{.}}"{{end}}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.Title}}</title>
<link rel="icon" href="data:,">
<style>{{.Style}}</style>
<main>
<h1>{{.Title}}</h1>
{{.Body}}</main>
</html>
`))

// policy allows a page its own style sheet, and images and forms of the same site. The
// browser applies form-action to redirects too, so answer forms with redirects to the same
// site only.
var policy = "default-src 'none'; style-src " + hash(style) +
	"; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
