package keys

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/typeseal/typeseal/examples/internal/keytest"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

// fakeVault answers as Vault's API documentation says.
type fakeVault struct {
	mu    sync.Mutex
	token string
	ring  string
	keys  []ed25519.PrivateKey // the versions of the transit key
}

// startVault returns a Vault, and its address and token file.
func startVault(t *testing.T) (*fakeVault, Vault) {
	t.Helper()
	fake := &fakeVault{token: "hvs.CAESIFakeTokenOfTheAgent"}
	fake.rotate(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/secret/data/shop/typeseal", fake.kv)
	mux.HandleFunc("GET /v1/transit/keys/receipts", fake.key)
	mux.HandleFunc("POST /v1/transit/sign/receipts", fake.sign)
	server := httptest.NewServer(fake.authenticated(mux))
	t.Cleanup(server.Close)
	vaultClient = keytest.Client()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(fake.token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return fake, Vault{Address: server.URL, TokenFile: path}
}

func (f *fakeVault) rotate(t *testing.T) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	f.keys = append(f.keys, private)
}

func (f *fakeVault) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer "+f.token || r.Header.Get("X-Vault-Request") != "true" {
			fail(w, http.StatusForbidden, "permission denied")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func fail(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string][]string{"errors": {text}})
}

// reply sends data in the envelope of every response.
func reply(w http.ResponseWriter, data any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"request_id": "0b5ee4f4-6d8c-9b6b-7c3a-1c0c8d0a4c11", "lease_id": "", "renewable": false,
		"lease_duration": 0, "data": data, "wrap_info": nil, "warnings": nil, "auth": nil,
	})
}

func (f *fakeVault) kv(w http.ResponseWriter, r *http.Request) {
	reply(w, map[string]any{
		"data": map[string]string{"ring": f.ring},
		"metadata": map[string]any{
			"created_time": "2026-11-29T02:24:06.945319214Z", "custom_metadata": nil, "deletion_time": "",
			"destroyed": false, "version": 3,
		},
	})
}

func (f *fakeVault) key(w http.ResponseWriter, r *http.Request) {
	versions := map[string]any{}
	for i, private := range f.keys {
		versions[fmt.Sprint(i+1)] = map[string]any{
			"creation_time": "2026-11-29T02:24:06.945319214Z", "name": "ed25519",
			"public_key": base64.StdEncoding.EncodeToString(private[32:]), "certificate_chain": "",
		}
	}
	reply(w, map[string]any{
		"type": "ed25519", "derived": false, "exportable": false, "keys": versions, "latest_version": len(f.keys),
		"min_encryption_version": 0, "name": "receipts", "supports_signing": true,
	})
}

func (f *fakeVault) sign(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Input   string
		Version int `json:"key_version"`
	}
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		fail(w, http.StatusBadRequest, "failed to parse JSON input")
		return
	}
	message, err := base64.StdEncoding.DecodeString(ask.Input)
	if err != nil || ask.Version > len(f.keys) {
		fail(w, http.StatusBadRequest, "invalid request")
		return
	}
	if ask.Version == 0 {
		ask.Version = len(f.keys)
	}
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(f.keys[ask.Version-1], message))
	reply(w, map[string]any{
		"key_version": ask.Version, "signature": fmt.Sprintf("vault:v%d:%s", ask.Version, signature),
	})
}

func (f *fakeVault) put(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ring = text
}

func TestVault(t *testing.T) {
	fake, vault := startVault(t)
	keytest.Follows(t, fake.put, func(ctx context.Context) (*typeseal.Keyring, error) {
		return vault.Keyring(ctx, "secret/data/shop/typeseal")
	})
}

// TestVaultDenied: a token that Vault refuses is the reason that the log gets.
func TestVaultDenied(t *testing.T) {
	fake, vault := startVault(t)
	fake.token = "another"
	_, err := vault.Keyring(t.Context(), "secret/data/shop/typeseal")
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "403 Forbidden") {
		t.Error(err)
	}
}

// TestTransit: a signing key stays with its version when Vault rotates the key.
func TestTransit(t *testing.T) {
	fake, vault := startVault(t)
	key, err := vault.SigningKey(t.Context(), "receipts", 1)
	if err != nil {
		t.Fatal(err)
	}
	keytest.Signs(t, key)
	fake.rotate(t)
	keytest.Signs(t, key)
	next, err := vault.SigningKey(t.Context(), "receipts", 2)
	if err != nil {
		t.Fatal(err)
	}
	keytest.Signs(t, next)
	if next.PublicKey() == key.PublicKey() {
		t.Error("version 2 has the key of version 1")
	}
	if _, err := vault.SigningKey(t.Context(), "receipts", 3); !errors.Is(err, typeseal.ErrConfig) {
		t.Errorf("a version that does not exist: %v", err)
	}
}

// TestTransitFails: the error of a call that fails says so, and what failed.
func TestTransitFails(t *testing.T) {
	fake, vault := startVault(t)
	key, err := vault.SigningKey(t.Context(), "receipts", 1)
	if err != nil {
		t.Fatal(err)
	}
	fake.token = "another"
	_, err = shop.Receipt{Order: 42}.Sign(key)
	if !errors.Is(err, typeseal.ErrSigner) || errors.Unwrap(err).Error() != "vault: 403 Forbidden" {
		t.Error(err)
	}
}
