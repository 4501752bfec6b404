package main

import (
	"errors"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay"
)

func TestTeamInvite(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	sent := TeamInvite{Team: "red"}
	token, err := sent.Seal(keys)
	if err != nil {
		t.Fatal(err)
	}

	// A new store in memory refuses tokens that were issued before it was created,
	// since an earlier process may have redeemed them. That is not so here.
	store := replay.NewMemory(replay.AcceptEarlier())
	var got TeamInvite
	if err := got.Redeem(t.Context(), keys, store, token); err != nil || got != sent {
		t.Fatalf("got %+v, %v, want %+v", got, err, sent)
	}
	if err := got.Redeem(t.Context(), keys, store, token); !errors.Is(err, typeseal.ErrUsed) {
		t.Errorf("the second time: %v, want ErrUsed", err)
	}
}
