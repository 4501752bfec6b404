package suite

import (
	"crypto/ed25519"
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/typeseal/typeseal/runtime/internal/secret"
)

// A Signer signs with one Ed25519 key. It is safe for concurrent use.
type Signer interface {
	// Append appends the 64-byte signature of a message.
	Append(dst, message []byte) ([]byte, error)
}

// NewSigner returns the Signer for a seed, and the public key.
func NewSigner(seed [KeySize]byte) (Signer, [KeySize]byte) {
	private := ed25519.NewKeyFromSeed(seed[:])
	return seedSigner{secret.Hide(private)}, [KeySize]byte(private[KeySize:])
}

// seedSigner is a Signer that has the seed. It never fails.
type seedSigner struct{ key secret.Of[ed25519.PrivateKey] }

func (s seedSigner) Append(dst, message []byte) ([]byte, error) {
	return append(dst, ed25519.Sign(s.key.Show(), message)...), nil
}

// VerifySignature reports whether signature is a valid signature of message by the key
// public. The caller must have refused keys for which WeakPublic is true.
func VerifySignature(public [KeySize]byte, message, signature []byte) bool {
	return ed25519.Verify(public[:], message, signature)
}

// smallOrder lists all encodings of the points of small order on Ed25519's curve, without
// the sign bit: first the canonical encodings, then those with y coordinates that are not
// reduced. With such a public key one signature may be valid for any message.
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

// WeakPublic reports whether an Ed25519 public key must be refused: if it is not a
// point on the curve, has small order, or is not in its canonical form.
func WeakPublic(key [KeySize]byte) bool {
	key[31] &= 0x7f
	for _, weak := range smallOrder {
		if key == weak {
			return true
		}
	}
	slices.Reverse(key[:])
	y := new(big.Int).SetBytes(key[:])
	return y.Cmp(prime) >= 0 || !onCurve(y)
}

// The parameters of the curve.
var (
	// prime is the order of the field, 2^255 - 19.
	prime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	// curve is d in the curve's equation, -121665/121666.
	curve = func() *big.Int {
		d := new(big.Int).ModInverse(big.NewInt(121666), prime)
		return d.Mul(d, big.NewInt(-121665)).Mod(d, prime)
	}()
)

// onCurve reports whether the curve has a point with the coordinate y. That is so if
// x^2 = (y^2 - 1) / (d y^2 + 1) is a square. The divisor is never zero, since -1/d is
// not a square.
func onCurve(y *big.Int) bool {
	one := big.NewInt(1)
	square := new(big.Int).Mul(y, y)
	above := new(big.Int).Sub(square, one)
	below := square.Mul(square, curve).Add(square, one)
	// above*below differs from above/below by the factor below^2, so one is a square
	// if the other is.
	quotient := above.Mul(above, below).Mod(above, prime)
	return big.Jacobi(quotient, prime) >= 0
}
