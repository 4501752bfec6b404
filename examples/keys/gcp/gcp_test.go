package gcp

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	kms "cloud.google.com/go/kms/apiv1"
	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"github.com/typeseal/typeseal/examples/internal/keytest"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
	"google.golang.org/api/option"
)

const (
	secretName = "projects/shop/secrets/typeseal-keys/versions/latest"
	keyName    = "projects/shop/locations/europe/keyRings/shop/cryptoKeys/receipts/cryptoKeyVersions/1"
)

// fakeGCP answers as the REST references of Secret Manager and Cloud KMS say.
type fakeGCP struct {
	mu      sync.Mutex
	ring    string
	private ed25519.PrivateKey
	denied  bool
}

// start returns a fake, and the options of its clients.
func start(t *testing.T) (*fakeGCP, []option.ClientOption) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	fake := &fakeGCP{private: private}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/"+secretName+":access", fake.access)
	mux.HandleFunc("GET /v1/"+keyName+"/publicKey", fake.publicKey)
	mux.HandleFunc("POST /v1/"+keyName+":asymmetricSign", fake.sign)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return fake, []option.ClientOption{option.WithEndpoint(server.URL), option.WithHTTPClient(keytest.Client())}
}

func checksum(data []byte) string {
	return strconv.FormatUint(uint64(crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))), 10)
}

func (f *fakeGCP) access(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	reply(w, map[string]any{
		"name":    "projects/111122223333/secrets/typeseal-keys/versions/3",
		"payload": map[string]any{"data": []byte(f.ring), "dataCrc32c": checksum([]byte(f.ring))},
	})
}

func (f *fakeGCP) publicKey(w http.ResponseWriter, r *http.Request) {
	der, err := x509.MarshalPKIXPublicKey(f.private.Public())
	if err != nil {
		panic(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	reply(w, map[string]any{
		"pem": string(text), "algorithm": "EC_SIGN_ED25519", "pemCrc32c": checksum(text), "name": keyName,
		"protectionLevel": "HSM",
	})
}

func (f *fakeGCP) sign(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Name, DataCrc32c string
		Data             []byte
		Digest           any
	}
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || ask.Digest != nil {
		fail(w, http.StatusBadRequest, "INVALID_ARGUMENT")
		return
	}
	if f.denied {
		fail(w, http.StatusForbidden, "PERMISSION_DENIED")
		return
	}
	signature := ed25519.Sign(f.private, ask.Data)
	reply(w, map[string]any{
		"signature": signature, "signatureCrc32c": checksum(signature), "name": keyName,
		"verifiedDataCrc32c": ask.DataCrc32c != "", "protectionLevel": "HSM",
	})
}

func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	json.NewEncoder(w).Encode(answer)
}

func fail(w http.ResponseWriter, code int, status string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
		"code": code, "message": "The call was refused.", "status": status,
	}})
}

func (f *fakeGCP) put(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ring = text
}

func TestSecretManager(t *testing.T) {
	fake, options := start(t)
	client, err := secretmanager.NewRESTClient(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	keytest.Follows(t, fake.put, func(ctx context.Context) (*typeseal.Keyring, error) {
		return Keyring(ctx, client, secretName)
	})
}

func TestKMS(t *testing.T) {
	fake, options := start(t)
	client, err := kms.NewKeyManagementRESTClient(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	key, err := SigningKey(t.Context(), client, keyName)
	if err != nil {
		t.Fatal(err)
	}
	keytest.Signs(t, key)
	fake.denied = true
	if _, err := (shop.Receipt{Order: 42}).Sign(key); !errors.Is(err, typeseal.ErrSigner) {
		t.Error(err)
	}
}
