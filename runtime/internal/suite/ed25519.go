package suite

import (
	"crypto/ed25519"
	"encoding/hex"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A Signer signs under one Ed25519 key. It is safe for concurrent use.
type Signer struct {
	key secret.Of[ed25519.PrivateKey]
}

// NewSigner returns the Signer of a seed, and its public key.
func NewSigner(seed [KeySize]byte) (Signer, [KeySize]byte) {
	private := ed25519.NewKeyFromSeed(seed[:])
	return Signer{secret.Hide(private)}, [KeySize]byte(private[KeySize:])
}

// Append appends the 64-byte signature of a message.
func (s Signer) Append(dst, message []byte) []byte {
	return append(dst, ed25519.Sign(s.key.Show(), message)...)
}

// VerifySignature reports whether signature, of 64 bytes, is public's of message.
func VerifySignature(public [KeySize]byte, message, signature []byte) bool {
	return ed25519.Verify(public[:], message, signature)
}

// smallOrder lists the y coordinates of every Ed25519 point of small order,
// and their spellings beyond p, without the sign bit. Under such a key a
// signature can hold for any message.
var smallOrder = func() (list [7][KeySize]byte) {
	for i, s := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			panic(err)
		}
		list[i] = [KeySize]byte(b)
	}
	return list
}()

// WeakPublic reports whether an Ed25519 public key is of small order or is not
// written in its one canonical form.
func WeakPublic(key [KeySize]byte) bool {
	key[31] &= 0x7f
	for _, weak := range smallOrder {
		if key == weak {
			return true
		}
	}
	return !belowPrime(key)
}

// belowPrime reports whether y, little-endian, is below 2^255 - 19.
func belowPrime(y [KeySize]byte) bool {
	if y[31] != 0x7f || y[0] < 0xed {
		return true
	}
	for _, b := range y[1:31] {
		if b != 0xff {
			return true
		}
	}
	return false
}
