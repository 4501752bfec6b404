package recipes

import (
	"net/http"
	"testing"
)

// TestOneMux: a program can serve all recipes, and a home page, with one http.ServeMux. With
// GET / for the home page, it cannot, as the cookbook says.
func TestOneMux(t *testing.T) {
	keys, users, store := newKeys(t), NewUsers(rows...), newStore()
	mux, served := http.NewServeMux(), func(http.ResponseWriter, *http.Request, Report) {}
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	mux.Handle("/reset", ResetPage(keys, users))
	mux.Handle("/login", LoginPage(keys, store, nil))
	mux.Handle("/join", InvitePage(keys, store, nil))
	mux.Handle("/address", AddressPage(keys, users))
	mux.Handle("/unsubscribe", UnsubscribePage(keys, nil))
	mux.Handle("/files/", Files(keys, nil))
	mux.Handle("POST /webhook", Webhooks(keys, store, nil))
	mux.Handle("GET /tenants/{tenant}/report", Reports(keys, served))

	newBrowser(t, mux).get("/", 200)
	defer func() {
		if recover() == nil {
			t.Error("GET / is no longer a mistake")
		}
	}()
	mux.HandleFunc("GET /", func(http.ResponseWriter, *http.Request) {})
}
