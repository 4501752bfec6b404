package recipes

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Flow is the cookie of one sign-in at a provider.
//
//typeseal:seal salt=recipes.oauth-flow max-age=10m
type Flow struct {
	Verifier string `json:"verifier"` // of PKCE
}

// flowCookie returns the cookie of the flow with a state. Two flows in two tabs have two.
func flowCookie(keys *typeseal.Keyring, provider, state string) (*web.Cookie[Flow], typeseal.Option) {
	sum := sha256.Sum256([]byte(state))
	name := "oauth-" + hex.EncodeToString(sum[:4])
	return web.SealedCookie[Flow](name, keys), typeseal.BoundTo("flow:" + provider + " " + state)
}

// StartFlow redirects to a provider. query has client_id, redirect_uri and scope.
func StartFlow(w http.ResponseWriter, r *http.Request, keys *typeseal.Keyring, provider string, query url.Values) {
	state, verifier := rand.Text(), rand.Text()+rand.Text()
	cookie, bound := flowCookie(keys, provider, state)
	if err := cookie.Set(w, Flow{Verifier: verifier}, bound); err != nil {
		web.Refuse(w, r, err)
		return
	}
	sum := sha256.Sum256([]byte(verifier))
	query = maps.Clone(query)
	query.Set("response_type", "code")
	query.Set("state", state)
	query.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
	query.Set("code_challenge_method", "S256")
	http.Redirect(w, r, provider+"?"+query.Encode(), http.StatusSeeOther)
}

// FinishFlow returns the verifier of the flow that a request of redirect_uri ends. Exchange
// it for a token, with the code of the request.
func FinishFlow(w http.ResponseWriter, r *http.Request, keys *typeseal.Keyring, provider string) (string, error) {
	cookie, bound := flowCookie(keys, provider, r.URL.Query().Get("state"))
	cookie.Clear(w)
	flow, err := cookie.Get(r, bound)
	return flow.Verifier, err
}
