package handshake

import (
	"fmt"
	"io"

	typeseal "github.com/typeseal/typeseal/runtime"
)

const (
	// maxFallbacks bounds what a forged token can cost: one MAC a key.
	maxFallbacks = 16
	leastSecret  = 16
	mostSecret   = 1024
)

// Keys are the secret that creates and verifies, and older ones that only
// verify. handshake itself has one secret; the others are for changing it. They
// are immutable and safe for concurrent use, and print no secret in any form.
type Keys struct {
	// A func, because fmt and reflection show fields of a struct, but of a
	// func only its address.
	secrets func() []string
	macs    func(algorithm) func() []*mac
}

// NewKeys returns keys of a secret and at most 16 older ones, each of 16 to
// 1024 bytes, of any value. Anything else is [typeseal.ErrConfig].
func NewKeys(secret string, fallbacks ...string) (*Keys, error) {
	if len(fallbacks) > maxFallbacks {
		return nil, configError("more than 16 fallback keys")
	}
	secrets := append([]string{secret}, fallbacks...)
	for _, s := range secrets {
		if len(s) < leastSecret || len(s) > mostSecret {
			return nil, configError("a secret must have 16 to 1024 bytes")
		}
	}
	r := &rings{secrets: secrets}
	return &Keys{secrets: func() []string { return secrets }, macs: r.macs}, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the
// empty string: handshake's documentation asks for 32 bytes, its code for 16.
func (k *Keys) Warning() string {
	if k.check() != nil {
		return ""
	}
	for _, s := range k.secrets() {
		if len(s) < 32 {
			return "handshake: a secret is shorter than 32 bytes"
		}
	}
	return ""
}

// Format prints a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "handshake.Keys") }

// check refuses the zero Keys, which have no secret.
func (k *Keys) check() error {
	if k == nil || k.secrets == nil {
		return configError("no keys")
	}
	return nil
}

// configError and mintError take constant texts only: no byte of a key, a
// token or a payload.
func configError(text string) error {
	return fmt.Errorf("%w: handshake: %s", typeseal.ErrConfig, text)
}

func mintError(text string) error { return fmt.Errorf("%w: handshake: %s", typeseal.ErrMint, text) }
