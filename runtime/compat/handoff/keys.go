package handoff

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/compat/internal/pyhash"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

const faults = fault.Format("handoff")

var errNoKeys = faults.Config("no keys; make them with NewKeys")

// Keys are the pass phrase that encodes and decodes tokens, and older phrases that only
// decode them. Ax_Handoff itself has one phrase; the older ones are for changing it. Keys
// are immutable and safe for concurrent use. Printing them does not show the phrases.
type Keys struct {
	ring    keylist.Ring
	ciphers secret.Of[[]cipher.Block] // in the order of ring
	warning string
}

// NewKeys returns keys of a pass phrase and at most 16 older ones. As in Ax_Handoff, a
// phrase may be any text that is not empty; see [Keys.Warning] for weak phrases. NewKeys
// fails with [typeseal.ErrConfig] otherwise, and in FIPS 140-only mode, which does not
// allow HMAC-SHA-1.
func NewKeys(phrase string, fallbacks ...string) (*Keys, error) {
	if err := sha1.Check(faults); err != nil {
		return nil, err
	}
	list, err := keylist.New(faults, func(phrase string) string {
		if phrase == "" {
			return "empty pass phrase"
		}
		return ""
	}, phrase, fallbacks)
	if err != nil {
		return nil, err
	}
	k := &Keys{ring: list.Ring(sha1, keylist.Namespace{}, macKey)}
	var ciphers []cipher.Block
	for _, p := range list.Secrets() {
		block, _ := aes.NewCipher(cipherKey(p)) // fails only if the key has another length
		ciphers = append(ciphers, block)
		if utf8.RuneCountInString(p) < 16 || keylist.Distinct(p) < 8 || slices.Contains(published, p) {
			k.warning = "handoff: a pass phrase is published, shorter than 16 characters, " +
				"or has fewer than 8 different ones"
		}
	}
	k.ciphers = secret.Hide(ciphers)
	return k, nil
}

var sha1 = pyhash.Named("sha1")

// macKey and cipherKey are the keys that Ax_Handoff derives from a phrase. It does
// not stretch them.
func macKey(_ pyhash.Algorithm, _ keylist.Namespace, phrase string) []byte {
	sum := sha512.Sum512([]byte(phrase))
	return sum[:]
}

func cipherKey(phrase string) []byte {
	sum := sha256.Sum256([]byte(phrase))
	return sum[:16]
}

// Warning returns a constant sentence to log when the keys are loaded, or the
// empty string. The format derives keys from the phrase with one hash, so that an
// attacker who has a token can try phrases at nearly no cost.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	return k.warning
}

// Format writes a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "handoff.Keys") }

// primary returns the MAC and the cipher that encode. The zero Keys have neither.
func (k *Keys) primary() (*keylist.MAC, cipher.Block, error) {
	if k == nil || k.ring.Primary() == nil {
		return nil, nil, errNoKeys
	}
	return k.ring.Primary(), k.ciphers.Show()[0], nil
}

// published are the pass phrases of Ax_Handoff's own documentation.
var published = []string{
	"My secret pass phr@se! Yes!!",
	"mY s3cR3t p@$s phr@s3! Unb-b-b-re@k@ble!!",
}
