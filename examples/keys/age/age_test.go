package age

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"github.com/typeseal/typeseal/examples/internal/keytest"
	typeseal "github.com/typeseal/typeseal/runtime"
)

// encrypt writes a file as age -r does.
func encrypt(t *testing.T, path, text string, to age.Recipient) {
	t.Helper()
	var file bytes.Buffer
	w, err := age.Encrypt(&file, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".new", file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func TestAge(t *testing.T) {
	host, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	identity, path := filepath.Join(folder, "host.key"), filepath.Join(folder, "typeseal.keys.age")
	text := "# created: 2026-11-29T02:24:06Z\n# public key: " + host.Recipient().String() + "\n" + host.String() + "\n"
	if err := os.WriteFile(identity, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	keytest.Follows(t, func(text string) { encrypt(t, path, text, host.Recipient()) },
		func(ctx context.Context) (*typeseal.Keyring, error) { return Keyring(ctx, path, identity) })
}

// TestOtherHost: a ring that was encrypted for another host is refused, and the error shows
// nothing of the identity.
func TestOtherHost(t *testing.T) {
	host, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	identity, path := filepath.Join(folder, "host.key"), filepath.Join(folder, "typeseal.keys.age")
	encrypt(t, path, "primary "+typeseal.GenerateKey(), other.Recipient())
	for what, text := range map[string]string{"another key": host.String(), "half a key": host.String()[:40]} {
		if err := os.WriteFile(identity, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Keyring(t.Context(), path, identity)
		if err == nil || bytes.Contains([]byte(err.Error()), []byte(host.String()[15:30])) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
