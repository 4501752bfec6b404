package handoff

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/compattest"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"

	"github.com/typeseal/typeseal/testdata/python"
)

// TestHandoff exchanges 1,000 tokens of each variant each way with the real
// Ax_Handoff.
func TestHandoff(t *testing.T) {
	python.Each(t, func(t *testing.T, peer python.Peer) {
		process := peer.Start(t)
		for _, variant := range []Variant{A, B} {
			t.Run(string(variant), func(t *testing.T) { exchange(t, process, variant) })
		}
	})
}

func exchange(t *testing.T, process *python.Process, variant Variant) {
	const phrase = "a pass phrase, with ☃ in it, for the peer"
	keys, err := NewKeys(phrase)
	fatal(t, err)
	h, err := New(keys, MaxSize(1<<20), MaxPayload(1<<20))
	fatal(t, err)
	source, q := python.NewSource(compattest.Object), python.Question{"secret": phrase, "variant": string(variant)}
	for range 1000 {
		want, err := pyjson.Append(nil, source.Value(), style)
		fatal(t, err)
		token, err := h.Encode(variant, json.RawMessage(want))
		fatal(t, err)
		q["op"], q["token"] = "read_handoff", token
		if got := process.Ask(t, q).Text; got != string(want) {
			t.Fatalf("Python read\n%s, want\n%s", got, want)
		}
		q["token"] = changed(token)
		if got := process.Try(t, q); !strings.Contains(got.Error, "DataTamperedError") {
			t.Fatalf("Python read a changed token: %+v", got)
		}

		q["op"] = "make_handoff"
		made := process.Ask(t, q)
		var got json.RawMessage
		fatal(t, h.Decode(variant, made.Token, &got))
		if text, err := pyjson.Append(nil, got, style); err != nil || string(text) != made.Text {
			t.Fatalf("Go read\n%s, want\n%s, %v", text, made.Text, err)
		}
		if err := h.Decode(variant, changed(made.Token), &got); !errors.Is(err, typeseal.ErrForged) {
			t.Fatalf("Go read a changed token: %v", err)
		}
	}
}

// changed returns the token with another character in its body: the last character of
// the MAC has bits that Python ignores.
func changed(token string) string { return token[:headerLen] + python.Changed(token[headerLen:]) }
