// Package gcp has the recipes for keys in Google Cloud. README.md, a folder up, explains
// them.
package gcp

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"time"

	kms "cloud.google.com/go/kms/apiv1"
	"cloud.google.com/go/kms/apiv1/kmspb"
	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// Keyring follows the key ring in a secret of Secret Manager. The name is such as
// projects/shop/secrets/typeseal-keys/versions/latest.
func Keyring(ctx context.Context, client *secretmanager.Client, name string) (*typeseal.Keyring, error) {
	source := typeseal.FromFunc(func(ctx context.Context) (string, error) {
		secret, err := client.AccessSecretVersion(ctx, &secretmanagerpb.AccessSecretVersionRequest{Name: name})
		if err != nil {
			return "", err
		}
		return string(secret.Payload.GetData()), nil
	})
	return typeseal.WatchKeyring(ctx, source, typeseal.Every(time.Minute))
}

// A signer signs with a version of a KMS key that has the algorithm EC_SIGN_ED25519.
type signer struct {
	client *kms.KeyManagementClient
	name   string
	public ed25519.PublicKey
}

// SigningKey returns the signing key in Cloud KMS. The name is that of a version, such as
// projects/shop/locations/europe/keyRings/shop/cryptoKeys/receipts/cryptoKeyVersions/1.
func SigningKey(ctx context.Context, client *kms.KeyManagementClient, name string) (*typeseal.SigningKey, error) {
	key, err := client.GetPublicKey(ctx, &kmspb.GetPublicKeyRequest{Name: name})
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(key.Pem))
	if block == nil {
		return nil, errors.New("no public key")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("not an Ed25519 key")
	}
	return typeseal.NewSigningKey(public, signer{client, name, public})
}

// Public implements crypto.Signer.
func (s signer) Public() crypto.PublicKey { return s.public }

// Sign implements crypto.Signer.
func (s signer) Sign(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	made, err := s.client.AsymmetricSign(ctx, &kmspb.AsymmetricSignRequest{Name: s.name, Data: message})
	if err != nil {
		return nil, err
	}
	return made.Signature, nil
}
