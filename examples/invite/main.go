// Command invite serves an invitation that works once, even if a mail scanner
// fetches the link before the person does: GET peeks, and POST redeems.
package main

import (
	"context"
	"errors"
	"fmt"
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
	// The keys are as new as the store, so no token can have been redeemed before. A
	// program that keeps its keys when it restarts needs a store that is kept too.
	store := replay.NewMemory(replay.AcceptEarlier())
	server := &http.Server{
		Addr:              address,
		Handler:           join(keys, store),
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Fatal(server.ListenAndServe())
}

// join serves the link. GET asks the store too, so that nobody fills in the form of a
// used invitation. POST redeems the token after it has checked the form, so
// that an error in the form does not cost the invitation. (This form is empty.) The
// effect comes after redeeming, or in the same transaction (sqlstore's In).
func join(keys *typeseal.Keyring, store typeseal.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /join", func(w http.ResponseWriter, r *http.Request) {
		var invite Invite
		if err := invite.Peek(r.Context(), keys, store, r.FormValue("invite")); err != nil {
			refuse(w, err)
			return
		}
		show(w, asks, invite)
	})
	mux.HandleFunc("POST /join", func(w http.ResponseWriter, r *http.Request) {
		// If the browser disconnects, r.Context() is canceled. If that happens while
		// the store writes, the invitation may be used up, and nobody is in the team.
		// So redeeming does not end with the request, but has its own deadline.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
		defer cancel()
		var invite Invite
		if err := invite.Redeem(ctx, keys, store, r.FormValue("invite")); err != nil {
			refuse(w, err)
			return
		}
		show(w, joined, invite)
	})
	return mux
}

// refuse gives the same answer for every bad link, and another one if the link is
// not at fault. A link that is older than a store in memory does not work later.
func refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, typeseal.ErrInvalid) || errors.Is(err, replay.ErrBeforeStart) {
		http.Error(w, "This link is not valid any more.", http.StatusGone)
		return
	}
	log.Print(err)
	http.Error(w, "Please try again in a minute.", http.StatusServiceUnavailable)
}
