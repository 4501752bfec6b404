package aws

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/typeseal/typeseal/examples/internal/keytest"
	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/example/shop"
)

const (
	secretARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/typeseal-a1b2c3"
	keyARN    = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
)

// fakeAWS answers as the API references of Secrets Manager and KMS say.
type fakeAWS struct {
	mu      sync.Mutex
	ring    string
	private ed25519.PrivateKey
	denied  bool
}

// start returns a fake, and the configuration of its clients.
func start(t *testing.T) (*fakeAWS, aws.Config) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	fake := &fakeAWS{private: private}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return fake, aws.Config{
		Region: "eu-central-1", BaseEndpoint: &server.URL, HTTPClient: keytest.Client(), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "an example", ""),
	}
}

func (f *fakeAWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	operation := r.Header.Get("X-Amz-Target")
	service := map[string]string{"secretsmanager": "secretsmanager", "TrentService": "kms"}
	name, _, _ := strings.Cut(operation, ".")
	scope := "/eu-central-1/" + service[name] + "/aws4_request"
	var ask struct {
		SecretId, KeyId, MessageType, SigningAlgorithm string
		Message                                        []byte
	}
	err := json.NewDecoder(r.Body).Decode(&ask)
	authorization := r.Header.Get("Authorization")
	switch {
	case f.denied, !strings.HasPrefix(authorization, "AWS4-HMAC-SHA256 "), !strings.Contains(authorization, scope):
		fail(w, "AccessDeniedException", "User: arn:aws:iam::111122223333:user/shop is not authorized")
	case err != nil || r.Method != http.MethodPost || r.URL.Path != "/" ||
		r.Header.Get("Content-Type") != "application/x-amz-json-1.1":
		fail(w, "SerializationException", "")
	case operation == "secretsmanager.GetSecretValue" && ask.SecretId == "shop/typeseal":
		reply(w, map[string]any{
			"ARN": secretARN, "CreatedDate": 1.764382846519e9, "Name": "shop/typeseal", "SecretString": f.ring,
			"VersionId": "EXAMPLE1-90ab-cdef-fedc-ba987SECRET1", "VersionStages": []string{"AWSCURRENT"},
		})
	case operation == "TrentService.GetPublicKey" && ask.KeyId == keyARN:
		f.publicKey(w)
	case operation == "TrentService.Sign" && ask.KeyId == keyARN:
		f.sign(w, ask.Message, ask.MessageType, ask.SigningAlgorithm)
	default:
		fail(w, "NotFoundException", "")
	}
}

func (f *fakeAWS) publicKey(w http.ResponseWriter) {
	der, err := x509.MarshalPKIXPublicKey(f.private.Public())
	if err != nil {
		panic(err)
	}
	reply(w, map[string]any{
		"KeyId": keyARN, "PublicKey": der, "CustomerMasterKeySpec": "ECC_NIST_EDWARDS25519",
		"KeySpec": "ECC_NIST_EDWARDS25519", "KeyUsage": "SIGN_VERIFY",
		"SigningAlgorithms": []string{"ED25519_SHA_512", "ED25519_PH_SHA_512"},
	})
}

func (f *fakeAWS) sign(w http.ResponseWriter, message []byte, kind, algorithm string) {
	// Messages have at most 4096 bytes. ED25519_SHA_512 requires the type RAW.
	if len(message) > 4096 || kind != "RAW" || algorithm != "ED25519_SHA_512" {
		fail(w, "ValidationException", "")
		return
	}
	reply(w, map[string]any{
		"KeyId": keyARN, "Signature": ed25519.Sign(f.private, message), "SigningAlgorithm": algorithm,
	})
}

func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("x-amzn-RequestId", "5d0d2b5c-4a1e-4f0c-9c55-3c2a0e9f7b11")
	json.NewEncoder(w).Encode(answer)
}

func fail(w http.ResponseWriter, kind, message string) {
	w.Header().Set("x-amzn-RequestId", "5d0d2b5c-4a1e-4f0c-9c55-3c2a0e9f7b11")
	w.WriteHeader(http.StatusBadRequest)
	json.NewEncoder(w).Encode(map[string]string{"__type": kind, "Message": message})
}

func (f *fakeAWS) put(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ring = text
}

func TestSecretsManager(t *testing.T) {
	fake, config := start(t)
	client := secretsmanager.NewFromConfig(config)
	keytest.Follows(t, fake.put, func(ctx context.Context) (*typeseal.Keyring, error) {
		return Keyring(ctx, client, "shop/typeseal")
	})
}

// TestSecretDenied: the error, which is also what the log says, has the reason.
func TestSecretDenied(t *testing.T) {
	fake, config := start(t)
	fake.denied = true
	_, err := Keyring(t.Context(), secretsmanager.NewFromConfig(config), "shop/typeseal")
	if !errors.Is(err, typeseal.ErrConfig) || !strings.Contains(err.Error(), "api error AccessDeniedException") {
		t.Error(err)
	}
}

func TestKMS(t *testing.T) {
	_, config := start(t)
	key, err := SigningKey(t.Context(), kms.NewFromConfig(config), keyARN)
	if err != nil {
		t.Fatal(err)
	}
	keytest.Signs(t, key)
}

// TestKMSDenied: the error of a call that fails says so, and holds what KMS said.
func TestKMSDenied(t *testing.T) {
	fake, config := start(t)
	key, err := SigningKey(t.Context(), kms.NewFromConfig(config), keyARN)
	if err != nil {
		t.Fatal(err)
	}
	fake.denied = true
	_, err = shop.Receipt{Order: 42}.Sign(key)
	denied, found := errors.AsType[interface {
		error
		ErrorCode() string
	}](err)
	if !errors.Is(err, typeseal.ErrSigner) || !found || denied.ErrorCode() != "AccessDeniedException" {
		t.Error(err)
	}
	// A message of more than 4096 bytes is not signed.
	fake.denied = false
	_, err = shop.Receipt{Order: 42}.Sign(key, typeseal.BoundTo(strings.Repeat("b", 4096)))
	if !errors.Is(err, typeseal.ErrSigner) {
		t.Error(err)
	}
}

// TestSpelling: the SDK has the names that the fake expects.
func TestSpelling(t *testing.T) {
	if types.KeySpecEccNistEdwards25519 != "ECC_NIST_EDWARDS25519" {
		t.Error(types.KeySpecEccNistEdwards25519)
	}
}
