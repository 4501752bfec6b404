package typeseal

import (
	"github.com/typeseal/typeseal/runtime/internal/ring"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// Keyring holds root keys: one primary key, which mints tokens, and others that only open
// them. A ring of [WatchKeyring] follows its source, any other ring never changes. A Keyring
// is safe for concurrent use. However it is printed, it shows key ids and states at most.
// Minting or opening with a nil or zero Keyring fails with ErrConfig.
type Keyring struct{ view secret.Of[view] }

// ParseKeyring reads a key ring from text. Each line holds a key, and its state
// before it:
//
//	# minted with since November
//	primary  typeseal_key_v1_...
//	accepted typeseal_key_v1_...
//	retired  typeseal_key_v1_...
//	revoked  typeseal_key_v1_...
//	cutoff   2026-11-22T10:00:00Z salt account.password-reset
//
// Exactly one key is primary: it mints tokens. An accepted key opens the tokens
// that it minted. Tokens of a retired or revoked key are refused with
// ErrUnknownKey; for a revoked key the error also matches ErrRevoked. If the
// ring has only one key, its state may be left out, and it is primary.
//
// A cutoff revokes all tokens that were issued before the given second, in UTC.
// With a salt (salt account.password-reset) or a binding (binding "session:42",
// a JSON string), it revokes only the tokens with that salt or binding. A
// cutoff also revokes tokens of another system that a type accepts with the
// option also. If these carry no issue time, a cutoff without a binding revokes
// all of them.
//
// Empty lines are skipped, and so is a comment: a # at the start of a line or
// after a blank, and all that follows it on the line. A semicolon ends a line
// too, so that a ring fits in one line of an environment file. After a key, the
// attribute since=2026-11-28T10:00:00Z may say when the key took its state, for
// programs that rotate keys. KEYS.md has the complete grammar.
//
// A ring has at most 64 keys in 64 KiB. Keys are refused if they are short,
// constant, printable or published. Every error matches ErrConfig and names the
// line, but does not show the key.
func ParseKeyring(text string) (*Keyring, error) {
	keys, err := parseRing(text, ring.Root)
	if err != nil {
		return nil, err
	}
	return handle[Keyring](fixed(keys), "", nil), nil
}

// viewed returns the view of r, or nil.
func (r *Keyring) viewed() *view {
	if r == nil {
		return nil
	}
	return r.view.At()
}

// WithRealm returns a ring of the same keys for another realm: a deployment or a
// tenant, such as "staging" or "tenant:7". A token of one realm is refused in every
// other realm with ErrForged, although the keys are the same. Without WithRealm, the
// realm is empty. WithRealm replaces the realm and does not nest. It is cheap enough
// to call for each request: the ring keeps the derived keys of at least 16,384
// realms, those that were used last.
//
// Only typeseal's own tokens have a realm. Tokens of another system, which a
// type accepts with the option also, are accepted in every realm.
func (r *Keyring) WithRealm(realm string) *Keyring {
	return inRealm[Keyring](r.viewed(), realm)
}
