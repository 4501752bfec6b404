package handoff

import (
	"crypto/fips140"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// maxFallbacks bounds what a forged token can cost: one MAC a key.
const maxFallbacks = 16

// Keys are the pass phrase that encodes and decodes, and older ones that only
// decode. Ax_Handoff itself has one; the others are for changing it. They are
// immutable and safe for concurrent use, and print no secret in any form.
type Keys struct {
	// A func, because fmt and reflection show fields of a struct, but of a
	// func only its address.
	derived func() []*secret
	warning string
}

// NewKeys returns keys of a pass phrase and at most 16 older ones. Any phrase
// that is not empty will do, as in Ax_Handoff; see [Keys.Warning] for weak
// ones. Anything else, and a process in FIPS 140-only mode, where the format's
// HMAC-SHA-1 is not allowed, is [typeseal.ErrConfig].
func NewKeys(phrase string, fallbacks ...string) (*Keys, error) {
	if err := checkFIPS(); err != nil {
		return nil, err
	}
	if len(fallbacks) > maxFallbacks {
		return nil, configError("more than 16 fallback keys")
	}
	k := &Keys{}
	var secrets []*secret
	for _, p := range append([]string{phrase}, fallbacks...) {
		if p == "" {
			return nil, configError("empty pass phrase")
		}
		secrets = append(secrets, derive(p))
		if weak(p) {
			k.warning = "handoff: a pass phrase is published, shorter than 16 characters, or has fewer than 8 different ones"
		}
	}
	k.derived = func() []*secret { return secrets }
	return k, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the
// empty string. The format derives keys from the phrase by one hash, so that a
// guess costs an attacker who has a token next to nothing.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	return k.warning
}

// Format prints a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "handoff.Keys") }

// list returns the derived keys, the encoding one first; the zero Keys have none.
func (k *Keys) list() ([]*secret, error) {
	if k == nil || k.derived == nil {
		return nil, configError("no keys")
	}
	return k.derived(), checkFIPS()
}

// published are the pass phrases of Ax_Handoff's own documentation.
var published = []string{
	"My secret pass phr@se! Yes!!",
	"mY s3cR3t p@$s phr@s3! Unb-b-b-re@k@ble!!",
}

func weak(phrase string) bool {
	seen := map[rune]bool{}
	for _, r := range phrase {
		seen[r] = true
	}
	return utf8.RuneCountInString(phrase) < 16 || len(seen) < 8 || slices.Contains(published, phrase)
}

// checkFIPS keeps crypto/hmac from panicking.
func checkFIPS() error {
	if fips140.Enforced() {
		return configError("the format needs SHA-1, which FIPS 140-only mode does not allow")
	}
	return nil
}

// configError and mintError take constant texts only: no byte of a key, a
// token or a payload.
func configError(text string) error { return fmt.Errorf("%w: handoff: %s", typeseal.ErrConfig, text) }

func mintError(text string) error { return fmt.Errorf("%w: handoff: %s", typeseal.ErrMint, text) }
