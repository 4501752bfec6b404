package django

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/compat/internal/pytoken"
)

const faults = fault.Format("django")

var errNoKeys = faults.Config("no keys; make them with NewKeys")

// Keys are a Django project's SECRET_KEY and SECRET_KEY_FALLBACKS. They are
// immutable and safe for concurrent use. Printing them does not show the secrets.
type Keys struct{ list keylist.List }

// NewKeys returns keys that sign with secret, and verify with secret and then with each
// of at most 16 fallbacks, in their order. Secrets may contain any bytes, as in Django.
// An empty secret is refused with [typeseal.ErrConfig].
func NewKeys(secret string, fallbacks ...string) (*Keys, error) {
	list, err := keylist.New(faults, func(secret string) string {
		if secret == "" {
			return "empty secret key"
		}
		return ""
	}, secret, fallbacks)
	if err != nil {
		return nil, err
	}
	return &Keys{list}, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the
// empty string. It follows the check of Django's own deployment list
// (security.W009): at least 50 characters, at least 5 of them different, and not
// the key that startproject wrote.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	for _, s := range k.list.Secrets() {
		if utf8.RuneCountInString(s) < 50 || keylist.Distinct(s) < 5 || strings.HasPrefix(s, "django-insecure-") {
			return "django: a secret key is shorter than 50 characters, has fewer than 5 different ones, " +
				"or begins with django-insecure-"
		}
	}
	return ""
}

// Format writes a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "django.Keys") }

// ring returns the MACs of a namespace. The first one signs.
func (k *Keys) ring(a pyhash.Algorithm, n keylist.Namespace) (keylist.Ring, error) {
	if k == nil || k.list.Secrets() == nil {
		return keylist.Ring{}, errNoKeys
	}
	return k.list.Ring(a, n, pytoken.Concat), nil
}
