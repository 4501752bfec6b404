package recipes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// Webhook is the token of one request to another service of ours.
//
//typeseal:sign salt=recipes.webhook max-age=5m once
type Webhook struct {
	Event string `json:"event"` // the same id in each attempt
}

// toRequest binds a token to a request: its method, its path and parameters, and the hash of
// its body.
func toRequest(r *http.Request, body []byte) typeseal.Option {
	sum := sha256.Sum256(body)
	return typeseal.BoundTo("request:" + r.Method + " " + r.URL.RequestURI() + " " + hex.EncodeToString(sum[:]))
}

// SignWebhook signs a request. Sign each attempt anew.
func SignWebhook(r *http.Request, keys *typeseal.Keyring, event string, body []byte) error {
	token, err := Webhook{Event: event}.Sign(keys, toRequest(r, body))
	r.Header.Set("Authorization", "Bearer "+token)
	return err
}

// Webhooks serves such requests. If handle fails, the sender tries again, so handle must do
// nothing for an event that it has handled.
func Webhooks(
	keys *typeseal.Keyring, store typeseal.Store, handle func(ctx context.Context, event string, body []byte) error,
) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		var hook Webhook
		if found, _ := (web.Bearer{}).Find(r); err == nil {
			err = hook.Redeem(r.Context(), keys, store, found.Token, toRequest(r, body))
		}
		if err == nil {
			err = handle(r.Context(), hook.Event, body)
		}
		if err != nil {
			web.Bearer{}.Refuse(w, r, err)
		}
	})
}
