// Command invite serves an invitation that works once, though mail scanners
// fetch its link before the person does: GET peeks, POST redeems.
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

// join answers the link. A link is redeemed last: what a form asks for, which is
// nothing here, is checked before, so that an error in it costs no invitation; and
// what joining does comes after, or in one transaction with it (sqlstore's In).
func join(keys *typeseal.Keyring, store typeseal.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /join", func(w http.ResponseWriter, r *http.Request) {
		var invite Invite
		if err := invite.Peek(keys, r.FormValue("invite")); err != nil {
			refuse(w, err)
			return
		}
		show(w, asks, invite)
	})
	mux.HandleFunc("POST /join", func(w http.ResponseWriter, r *http.Request) {
		// A browser that goes away cancels r.Context(). If it does while the store
		// writes, the invitation may be used up, with nobody in the team for it. So
		// redeeming does not end with the request, but has a deadline of its own.
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

// refuse says the same of every bad link, and something else if the link is not at
// fault. A link that is older than a store in memory will not work later either.
func refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, typeseal.ErrInvalid) || errors.Is(err, replay.ErrBeforeStart) {
		http.Error(w, "This link is not valid any more.", http.StatusGone)
		return
	}
	log.Print(err)
	http.Error(w, "Please try again in a minute.", http.StatusServiceUnavailable)
}
