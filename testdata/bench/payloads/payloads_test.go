package payloads_test

import (
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"

	"github.com/typeseal/typeseal/testdata/bench/payloads"
)

type signer interface {
	Sign(*typeseal.Keyring, ...typeseal.Option) (string, error)
}

// TestSizes checks that the payloads have the sizes that the results name.
func TestSizes(t *testing.T) {
	keys, err := typeseal.ParseKeyring(typeseal.GenerateKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		payload signer
		size    int
	}{
		{"reset", payloads.AReset, 19},
		{"session", payloads.ASession, 69},
		{"session json", payloads.SessionJSON(payloads.ASession), 144},
		{"handoff", payloads.AHandoff, 962},
		{"handoff json", payloads.HandoffJSON(payloads.AHandoff), 1457},
	} {
		token, err := tt.payload.Sign(keys)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := typeseal.Inspect(token)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(claims.Payload); n != tt.size {
			t.Errorf("%s: %d bytes, not %d", tt.name, n, tt.size)
		}
	}
}
