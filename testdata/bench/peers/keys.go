package peers

import (
	"crypto/ed25519"
	"crypto/rand"
)

func newKey() []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}

func newPair() (ed25519.PublicKey, ed25519.PrivateKey) {
	private := ed25519.NewKeyFromSeed(newKey())
	return private.Public().(ed25519.PublicKey), private
}
