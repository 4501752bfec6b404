package recipes

import (
	"net/http"
	"slices"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Access lets a client use one API for ten minutes, for the actions that its scopes name.
//
//typeseal:sign salt=recipes.access max-age=10m
type Access struct {
	Client string   `json:"client"`
	Scopes []string `json:"scopes"`
}

// audience binds a token to the API that it is for. Give it to Sign, too.
func audience(api string) typeseal.Option { return typeseal.BoundTo("aud:" + api) }

// RequireScope serves requests with a token for an API that has a scope.
func RequireScope(
	keys *typeseal.Keyring, api, scope string, serve func(http.ResponseWriter, *http.Request, Access),
) http.Handler {
	return web.Handler[Access]{
		From: web.Bearer{},
		Open: web.Verify[Access](keys),
		Bind: func(*http.Request) []typeseal.Option { return []typeseal.Option{audience(api)} },
		Serve: func(w http.ResponseWriter, r *http.Request, a Access) {
			if !slices.Contains(a.Scopes, scope) {
				w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope", scope="`+scope+`"`)
				http.Error(w, "The token does not have the scope "+scope+".", http.StatusForbidden)
				return
			}
			serve(w, r, a)
		},
	}
}
