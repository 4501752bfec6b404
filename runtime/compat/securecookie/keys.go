package securecookie

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"io"

	"github.com/typeseal/typeseal/runtime/compat/internal/fault"
	"github.com/typeseal/typeseal/runtime/compat/internal/keylist"
	"github.com/typeseal/typeseal/runtime/internal/secret"
)

const faults = fault.Format("securecookie")

var (
	errNoKeys  = faults.Config("no keys; make them with NewKeys")
	errBlocks  = faults.Config("the keys have block keys, so cookies are encrypted; the type must be sealed")
	errNoBlock = faults.Config("the keys have no block keys, so cookies are not encrypted; the type must be signed")
)

// Keys are the hash keys, with or without block keys, that verify cookies. They are
// immutable and safe for concurrent use. Printing them does not show the keys.
type Keys struct {
	list    keylist.List
	ciphers secret.Of[[]cipher.Block] // in the order of list; nil if cookies are not encrypted
}

// NewKeys returns keys as the library's CodecsFromPairs takes them: a hash key, a block
// key, an older hash key, its block key, and so on, at most 17 pairs. A block key has 16,
// 24 or 32 bytes, for AES-128, AES-192 and AES-256. It is nil for cookies that are only
// signed; the last one may be left out.
//
// NewKeys fails with [typeseal.ErrConfig] if a hash key is empty, if a block key has
// another length, and if only some pairs have one: keep such pairs apart, since an older
// pair without a block key would accept what everybody can read. It also fails in FIPS
// 140-only mode if a hash key is shorter than 14 bytes.
func NewKeys(pairs ...[]byte) (*Keys, error) {
	var hashKeys []string
	var ciphers []cipher.Block
	for i := 0; i < len(pairs); i += 2 {
		hashKeys = append(hashKeys, string(pairs[i]))
		if i+1 == len(pairs) || pairs[i+1] == nil {
			continue
		}
		block, err := aes.NewCipher(pairs[i+1])
		if err != nil {
			return nil, faults.Config("a block key must have 16, 24 or 32 bytes, or be nil")
		}
		ciphers = append(ciphers, block)
	}
	if len(hashKeys) == 0 {
		return nil, faults.Config("no hash key")
	}
	if len(ciphers) > 0 && len(ciphers) < len(hashKeys) {
		return nil, faults.Config("only some pairs have a block key")
	}
	list, err := keylist.New(faults, keylist.RefuseRaw, hashKeys[0], hashKeys[1:])
	if err != nil {
		return nil, err
	}
	return &Keys{list, secret.Hide(ciphers)}, nil
}

// Warning returns a constant sentence to log when the keys are loaded, or the empty string.
// The library's documentation asks for hash keys of 32 or 64 random bytes.
func (k *Keys) Warning() string {
	if k == nil {
		return ""
	}
	for _, s := range k.list.Secrets() {
		if len(s) < 32 {
			return "securecookie: a hash key is shorter than 32 bytes"
		}
	}
	return ""
}

// Format writes a constant for every verb.
func (Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "securecookie.Keys") }

// fit returns an error if the keys are not for cookies of this kind.
func (k *Keys) fit(v Verb) error {
	switch {
	case k == nil || k.list.Secrets() == nil:
		return errNoKeys
	case v == Signed && k.ciphers.Show() != nil:
		return errBlocks
	case v == Encrypted && k.ciphers.Show() == nil:
		return errNoBlock
	}
	return nil
}
