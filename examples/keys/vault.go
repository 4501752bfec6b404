package keys

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	typeseal "github.com/typeseal/typeseal/runtime"
)

// Vault is a HashiCorp Vault or OpenBao server. Vault Agent logs in and renews the token
// in the file.
type Vault struct{ Address, TokenFile string }

// Keyring follows the key ring in the field ring of a secret in the KV engine, version 2.
// The path is that of the API, such as secret/data/shop/typeseal.
func (v Vault) Keyring(ctx context.Context, path string) (*typeseal.Keyring, error) {
	source := typeseal.FromFunc(func(ctx context.Context) (string, error) {
		var secret struct{ Data struct{ Ring string } }
		err := v.call(ctx, http.MethodGet, path, nil, &secret)
		return secret.Data.Ring, err
	})
	return typeseal.WatchKeyring(ctx, source)
}

var vaultClient = &http.Client{Timeout: 10 * time.Second}

// call calls Vault's API, and sets *answer to the data in the response.
func (v Vault) call(ctx context.Context, method, path string, body []byte, answer any) error {
	token, err := os.ReadFile(v.TokenFile)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, v.Address+"/v1/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	req.Header.Set("X-Vault-Request", "true")
	resp, err := vaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("vault: %s", resp.Status)
	}
	return json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&struct{ Data any }{answer})
}
