package main

import (
	"net/http"
	"slices"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Access lets a client use an API for ten minutes, for the actions that its scopes name.
//
//typeseal:sign salt=api.access max-age=10m
type Access struct {
	Client string   `json:"client"`
	Scopes []string `json:"scopes"`
}

// audience is the API that a token is for. Several APIs can have the same keys: a token
// of one API is refused by the others, because each binds tokens to its own name.
func audience(api string) typeseal.Option { return typeseal.BoundTo("aud:" + api) }

// require returns a handler for requests with a token for an API that has a scope. It
// answers as RFC 6750 says: 401 without a valid token, and 403 without the scope.
func require(
	keys *typeseal.Keyring, api, scope string, serve func(w http.ResponseWriter, r *http.Request, a Access),
) http.Handler {
	bound := []typeseal.Option{audience(api)}
	return web.Handler[Access]{
		From: web.Bearer{},
		Open: web.Verify[Access](keys),
		Bind: func(*http.Request) []typeseal.Option { return bound },
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
