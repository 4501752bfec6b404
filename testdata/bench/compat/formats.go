package compat

import (
	"encoding/json"
	"errors"

	"github.com/typeseal/typeseal/runtime/compat/django"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
	"github.com/typeseal/typeseal/runtime/compat/handshake"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

// secret is peer.py's.
const secret = "bench-secret-bench-secret-bench-secret-bench-secret-0123456789"

// A Format is our side of one system: generated methods.
type Format struct {
	Name    string // as Start takes it
	Payload string // likewise
	Mint    func() (string, error)
	Open    func(token string) error // and compares what it opened
}

// Formats returns all of them, for the session.
func Formats() ([]Format, error) {
	djangoKeys, err1 := django.NewKeys(secret)
	handshakeKeys, err2 := handshake.NewKeys(secret)
	handoffKeys, err3 := handoff.NewKeys(secret)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	return []Format{
		format("django", payloads.SessionDjango(payloads.ASession), djangoKeys,
			payloads.SessionDjango.Sign, (*payloads.SessionDjango).Verify),
		format("handshake", payloads.AGrant, handshakeKeys, payloads.Grant.Sign, (*payloads.Grant).Verify),
		format("handoff", payloads.SessionHandoff(payloads.ASession), handoffKeys,
			payloads.SessionHandoff.Seal, (*payloads.SessionHandoff).Open),
	}, nil
}

var errOther = errors.New("compat: another payload")

func format[T comparable, K any](name string, v T, keys K, mint func(T, K) (string, error), open func(*T, K, string) error) Format {
	payload, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	got := new(T)
	return Format{
		Name: name, Payload: string(payload),
		Mint: func() (string, error) { return mint(v, keys) },
		Open: func(token string) error {
			if err := open(got, keys, token); err != nil {
				return err
			}
			if *got != v {
				return errOther
			}
			return nil
		},
	}
}
