// Command invite serves an invitation that works once, though mail scanners
// fetch its link before the person does: GET peeks, POST redeems.
package main

import (
	"errors"
	"fmt"
	"html"
	"log"
	"net/http"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

const address = "127.0.0.1:8080"

func main() {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		log.Fatal(err)
	}
	token, err := Invite{Team: "red", Role: "editor"}.Seal(keys)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/join?invite=%s\n", address, token)
	// The keys are as new as the store, so that no token was redeemed before it. A
	// program that restarts with its keys wants a store that outlives it.
	store := replay.NewMemory(replay.AcceptEarlier())
	server := &http.Server{
		Addr:              address,
		Handler:           join(keys, store),
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Fatal(server.ListenAndServe())
}

// join answers the link.
func join(keys *typeseal.Keyring, store typeseal.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /join", func(w http.ResponseWriter, r *http.Request) {
		var invite Invite
		if err := invite.Peek(keys, r.FormValue("invite")); err != nil {
			refuse(w, err)
			return
		}
		fmt.Fprintf(w, "<form method=post>Join team %s?<button>Join</button></form>\n", html.EscapeString(invite.Team))
	})
	mux.HandleFunc("POST /join", func(w http.ResponseWriter, r *http.Request) {
		var invite Invite
		if err := invite.Redeem(r.Context(), keys, store, r.FormValue("invite")); err != nil {
			refuse(w, err)
			return
		}
		fmt.Fprintf(w, "You are in team %s as %s.\n", html.EscapeString(invite.Team), html.EscapeString(invite.Role))
	})
	return mux
}

// refuse says the same of every bad link, and something else where the link is
// not at fault.
func refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, typeseal.ErrInvalid) {
		http.Error(w, "This link is not valid any more.", http.StatusGone)
		return
	}
	log.Print(err)
	http.Error(w, "Please try again in a minute.", http.StatusServiceUnavailable)
}
