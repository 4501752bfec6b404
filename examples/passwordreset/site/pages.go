package site

import (
	"net/http"

	"github.com/typeseal/typeseal/examples/internal/look"
)

// form has the content of the sign-in page.
type form struct {
	Address      string
	Saved, Wrong bool
}

var pages = look.Parse(`
{{define "forgot"}}<p>We mail you a link to choose a new one.</p>
{{with .}}<p role="alert">{{.}}</p>
{{end}}<form method="post" action="/forgot">
<label for="address">Mail address</label>
<input id="address" name="address" type="email" autocomplete="username" maxlength="254" required autofocus>
<button>Mail me a link</button>
</form>
<nav><a href="/signin">Sign in</a></nav>
{{end}}

{{define "sent"}}<p>If there is an account with this address, a mail with a link is on its way.</p>
<p>The link is valid for half an hour.</p>
<p>No mail? Look at the address again, and into the folder for spam.</p>
<nav><a href="/forgot">Ask again</a> <a href="/signin">Sign in</a></nav>
<aside>This is an example: the mail is on the console of the program.</aside>
{{end}}

{{define "limit"}}<p>There were many requests from your network. Please try again in an hour.</p>
{{end}}

{{define "signin"}}{{if .Saved}}<p role="status">Your new password is saved.</p>
{{end}}{{if .Wrong}}<p role="alert">The address or the password is wrong.</p>
{{end}}<form method="post" action="/signin">
<label for="address">Mail address</label>
<input id="address" name="address" type="email" autocomplete="username" value="{{.Address}}" maxlength="254" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required>
<button>Sign in</button>
</form>
<nav><a href="/forgot">Forgot your password?</a></nav>
{{end}}

{{define "welcome"}}<p>You are signed in as {{.}}.</p>
<nav><a href="/signin">Sign out</a></nav>
{{end}}

{{define "down"}}<p>This site has a problem that should not last.</p>
{{end}}

{{define "dead"}}<p>{{.}}</p>
<a class="button" href="/forgot">Ask for a new link</a>
<a class="button quiet" href="/signin">Sign in</a>
{{end}}
`)

// A Reason says why a link does not work.
type Reason struct{ title, text string }

// The reasons.
var (
	Expired = Reason{"This link has expired", "For your safety, a link works for half an hour only."}
	Used    = Reason{"This link has been used", "If you have just chosen a new password, it is saved. " +
		"A link works once, and no longer after the password has changed."}
	Broken = Reason{"This link does not work", "It may have been cut on its way to you. " +
		"Copy the whole link from the mail, or ask for a new one."}
)

// ShowDead answers a link that does not work, and offers a new one.
func ShowDead(w http.ResponseWriter, status int, why Reason) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	pages.Show(w, status, why.title, "dead", why.text)
}
