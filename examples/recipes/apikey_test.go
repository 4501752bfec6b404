package recipes

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

// customers is an API for customers with keys, of which some are revoked.
func customers(t *testing.T, keys *typeseal.Keyring, revoked ...int64) http.Handler {
	open := OpenAPIKey(keys, func(_ context.Context, id int64) (bool, error) {
		for _, r := range revoked {
			if r == id {
				return true, nil
			}
		}
		if id == 500 {
			return false, errors.New("connection refused")
		}
		return false, nil
	})
	return web.Require(web.Bearer{}, open, func(_ http.ResponseWriter, _ *http.Request, key APIKey) {
		if key.Customer != 7 {
			t.Errorf("key %+v", key)
		}
	})
}

// call calls an API with a bearer token, and checks the status.
func call(t *testing.T, api http.Handler, token string, want int) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return newBrowser(t, api).do(r, want)
}

func TestAPIKey(t *testing.T) {
	text := typeseal.GenerateKey()
	keys := parse(t, text)
	first := must(APIKey{ID: 1, Customer: 7}.Sign(keys))(t)
	second := must(APIKey{ID: 2, Customer: 7}.Sign(keys))(t)
	unknown := must(APIKey{ID: 500, Customer: 7}.Sign(keys))(t)
	if scanner := regexp.MustCompile(`^acme_key_[A-Za-z0-9_-]{40,}$`); !scanner.MatchString(first) {
		t.Errorf("a secret scanner does not find %s", first)
	}
	call(t, customers(t, keys), first, 200)
	call(t, customers(t, keys, 1), first, 401)
	call(t, customers(t, keys, 1), second, 200)
	call(t, customers(t, keys), unknown, 503) // the list cannot be asked
	call(t, customers(t, keys), first+"x", 401)
}

// TestAPIKeysCut ends all keys that were made until now, and no tokens of other types.
func TestAPIKeysCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := typeseal.GenerateKey()
		old := must(APIKey{ID: 1, Customer: 7}.Sign(parse(t, text)))(t)
		access := must(Access{}.Sign(parse(t, text)))(t)
		time.Sleep(time.Second)
		cut := parse(t, text+"\ncutoff "+time.Now().UTC().Format(time.RFC3339)+" salt recipes.api-key")
		call(t, customers(t, cut), old, 401)
		call(t, customers(t, cut), must(APIKey{ID: 2, Customer: 7}.Sign(cut))(t), 200)
		if err := new(Access).Verify(cut, access); err != nil {
			t.Error(err)
		}
	})
}
