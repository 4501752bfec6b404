package pyhash

import (
	"crypto/fips140"
	"crypto/sha1"
	"crypto/sha256"
	"hash"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/typeseal/typeseal/runtime/compat/internal/blake2test"
)

// TestAllowed: outside FIPS 140-only mode everything is, and in it what crypto/hmac
// takes, whether it has a name here or not.
func TestAllowed(t *testing.T) {
	refused := []string{}
	if fips140.Enforced() {
		refused = []string{"md5", "sha1", "blake2b"}
	}
	for name, new := range Named {
		if got := Allowed(name, new); got == slices.Contains(refused, name) {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, new := range map[string]func() hash.Hash{"own": func() hash.Hash { return sha256.New() }, "blake2b": blake2test.New2b, "sha1": sha1.New} {
		if got := Allowed("", new); got == slices.Contains(refused, name) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestFIPSOnly runs TestAllowed in a process of FIPS 140-only mode.
func TestFIPSOnly(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestAllowed$", "-test.v")
	cmd.Env = append(os.Environ(), "GODEBUG=fips140=only")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestAllowed") {
		t.Errorf("%v\n%s", err, out)
	}
}
