package recipes

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/web"
)

const provider = "https://id.test/authorize"

// client is a site that signs in at a provider, and checks PKCE as the provider does.
func client(t *testing.T, keys *typeseal.Keyring, challenges map[string]string) http.Handler {
	query := url.Values{"client_id": {"app"}, "redirect_uri": {"https://app.test/back"}, "scope": {"openid"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /start", func(w http.ResponseWriter, r *http.Request) {
		StartFlow(w, r, keys, provider, query)
		if len(query) != 3 {
			t.Error("a flow changes the query of the next one")
		}
	})
	finish := func(provider string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			verifier, err := FinishFlow(w, r, keys, provider)
			if err != nil {
				web.Refuse(w, r, err)
				return
			}
			sum := sha256.Sum256([]byte(verifier))
			if base64.RawURLEncoding.EncodeToString(sum[:]) != challenges[r.URL.Query().Get("code")] {
				t.Errorf("the verifier %q does not fit", verifier)
			}
		}
	}
	mux.HandleFunc("GET /back", finish(provider))
	mux.HandleFunc("GET /other", finish("https://other.test/authorize"))
	return mux
}

// start starts a flow, and returns the state and the challenge that the provider gets.
func (b *browser) start() (state, challenge string) {
	b.Helper()
	resp := b.do(httptestGet("/start"), 303)
	to := must(resp.Location())(b.T)
	q := to.Query()
	if to.Host != "id.test" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" ||
		q.Get("client_id") != "app" || q.Get("redirect_uri") != "https://app.test/back" || len(q) != 7 {
		b.Errorf("the provider gets %s", to)
	}
	return q.Get("state"), q.Get("code_challenge")
}

func TestOAuth(t *testing.T) {
	keys, challenges := newKeys(t), map[string]string{}
	b := newBrowser(t, client(t, keys, challenges))
	first, challenge := b.start() // in two tabs
	challenges["code1"] = challenge
	second, challenge := b.start()
	challenges["code2"] = challenge
	if first == second || challenges["code1"] == challenges["code2"] {
		t.Fatal("two flows have one state or challenge")
	}
	b.get("/back?code=code2&state="+second, 200)
	b.get("/back?code=code1&state="+first, 200)
	b.get("/back?code=code1&state="+first, 403) // the flow has ended
}

// TestOAuthAttacks: a response belongs to the browser, the state and the provider that the
// flow began with.
func TestOAuthAttacks(t *testing.T) {
	keys := newKeys(t)
	site := client(t, keys, nil)
	victim, attacker := newBrowser(t, site), newBrowser(t, site)
	theirs, _ := attacker.start()
	victim.get("/back?code=theirs&state="+theirs, 403)
	victim.get("/back?code=theirs", 403)
	victim.get("/back?code=theirs&state=%ff", 403)
	mine, _ := victim.start()
	victim.get("/other?code=mine&state="+mine, 403)
}

// TestOAuthCollision: two states whose cookies have one name are still two flows. Somebody
// who can start many flows finds such states.
func TestOAuthCollision(t *testing.T) {
	keys, seen := newKeys(t), map[[4]byte]string{}
	for i := 0; ; i++ {
		state := strconv.Itoa(i)
		sum := sha256.Sum256([]byte(state))
		other, found := seen[[4]byte(sum[:])]
		if !found {
			seen[[4]byte(sum[:])] = state
			continue
		}
		cookie, bound := flowCookie(keys, provider, state)
		w := httptest.NewRecorder()
		if err := cookie.Set(w, Flow{Verifier: "v"}, bound); err != nil {
			t.Fatal(err)
		}
		for state, want := range map[string]error{state: nil, other: typeseal.ErrForged} {
			r := httptestGet("/back?state=" + state)
			r.AddCookie(w.Result().Cookies()[0])
			if _, err := FinishFlow(httptest.NewRecorder(), r, keys, provider); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		return
	}
}

func TestOAuthExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBrowser(t, client(t, newKeys(t), nil))
		state, _ := b.start()
		time.Sleep(10*time.Minute + time.Second)
		b.get("/back?code=late&state="+state, 403) // the browser has dropped the cookie
	})
}
