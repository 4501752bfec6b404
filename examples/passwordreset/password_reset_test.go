package main

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func TestPasswordReset(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		sent := PasswordReset{UserID: 42, Email: "ana@example.com"}
		token, err := sent.Sign(keys)
		if err != nil {
			t.Fatal(err)
		}

		time.Sleep(30 * time.Minute) // the last second in which the link is valid
		var got PasswordReset
		if err := got.Verify(keys, token); err != nil || got != sent {
			t.Fatalf("got %+v, %v, want %+v", got, err, sent)
		}

		time.Sleep(time.Second)
		if err := got.Verify(keys, token); !errors.Is(err, typeseal.ErrExpired) {
			t.Errorf("after 30 minutes: %v, want ErrExpired", err)
		}
	})
}

func TestPasswordResetForged(t *testing.T) {
	ours, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	token, err := PasswordReset{UserID: 1}.Sign(theirs)
	if err != nil {
		t.Fatal(err)
	}
	var got PasswordReset
	if err := got.Verify(ours, token); !errors.Is(err, typeseal.ErrInvalid) {
		t.Errorf("a token of another key: %v, want ErrInvalid", err)
	}
}
