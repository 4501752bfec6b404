package inspect

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/rotation"
)

// A Ring has the keys with which inspect verifies.
type Ring struct {
	name string // of its file, or standard input
	kind string // root, public or signing
	keys []rotation.Key
	cuts []rotation.Cutoff

	open    opener                 // nil for signing keys
	retired func(id string) opener // with only one key, as if it was not retired
}

// NewRing returns the key ring that a text is, for the tokens of a realm. The name is that
// of its file, for messages.
func NewRing(name, text, realm string) (*Ring, error) {
	parsed, err := rotation.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &Ring{name: name, kind: parsed.Kind(), keys: parsed.Keys(), cuts: parsed.Cutoffs()}
	if r.open, err = openerOf(r.kind, text, realm); err != nil {
		return nil, err
	}
	r.retired = func(id string) opener { return retiredOpener(r.kind, text, realm, id) }
	return r, nil
}

// An opener opens tokens of the kinds that its keys are for.
type opener func(s *typeseal.Spec, token string, opts []typeseal.Option) (*typeseal.Opening, error)

// openerOf returns the opener of a ring's text. It is nil for signing keys.
func openerOf(kind, text, realm string) (opener, error) {
	switch kind {
	case "root":
		ring, err := typeseal.ParseKeyring(text)
		ring = ring.WithRealm(realm)
		return func(s *typeseal.Spec, token string, opts []typeseal.Option) (*typeseal.Opening, error) {
			return s.Open(ring, token, opts...)
		}, err
	case "public":
		ring, err := typeseal.ParsePublicKeyring(text)
		ring = ring.WithRealm(realm)
		return func(s *typeseal.Spec, token string, opts []typeseal.Option) (*typeseal.Opening, error) {
			return s.OpenPublic(ring, token, opts...)
		}, err
	}
	return nil, nil
}

var keyText = regexp.MustCompile(`typeseal_(key|pub)_v1_[A-Za-z0-9_-]{48}`)

// retiredOpener returns an opener with only the key with an id, as if it was not retired. It
// is nil if the ring does not have the key.
func retiredOpener(kind, text, realm, id string) opener {
	for _, key := range keyText.FindAllString(text, -1) {
		if alone, err := rotation.Parse(key); err == nil && alone.Kind() == kind && alone.Keys()[0].ID == id {
			open, _ := openerOf(kind, key, realm)
			return open
		}
	}
	return nil
}

// serves reports whether the ring's keys can verify tokens of a kind.
func (r *Ring) serves(kind string) bool {
	return r.kind == "root" && kind != "public" || r.kind == "public" && kind == "public"
}

// cutoff says which cutoff revokes a token of a type that is opened with bindings.
func (r *Ring) cutoff(issued time.Time, salt string, bindings []string) string {
	for _, c := range r.cuts {
		switch {
		case !issued.Before(c.Before):
		case c.Binding != nil && slices.Contains(bindings, *c.Binding):
			return "the cutoff " + show.Instant(c.Before) + " for its binding"
		case c.Binding == nil && c.Salt == salt:
			return "the cutoff " + show.Instant(c.Before) + " for its salt"
		case c.Binding == nil && c.Salt == "":
			return "the cutoff " + show.Instant(c.Before)
		}
	}
	return "a cutoff"
}

// keyFacts is what the ring says about the key that a token names.
type keyFacts struct {
	ID    string     `json:"id"`
	State string     `json:"state"`           // primary, accepted, retired, revoked, missing or wrong_ring
	Since *time.Time `json:"since,omitempty"` // if the ring says it
	Ring  string     `json:"ring"`            // the kind of keys in the ring: root, public or signing
	Needs string     `json:"needs"`           // the kind of keys that verify the token: root or public
}

// key returns what the ring says about a key of a token of a kind.
func (r *Ring) key(id, kind string) *keyFacts {
	f := &keyFacts{ID: id, State: "missing", Ring: r.kind, Needs: "root"}
	if kind == "public" {
		f.Needs = "public"
	}
	if !r.serves(kind) {
		f.State = "wrong_ring"
		return f
	}
	for _, k := range r.keys {
		if k.ID == id {
			f.State = k.State
			if !k.Since.IsZero() {
				f.Since = &k.Since
			}
		}
	}
	return f
}

// KeyWords says what the keys of a kind are, for people.
var KeyWords = map[string]string{
	"root":    "root keys (typeseal_key_v1_...)",
	"public":  "public keys (typeseal_pub_v1_...)",
	"signing": "signing keys (typeseal_sec_v1_...)",
}
