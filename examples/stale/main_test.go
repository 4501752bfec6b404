package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
)

func TestRun(t *testing.T) {
	var out bytes.Buffer
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	if want := "password changed\nthe same link again: typeseal: stale token\n"; out.String() != want {
		t.Errorf("%q, want %q", &out, want)
	}
}

// TestState: the token does not contain the state, and is stale if the state
// changes. If load fails or is nil, the token is not at fault.
func TestState(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	a, err := Reset{UserID: 1, PasswordHash: "same"}.Sign(keys)
	if err != nil {
		t.Fatal(err)
	}
	down := errors.New("the database is down")
	var r Reset
	if err := r.Verify(keys, a, func(*Reset) error { return down }); err != down {
		t.Errorf("a failing load: %v, want its own error", err)
	}
	if err := r.Verify(keys, a, nil); !errors.Is(err, typeseal.ErrNoLoad) {
		t.Errorf("no load: %v, want ErrNoLoad", err)
	}
	if err := r.Verify(keys, a, users{1: "other"}.load); !errors.Is(err, typeseal.ErrStale) || r != (Reset{}) {
		t.Errorf("another hash: %v and %+v, want ErrStale and nothing", err, r)
	}
	err = r.Verify(keys, a, users{}.load)
	if !errors.Is(err, typeseal.ErrStale) || !errors.Is(err, typeseal.ErrInvalid) {
		t.Errorf("a user who was deleted: %v, want ErrStale", err)
	}
	if strings.Contains(a, "same") {
		t.Error("the token shows its state")
	}
}
