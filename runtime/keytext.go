package typeseal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strings"

	"github.com/typeseal/typeseal/runtime/internal/armor"
	"github.com/typeseal/typeseal/runtime/internal/suite"
)

// The text form of a key is its kind's prefix and 36 bytes in base64: the key's
// 32 and a checksum of 4 over kind and key (FORMAT.md section 2), so that a
// typing error, or a key of one kind where another is due, is found when it is
// read.
type keyKind struct{ prefix, checksum string }

var (
	rootKind   = keyKind{"typeseal_key_v1_", "key"}
	secretKind = keyKind{"typeseal_sec_v1_", "sec"}
	publicKind = keyKind{"typeseal_pub_v1_", "pub"}
)

// GenerateKey returns a fresh root key in text form, for a key ring.
func GenerateKey() string {
	return rootKind.format(freshKey())
}

// GenerateSigningKey returns a fresh Ed25519 key pair in text form: the signing
// key, which one service keeps, and the public key, which everyone may have.
func GenerateSigningKey() (signing, public string) {
	seed := freshKey()
	_, pub := suite.NewSigner(seed)
	return secretKind.format(seed), publicKind.format(pub)
}

// freshKey draws random keys until one is not suspicious, which the first is,
// but for one in 10^13.
func freshKey() (key [suite.KeySize]byte) {
	for {
		rand.Read(key[:])
		if checkSecret(key) == nil {
			return key
		}
	}
}

func (k keyKind) format(key [suite.KeySize]byte) string {
	sum := suite.Checksum(k.checksum, key[:])
	return string(armor.Append(nil, k.prefix, append(key[:], sum[:]...)))
}

// Reasons why a key is refused. They say nothing about the key's text.
var (
	errNotAKey     = errors.New("not a typeseal key")
	errOtherKind   = errors.New("a key of another kind")
	errChecksum    = errors.New("mistyped or cut key: its checksum does not match")
	errConstantKey = errors.New("constant key: its bytes are not random; make one with typeseal keygen")
	errCountedKey  = errors.New("key made by counting: its bytes are not random; make one with typeseal keygen")
	errPassphrase  = errors.New("printable key: it looks like a pass phrase; make one with typeseal keygen")
	errPublished   = errors.New("published key: it is printed in documentation or test vectors")
	errWeakPublic  = errors.New("public key that is not a point of the curve, of small order, or not in canonical form")
)

// parse reads a key of kind k.
func (k keyKind) parse(text string) (key [suite.KeySize]byte, err error) {
	body, ok := strings.CutPrefix(text, k.prefix)
	if !ok {
		return key, k.explain(text)
	}
	raw, ok := armor.Decode(nil, body)
	if !ok || len(raw) != suite.KeySize+4 {
		return key, errChecksum
	}
	key = [suite.KeySize]byte(raw)
	if suite.Checksum(k.checksum, key[:]) != [4]byte(raw[suite.KeySize:]) {
		return [suite.KeySize]byte{}, errChecksum
	}
	return key, nil
}

// explain says why text, which lacks k's prefix, is not a key of kind k.
func (k keyKind) explain(text string) error {
	for _, other := range []keyKind{rootKind, secretKind, publicKind} {
		if strings.HasPrefix(text, other.prefix) {
			return errOtherKind
		}
	}
	return errNotAKey
}

// parseSecret reads a root key or a signing key and refuses one that was
// plainly not drawn at random, or that everybody knows.
func (k keyKind) parseSecret(text string) ([suite.KeySize]byte, error) {
	key, err := k.parse(text)
	if err == nil {
		err = checkSecret(key)
	}
	if err != nil {
		return [suite.KeySize]byte{}, err
	}
	return key, nil
}

func (k keyKind) parsePublic(text string) ([suite.KeySize]byte, error) {
	key, err := k.parse(text)
	switch {
	case err != nil:
	case suite.WeakPublic(key):
		err = errWeakPublic
	case isPublished(key):
		err = errPublished
	}
	return key, err
}

func checkSecret(key [suite.KeySize]byte) error {
	var seen [256]bool
	distinct, printable := 0, 0
	for _, b := range key {
		if !seen[b] {
			seen[b] = true
			distinct++
		}
		if b >= ' ' && b <= '~' {
			printable++
		}
	}
	switch {
	case distinct <= 16:
		return errConstantKey
	case printable == len(key):
		return errPassphrase
	case counted(key):
		return errCountedKey
	case isPublished(key):
		return errPublished
	}
	return nil
}

// counted reports whether key is made by counting, up or down and in whatever
// steps: whether neighboring numbers of one to eight bytes always differ by the
// same, with carries between their bytes in either order, or without.
func counted(key [suite.KeySize]byte) bool {
	for size := 1; size <= 8; size++ {
		if steadyBytes(key, size) || steady(key, size, bigEndian) || steady(key, size, littleEndian) {
			return true
		}
	}
	return false
}

// steadyBytes reports whether each byte differs from the one size places before it
// as that one does from its own.
func steadyBytes(key [suite.KeySize]byte, size int) bool {
	for i := range len(key) - 2*size {
		if key[i+size]-key[i] != key[i+2*size]-key[i+size] {
			return false
		}
	}
	return true
}

// steady reports whether key's numbers of size bytes differ by the same.
func steady(key [suite.KeySize]byte, size int, read func([]byte) uint64) bool {
	at := func(i int) uint64 { return read(key[i*size:][:size]) }
	for i := range len(key)/size - 2 {
		if at(i+1)-at(i) != at(i+2)-at(i+1) {
			return false
		}
	}
	return true
}

// bigEndian and littleEndian read a number of up to eight bytes into the upper bits
// of one of 64, where it wraps as it would by itself.
func bigEndian(b []byte) uint64 {
	var room [8]byte
	copy(room[:], b)
	return binary.BigEndian.Uint64(room[:])
}

func littleEndian(b []byte) uint64 {
	var room [8]byte
	copy(room[len(room)-len(b):], b)
	return binary.LittleEndian.Uint64(room[:])
}
