package keys

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// A transit signs with one version of an ed25519 key in Vault's transit engine.
type transit struct {
	vault   Vault
	name    string
	version int
	public  ed25519.PublicKey
}

// SigningKey returns the signing key with the given name and version in the transit
// engine. To rotate, publish the public key of the new version before you sign with it.
func (v Vault) SigningKey(ctx context.Context, name string, version int) (*typeseal.SigningKey, error) {
	var key struct {
		Keys map[string]struct {
			Public []byte `json:"public_key"`
		}
	}
	if err := v.call(ctx, http.MethodGet, "transit/keys/"+name, nil, &key); err != nil {
		return nil, err
	}
	public := ed25519.PublicKey(key.Keys[strconv.Itoa(version)].Public)
	return typeseal.NewSigningKey(public, transit{v, name, version, public})
}

// Public implements crypto.Signer.
func (t transit) Public() crypto.PublicKey { return t.public }

// Sign implements crypto.Signer. The signature has the form vault:v1:base64.
func (t transit) Sign(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"input": message, "key_version": t.version})
	if err != nil {
		return nil, err
	}
	var made struct{ Signature string }
	if err := t.vault.call(context.Background(), http.MethodPost, "transit/sign/"+t.name, body, &made); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(made.Signature[strings.LastIndexByte(made.Signature, ':')+1:])
}
