package main

import (
	"net/http"

	"github.com/typeseal/typeseal/examples/internal/look"
)

// A view has the content of the page besides the preferences.
type view struct {
	Name  string // empty: nobody is signed in
	Ended bool   // the sign-in was ended in another browser
	Users []user
}

// show answers with the page, in the chosen language and theme.
func show(w http.ResponseWriter, p Preferences, v view) {
	t, ok := languages[p.Language]
	if !ok {
		p.Language = "en"
		t = languages[p.Language]
	}
	title := t.Hello
	if v.Name != "" {
		title += ", " + v.Name
	}
	pages.In(p.Language, p.Theme).Show(w, http.StatusOK, title, "home", map[string]any{
		"T": t, "P": p, "V": v, "Languages": languages,
	})
}

var pages = look.Parse(`
{{define "home"}}{{if .V.Ended}}<p role="status">{{.T.Ended}}</p>
{{end}}<p>{{.T.Intro}}</p>
<form method="post" action="/preferences">
<label for="theme">{{.T.Theme}}</label>
<select id="theme" name="theme">
<option value="">{{.T.Auto}}</option>
<option value="light"{{if eq .P.Theme "light"}} selected{{end}}>{{.T.Light}}</option>
<option value="dark"{{if eq .P.Theme "dark"}} selected{{end}}>{{.T.Dark}}</option>
</select>
<label for="language">{{.T.Language}}</label>
<select id="language" name="language">
{{range $code, $t := .Languages}}<option value="{{$code}}" lang="{{$code}}"{{if eq $code $.P.Language}} selected{{end}}>
{{- $t.Own}}</option>
{{end}}</select>
<button>{{.T.Save}}</button>
</form>
<h2>{{.T.Account}}</h2>
{{if .V.Name}}<form method="post" action="/signout"><button class="quiet">{{.T.SignOut}}</button></form>
<form method="post" action="/everywhere"><button class="quiet">{{.T.Everywhere}}</button></form>
{{else}}<form method="post" action="/signin">
{{range $id, $u := .V.Users}}<button class="quiet" name="user" value="{{$id}}">{{$.T.SignIn}} {{$u.Name}}</button>
{{end}}</form>
{{end}}<aside>{{.T.Cookies}}</aside>
{{end}}
`)
