package typeseal_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// vault is a crypto.Signer: it asks a service that holds the private key, and never gives
// it away.
type vault struct {
	public ed25519.PublicKey
	ask    func(message []byte) (signature []byte, err error)
}

func (v vault) Public() crypto.PublicKey { return v.public }

func (v vault) Sign(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	return v.ask(message)
}

// The private key stays with a service such as a cloud KMS. The program has the public
// key, and asks the service for each signature.
func ExampleNewSigningKey() {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		log.Fatal(err)
	}
	service := func(message []byte) ([]byte, error) { return ed25519.Sign(private, message), nil }

	key, err := typeseal.NewSigningKey(public, vault{public, service})
	if err != nil {
		log.Fatal(err)
	}
	token, err := shop.Receipt{Order: 42, Cents: 990}.Sign(key)
	if err != nil {
		log.Fatal(err)
	}

	keys, err := typeseal.ParsePublicKeyring(key.PublicKey())
	if err != nil {
		log.Fatal(err)
	}
	var receipt shop.Receipt
	fmt.Println(receipt.Verify(keys, token), receipt.Cents)
	// Output: <nil> 990
}

// If the signer fails, the payload is not at fault: try again.
func ExampleErrSigner() {
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		log.Fatal(err)
	}
	service := func([]byte) ([]byte, error) { return nil, context.DeadlineExceeded }
	key, err := typeseal.NewSigningKey(public, vault{public, service})
	if err != nil {
		log.Fatal(err)
	}
	_, err = shop.Receipt{Order: 42, Cents: 990}.Sign(key)
	fmt.Println(err)
	fmt.Println(errors.Is(err, typeseal.ErrSigner), errors.Unwrap(err))
	// Output:
	// typeseal: signer failed
	// true context deadline exceeded
}
