package compat

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"

	"github.com/typeseal/typeseal/runtime/compat/django"
	"github.com/typeseal/typeseal/runtime/compat/handoff"
	"github.com/typeseal/typeseal/runtime/compat/handshake"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

// secret is peer.py's.
const secret = "bench-secret-bench-secret-bench-secret-bench-secret-0123456789"

// A Format has the generated methods for one system.
type Format struct {
	Name    string // as Start takes it
	Payload string // likewise
	Mint    func() (string, error)
	Open    func(token string) error // and compares what it opened
	Floor   func() error             // the format's MAC over as many bytes, and nothing else
}

// Formats returns all formats, for the session.
func Formats() ([]Format, error) {
	djangoKeys, err1 := django.NewKeys(secret)
	handshakeKeys, err2 := handshake.NewKeys(secret)
	handoffKeys, err3 := handoff.NewKeys(secret)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	return []Format{
		format("django", sha256.New, len(":")+43, payloads.SessionDjango(payloads.ASession), djangoKeys,
			payloads.SessionDjango.Sign, (*payloads.SessionDjango).Verify),
		format("handshake", sha256.New, len(":")+64, payloads.AGrant, handshakeKeys,
			payloads.Grant.Sign, (*payloads.Grant).Verify),
		format("handoff", sha1.New, len("XHA")+27+len("HX"), payloads.SessionHandoff(payloads.ASession), handoffKeys,
			payloads.SessionHandoff.Seal, (*payloads.SessionHandoff).Open),
	}, nil
}

var errOther = errors.New("compat: another payload")

func format[T comparable, K any](
	name string, newHash func() hash.Hash, bare int, v T, keys K,
	mint func(T, K) (string, error), open func(*T, K, string) error,
) Format {
	payload, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	got := new(T)
	return Format{
		Name: name, Payload: string(payload),
		Floor: macOf(newHash, bare, func() (string, error) { return mint(v, keys) }),
		Mint:  func() (string, error) { return mint(v, keys) },
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

// macOf is the MAC over the bytes of a token that its MAC covers: all except the last
// bare bytes.
func macOf(newHash func() hash.Hash, bare int, mint func() (string, error)) func() error {
	token, err := mint()
	mac := hmac.New(newHash, []byte(secret))
	message, sum := []byte(token[:max(bare, len(token))-bare]), make([]byte, 0, mac.Size())
	return func() error {
		mac.Reset()
		mac.Write(message)
		mac.Sum(sum)
		return err
	}
}
