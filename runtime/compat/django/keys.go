package django

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// maxFallbacks bounds what a forged token can cost: one MAC a key.
const maxFallbacks = 16

// Keys are a Django project's SECRET_KEY and SECRET_KEY_FALLBACKS. They are
// immutable and safe for concurrent use, and print no secret in any form.
type Keys struct {
	// A func, because fmt and reflection show fields of a struct, but of a
	// func only its address.
	secrets func() []string
	macs    func(a algorithm, salt, prefix string) func() []*mac
}

// NewKeys returns keys that sign with secret and verify with it and then with
// each of at most 16 fallbacks, in their order. Secrets may hold any bytes, as
// Django's may; an empty one is [typeseal.ErrConfig].
func NewKeys(secret string, fallbacks ...string) (*Keys, error) {
	if len(fallbacks) > maxFallbacks {
		return nil, configError("more than 16 fallback keys")
	}
	secrets := append([]string{secret}, fallbacks...)
	for _, s := range secrets {
		if s == "" {
			return nil, configError("empty secret key")
		}
	}
	d := &derivations{secrets: secrets}
	return &Keys{secrets: func() []string { return secrets }, macs: d.macs}, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the
// empty string. It follows the check that Django's own deployment list makes
// (security.W009): at least 50 characters, 5 of them different, and not the
// key that startproject wrote.
func (k *Keys) Warning() string {
	if k.check() != nil {
		return ""
	}
	for _, s := range k.secrets() {
		if utf8.RuneCountInString(s) < 50 || distinct(s) < 5 || strings.HasPrefix(s, "django-insecure-") {
			return "django: a secret key is shorter than 50 characters, has fewer than 5 different ones, or begins with django-insecure-"
		}
	}
	return ""
}

// Format prints a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "django.Keys") }

// check refuses the zero Keys, which have no secret.
func (k *Keys) check() error {
	if k == nil || k.secrets == nil {
		return configError("no keys")
	}
	return nil
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// configError and mintError take constant texts only: no byte of a key, a
// token or a payload.
func configError(text string) error { return fmt.Errorf("%w: django: %s", typeseal.ErrConfig, text) }

func mintError(text string) error { return fmt.Errorf("%w: django: %s", typeseal.ErrMint, text) }
