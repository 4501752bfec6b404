package main

import (
	"html/template"

	"github.com/typeseal/typeseal/examples/internal/look"
)

var pages = look.Parse(`
{{define "team"}}{{with .Note}}{{if .Joined}}<p role="status">Welcome to the team.</p>
{{end}}{{if .Sent}}<p role="status">The invitation is on its way.</p>
{{end}}{{end}}<ul>
{{range .Members}}<li>{{.Name}} <small>{{with .Address}}{{.}}, {{end}}{{.Role}}</small></li>
{{end}}</ul>
<h2>Invite somebody</h2>
{{if .Note.Wrong}}<p role="alert">Please write a mail address, and choose a role.</p>
{{end}}<form method="post" action="/invite">
<label for="address">Mail address</label>
<input id="address" name="address" type="email" autocomplete="off" maxlength="254" required>
<label for="role">As</label>
<select id="role" name="role">
{{range .Roles}}<option>{{.}}</option>
{{end}}</select>
<button>Send the invitation</button>
</form>
<aside>This is an example: the mail is on the console of the program.</aside>
{{end}}

{{define "expired"}}<p>An invitation is valid for a week. Ask {{.}} for a new one.</p>
{{end}}

{{define "used"}}<p>If you have just joined, all is well. Otherwise ask {{.}} for a new one.</p>
<nav><a href="/">To the team</a></nav>
{{end}}
`)

// nameField is the field of the page that asks. A scanner that presses buttons leaves it
// empty, and does not use up the invitation.
const nameField template.HTML = `<label for="name">Your name</label>
<input id="name" name="name" autocomplete="name" maxlength="100" required>`
