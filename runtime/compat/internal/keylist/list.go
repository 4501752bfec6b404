// Package keylist holds the secrets of a foreign format, and the MACs under keys that
// are derived from them.
package keylist

import (
	"crypto/hmac"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// maxFallbacks bounds the cost of a forged token, which takes one MAC for each secret.
const maxFallbacks = 16

// maxRings bounds the memory of a List if salts come from requests.
const maxRings = 64

// A List is a primary secret, which makes tokens, and fallbacks, which only verify them.
// It is immutable and safe for concurrent use, and printing it does not show the secrets.
// The zero List has no secrets.
type List struct{ held secret.Of[*held] }

type held struct {
	secrets []string
	rings   atomic.Pointer[map[Namespace]Ring]
	adding  sync.Mutex
}

// New returns a List. The secrets are refused if there are more than 16 fallbacks,
// or if refuse returns a reason for one of them.
func New(f fault.Format, refuse func(secret string) string, primary string, fallbacks []string) (List, error) {
	if len(fallbacks) > maxFallbacks {
		return List{}, f.Config("more than 16 fallback keys")
	}
	secrets := append([]string{primary}, fallbacks...)
	for _, s := range secrets {
		if reason := refuse(s); reason != "" {
			return List{}, f.Config(reason)
		}
	}
	return List{secret.Hide(&held{secrets: secrets})}, nil
}

// Secrets returns the secrets, the primary first.
func (l List) Secrets() []string {
	if h := l.held.Show(); h != nil {
		return h.secrets
	}
	return nil
}

// A Namespace has the values from which the keys of a Ring are derived, apart from the
// secrets.
type Namespace struct{ Algorithm, Salt, Prefix string }

// A Derivation returns the key of a MAC.
type Derivation func(a pyhash.Algorithm, n Namespace, secret string) []byte

// Ring returns the MACs of a namespace, under the key that derive returns for each
// secret. It sets the field Algorithm of the namespace. It keeps the Ring for the next
// call, unless the algorithm has no name, because such algorithms cannot be
// distinguished. The zero List returns the zero Ring.
func (l List) Ring(a pyhash.Algorithm, n Namespace, derive Derivation) Ring {
	h := l.held.Show()
	if h == nil {
		return Ring{}
	}
	n.Algorithm = a.Name
	if known := h.rings.Load(); known != nil && a.Name != "" {
		if ring, ok := (*known)[n]; ok {
			return ring
		}
	}
	all := make([]*MAC, len(h.secrets))
	for i, s := range h.secrets {
		key := derive(a, n, s)
		all[i] = &MAC{size: a.New().Size()}
		all[i].rooms.New = func() any { return &Room{hash: hmac.New(a.New, key)} }
	}
	ring := Ring{secret.Hide(all)}
	if a.Name != "" {
		h.keep(n, ring)
	}
	return ring
}

// keep adds a ring to a copy of the map, because other goroutines read the map without a
// lock.
func (h *held) keep(n Namespace, ring Ring) {
	h.adding.Lock()
	defer h.adding.Unlock()
	rings := map[Namespace]Ring{}
	if known := h.rings.Load(); known != nil && len(*known) < maxRings {
		for n, ring := range *known {
			rings[n] = ring
		}
	}
	n.Salt = strings.Clone(n.Salt) // which may be part of a request
	rings[n] = ring
	h.rings.Store(&rings)
}

// Distinct returns how many different characters a secret has. The formats' warnings use
// it.
func Distinct(secret string) int {
	seen := map[rune]bool{}
	for _, r := range secret {
		seen[r] = true
	}
	return len(seen)
}
