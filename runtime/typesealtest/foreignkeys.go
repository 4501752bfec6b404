package typesealtest

import (
	"crypto/ed25519"
	"crypto/rand"
)

// For generated code. Keys returns the keys that newKeys makes from a random secret.
func Keys[K any](newKeys func(secret string, older ...string) (K, error)) K {
	return made(newKeys(rand.Text() + rand.Text() + rand.Text()))
}

// For generated code. SecretKeys is Keys for a secret of bytes.
func SecretKeys[K any](newKeys func(secret []byte, older ...[]byte) (K, error)) K {
	return made(newKeys(random(64)))
}

// For generated code. HashKeys is Keys for pairs of a hash key and a block key, of which
// the second is left out.
func HashKeys[K any](newKeys func(pairs ...[]byte) (K, error)) K {
	return made(newKeys(random(64), nil))
}

// For generated code. BlockKeys is HashKeys with a block key.
func BlockKeys[K any](newKeys func(pairs ...[]byte) (K, error)) K {
	return made(newKeys(random(64), random(32)))
}

// For generated code. SigningKeys is Keys for a private key.
func SigningKeys[K any](newKeys func(key ed25519.PrivateKey) (K, error)) K {
	return made(newKeys(ed25519.NewKeyFromSeed(random(ed25519.SeedSize))))
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func made[K any](keys K, err error) K {
	if err != nil {
		panic(err)
	}
	return keys
}
