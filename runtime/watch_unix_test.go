//go:build unix

package typeseal

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/typeseal/typeseal/runtime/internal/ring"
)

// eventually waits until the ring prints want.
func eventually(t *testing.T, what string, ring *Keyring, want *Keyring) {
	t.Helper()
	for begun := time.Now(); ring.String() != want.String(); time.Sleep(time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("%s: the ring is %v, want %v", what, ring, want)
		}
	}
}

// write writes a file in the way that a test needs.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// follows returns a ring that follows a file quickly until the test ends.
func follows(t *testing.T, path string) *Keyring {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	ring, err := WatchKeyring(ctx, FromFile(path), Every(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// TestWatchFile: a ring follows a file that is replaced, written in place, slowly written,
// or gone for a while.
func TestWatchFile(t *testing.T) {
	logged(t)
	a, b := GenerateKey(), GenerateKey()
	one, two := "primary "+a+"\n", "accepted "+a+"\nprimary "+b+"\n"
	first, second := mustRing(t, one), mustRing(t, two)
	path := filepath.Join(t.TempDir(), "typeseal.keys")
	write(t, path, one)
	keys := follows(t, path)

	write(t, path+".new", two)
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a file in its place", keys, second)

	write(t, path, one)
	eventually(t, "a file that is written in place", keys, first)

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	if keys.String() != first.String() {
		t.Errorf("without the file, the ring is %v", keys)
	}
	write(t, path, two)
	eventually(t, "the file is back", keys, second)

	for what, text := range map[string]string{
		"garbled": "primary " + a[:20] + "\n" + two, "empty": "", "too long": strings.Repeat("#", ring.MaxText+1),
	} {
		write(t, path, text)
		time.Sleep(3 * settleTime)
		if keys.String() != second.String() {
			t.Errorf("%s: the ring is %v", what, keys)
		}
	}
}

// TestWatchHalfWritten: the first half of a ring can be a ring too, without the last
// cutoff. It is not taken while the file is being written.
func TestWatchHalfWritten(t *testing.T) {
	logged(t)
	path := filepath.Join(t.TempDir(), "typeseal.keys")
	key := GenerateKey()
	write(t, path, key)
	parts := []string{"primary " + key + "\n", "accepted " + GenerateKey() + "\n", "retired " + GenerateKey() + "\n"}
	synctest.Test(t, func(t *testing.T) { // otherwise the writer could be slower than it means to be
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		ring, err := WatchKeyring(ctx, FromFile(path), Every(time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		before := ring.String()
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, part := range parts {
			if _, err := f.WriteString(part); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				sleep(settleTime / 5)
				if now := ring.String(); now != before {
					t.Fatalf("half of the file is in use: %s", now)
				}
			}
		}
		sleep(2 * settleTime)
		if whole := mustRing(t, strings.Join(parts, "")).String(); ring.String() != whole {
			t.Errorf("the ring is %v, want %s", ring, whole)
		}
	})
}

// TestWatchKubernetes: a volume of Kubernetes changes by a swap of the link ..data. Its
// files have the mode 0644, which is not worth a warning there. Elsewhere it is worth one
// warning, and not one for each load.
func TestWatchKubernetes(t *testing.T) {
	lines := logged(t)
	volume := t.TempDir()
	swap := func(name, text string) {
		t.Helper()
		folder := filepath.Join(volume, name)
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, "typeseal.keys")
		write(t, file, text)
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		next := filepath.Join(volume, "..data_tmp")
		if err := os.Symlink(name, next); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, filepath.Join(volume, "..data")); err != nil {
			t.Fatal(err)
		}
	}
	texts := []string{GenerateKey(), GenerateKey(), GenerateKey()}
	swap("..2026_11_29_01", texts[0])
	path := filepath.Join(volume, "typeseal.keys")
	if err := os.Symlink("..data/typeseal.keys", path); err != nil {
		t.Fatal(err)
	}
	ring := follows(t, path)
	for i, text := range texts[1:] {
		swap("..2026_11_29_02"+string(rune('a'+i)), text)
		eventually(t, "a swap", ring, mustRing(t, text))
	}
	if strings.Contains(lines.String(), "everyone can read") {
		t.Errorf("a warning about the volume: %s", lines)
	}
	plain := filepath.Join(volume, "..2026_11_29_02a", "typeseal.keys")
	lines.Reset()
	follows(t, plain)
	time.Sleep(20 * time.Millisecond)
	if n := strings.Count(lines.String(), "everyone can read"); n != 1 {
		t.Errorf("%d warnings, want 1: %s", n, lines)
	}
}
