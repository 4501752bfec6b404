package handshake

import (
	"fmt"
	"io"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
)

const faults = fault.Format("handshake")

const (
	leastSecret = 16
	mostSecret  = 1024
)

// Keys are the secret that creates and verifies tokens, and older secrets that only
// verify them. handshake itself has one secret; the older secrets are for changing it.
// Keys are immutable and safe for concurrent use. Printing them does not show the
// secrets.
type Keys struct{ list keylist.List }

// NewKeys returns keys of a secret and at most 16 older ones. Each has 16 to 1024 bytes
// of any value. NewKeys fails with [typeseal.ErrConfig] otherwise.
func NewKeys(secret string, fallbacks ...string) (*Keys, error) {
	list, err := keylist.New(faults, func(secret string) string {
		if len(secret) < leastSecret || len(secret) > mostSecret {
			return "a secret must have 16 to 1024 bytes"
		}
		return ""
	}, secret, fallbacks)
	if err != nil {
		return nil, err
	}
	return &Keys{list}, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the
// empty string. handshake's documentation asks for 32 bytes, its code for 16.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	for _, s := range k.list.Secrets() {
		if len(s) < 32 {
			return "handshake: a secret is shorter than 32 bytes"
		}
	}
	return ""
}

// Format writes a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "handshake.Keys") }
