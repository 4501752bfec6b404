package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// The keys of all cases.
const (
	secret = "a secret of the vectors, longer than the sixty-four bytes that HS512 needs"
	seed   = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
)

func signingKey() (ed25519.PrivateKey, error) {
	raw, err := hex.DecodeString(seed)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(raw), nil
}

func public() ed25519.PublicKey {
	key, err := signingKey()
	if err != nil {
		panic(err)
	}
	return key.Public().(ed25519.PublicKey)
}

func b64(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// bare returns a token without a signature.
func bare(c jwtCase) string { return b64(c.header) + "." + b64(c.claims) + "." }

func signed(c jwtCase, secret []byte) string {
	text := strings.TrimSuffix(bare(c), ".")
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// mac returns a token that HMAC-SHA-256 signs, whatever its header says.
func mac(c jwtCase) string { return signed(c, []byte(secret)) }

func macOfPublic(c jwtCase) string { return signed(c, public()) }

func otherMAC(c jwtCase) string { return signed(c, []byte("another "+secret)) }

// after returns a signed token with more text.
func after(text string) func(jwtCase) string { return func(c jwtCase) string { return mac(c) + text } }

// unusedBits returns a signed token whose last character has another spelling of the same
// bits.
func unusedBits(c jwtCase) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	token := mac(c)
	last := len(token) - 1
	return token[:last] + string(alphabet[strings.IndexByte(alphabet, token[last])+1])
}
