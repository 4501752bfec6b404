package handshake

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"

	"github.com/typeseal/typeseal/testdata/python"
)

// TestHandshake exchanges 1,000 tokens each way with the real handshake.
func TestHandshake(t *testing.T) {
	python.Each(t, func(t *testing.T, peer python.Peer) {
		const secret = "a secret, with ☃ in it, for the peer"
		keys, err := NewKeys(secret)
		fatal(t, err)
		process, source := peer.Start(t), python.NewSource(nil)
		names := compattest.Algorithms("sha256", "sha512", "sha384", "sha224", "sha1", "md5", "sha3_256")
		for i := range 1000 {
			name, random := names[i%len(names)], 16+i%1009
			a, err := New(keys, algorithmOption(name), RandomLen(random))
			fatal(t, err)
			q := python.Question{"secret": secret, "algorithm": name, "random_len": random, "range": 3600}

			q["op"] = "make_auth_token"
			made := process.Ask(t, q)
			if got, err := a.Verify(made.Token, time.Hour); err != nil || !slices.Equal(got, made.Fields) {
				t.Fatalf("%s: Go read %q, want %q: %v", name, got, made.Fields, err)
			}
			if _, err := a.Verify(made.Token+"0", time.Hour); !errors.Is(err, typeseal.ErrInvalid) {
				t.Fatalf("%s: Go read a changed token: %v", name, err)
			}

			fields := randomFields(source)
			token, err := a.Create(fields...)
			fatal(t, err)
			q["op"], q["token"] = "read_auth_token", token
			if got := process.Ask(t, q).Fields; !slices.Equal(got, fields) {
				t.Fatalf("%s: Python read %q, want %q", name, got, fields)
			}
			q["token"] = python.Changed(token)
			if got := process.Try(t, q); !strings.Contains(got.Error, "Token") {
				t.Fatalf("%s: Python read a changed token: %+v", name, got)
			}
		}
	})
}

// randomFields returns up to six fields. It returns none instead of one empty field,
// since both give the same token.
func randomFields(source python.Source) []string {
	fields := make([]string, source.IntN(7))
	for i := range fields {
		fields[i] = source.Word(30)
	}
	if slices.Equal(fields, []string{""}) {
		return nil
	}
	return fields
}
