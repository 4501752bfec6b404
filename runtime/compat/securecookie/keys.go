package securecookie

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"io"
	"slices"

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
	list    keylist.List                // each hash key once
	ciphers secret.Of[[][]cipher.Block] // of each hash key; nil if cookies are not encrypted
}

// NewKeys returns keys as the library's CodecsFromPairs takes them: a hash key, a block
// key, an older hash key, its block key, and so on, at most 17 pairs. A block key has 16,
// 24 or 32 bytes, for AES-128, AES-192 and AES-256. It is nil for cookies that are only
// signed; the last one may be left out. Several pairs may have the same hash key: each of
// their block keys is tried.
//
// NewKeys fails with [typeseal.ErrConfig] if a hash key is empty, if a block key has
// another length, and if only some pairs have one: keep such pairs apart, since an older
// pair without a block key would accept what everybody can read. It also fails in FIPS
// 140-only mode if a hash key is shorter than 14 bytes.
func NewKeys(pairs ...[]byte) (*Keys, error) {
	if len(pairs) == 0 {
		return nil, faults.Config("no hash key")
	}
	if len(pairs) > 2*mostPairs {
		return nil, faults.Config("more than 17 pairs of keys")
	}
	var hashKeys []string
	var ciphers [][]cipher.Block
	blocks := 0
	for pair := range slices.Chunk(pairs, 2) {
		i := slices.Index(hashKeys, string(pair[0]))
		if i < 0 {
			i, hashKeys, ciphers = len(hashKeys), append(hashKeys, string(pair[0])), append(ciphers, nil)
		}
		if len(pair) == 1 || pair[1] == nil {
			continue
		}
		block, err := aes.NewCipher(pair[1])
		if err != nil {
			return nil, faults.Config("a block key must have 16, 24 or 32 bytes, or be nil")
		}
		ciphers[i] = append(ciphers[i], block)
		blocks++
	}
	switch {
	case blocks == 0:
		ciphers = nil
	case blocks < (len(pairs)+1)/2:
		return nil, faults.Config("only some pairs have a block key")
	}
	list, err := keylist.New(faults, keylist.RefuseRaw, hashKeys[0], hashKeys[1:])
	if err != nil {
		return nil, err
	}
	return &Keys{list, secret.Hide(ciphers)}, nil
}

// mostPairs bounds the cost of a cookie, which is tried with each pair.
const mostPairs = 17

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
