//go:build unix

package typeseal

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestKeyDevices is K11 and K12 for what only Unix has: reading a key never
// waits for a FIFO's writer nor follows a file without an end.
func TestKeyDevices(t *testing.T) {
	dir := t.TempDir()
	fifo, loop, open := filepath.Join(dir, "fifo"), filepath.Join(dir, "loop"), filepath.Join(dir, "open")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(open, []byte(GenerateKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o622); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{fifo, loop, "/dev/zero", open} {
		_, err := KeyringFromFile(path)
		wantConfig(t, path, err)
	}
}
