// Package aws has the recipes for keys in AWS. README.md, a folder up, explains them.
package aws

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// Keyring follows the key ring in a secret of AWS Secrets Manager.
func Keyring(ctx context.Context, client *secretsmanager.Client, id string) (*typeseal.Keyring, error) {
	source := typeseal.FromFunc(func(ctx context.Context) (string, error) {
		secret, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
		if err != nil {
			return "", err
		}
		return aws.ToString(secret.SecretString), nil
	})
	return typeseal.WatchKeyring(ctx, source, typeseal.Every(time.Minute))
}

// A signer signs with a KMS key that has the spec ECC_NIST_EDWARDS25519.
type signer struct {
	client *kms.Client
	id     string
	public ed25519.PublicKey
}

// SigningKey returns the signing key with an id or ARN in AWS KMS.
func SigningKey(ctx context.Context, client *kms.Client, id string) (*typeseal.SigningKey, error) {
	key, err := client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &id})
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKIXPublicKey(key.PublicKey)
	if err != nil {
		return nil, err
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("not an Ed25519 key")
	}
	return typeseal.NewSigningKey(public, signer{client, id, public})
}

// Public implements crypto.Signer.
func (s signer) Public() crypto.PublicKey { return s.public }

// Sign implements crypto.Signer.
func (s signer) Sign(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	made, err := s.client.Sign(ctx, &kms.SignInput{
		KeyId: &s.id, Message: message, MessageType: types.MessageTypeRaw,
		SigningAlgorithm: types.SigningAlgorithmSpecEd25519Sha512,
	})
	if err != nil {
		return nil, err
	}
	return made.Signature, nil
}
