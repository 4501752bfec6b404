package django

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyjson"
)

// FuzzLoads reads the fuzzer's text as a token, and also as the body of a signed token,
// so that the text reaches the decoder.
func FuzzLoads(f *testing.F) {
	for _, seed := range []string{"MQ", "eyJhIjoxfQ", ".eJyLNtQx0jGOBQAGlQGn", "", ".", "W05hTl0", "Ilx1ZDgwMHgi"} {
		f.Add(seed)
	}
	keys, _ := NewKeys("secret")
	f.Fuzz(func(t *testing.T, body string) {
		var v any
		if err := Loads(keys, body, typeseal.Unlimited, &v); !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatalf("unsigned: %v", err)
		}
		var text json.RawMessage
		err := Loads(keys, mintBody(body, time.Now()), typeseal.Unlimited, &text)
		if err != nil {
			if !errors.Is(err, typeseal.ErrInvalid) {
				t.Fatal(err)
			}
			return
		}
		if len(text) > DefaultMaxPayload || !json.Valid(text) {
			t.Fatalf("accepted %q", text)
		}
		again, err := pyjson.Append(nil, text, style)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := pyjson.Respell(nil, again, pyjson.CompactASCII, style); !ok {
			t.Fatalf("respelled to %q, which it refuses", again)
		}
	})
}

func FuzzPasswordReset(f *testing.F) {
	f.Add("bxodq8-2379f8d45a658b9e32002c6a54aaed13")
	f.Add("zzzzzzzzzzzz-")
	keys, _ := NewKeys("secret")
	p, _ := NewPasswordReset(keys, ResetTimeout, time.UTC)
	f.Fuzz(func(t *testing.T, token string) {
		if err := p.Check(User{PK: "1"}, token); !errors.Is(err, typeseal.ErrInvalid) {
			t.Fatal(err)
		}
		if pk, err := DecodeUID(token); err == nil && EncodeUID(pk) != token {
			t.Fatalf("two spellings of %q", pk)
		}
	})
}

func FuzzCookie(f *testing.F) {
	f.Add(`name="a\073b"; x=1`, "name")
	f.Fuzz(func(t *testing.T, header, value string) {
		FindCookie(header, "name")
		if got, ok := FindCookie("name="+QuoteCookie(value), "name"); utf8.ValidString(value) && (!ok || got != value) {
			t.Fatalf("%q came back as %q", value, got)
		}
	})
}
