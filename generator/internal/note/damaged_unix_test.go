//go:build unix

package note

import (
	"os"
	"syscall"
	"testing"
)

// TestForeign: a pipe is not opened, and a file to which others can write, or that belongs to
// somebody else, is not believed.
func TestForeign(t *testing.T) {
	n := Open(t.TempDir(), "k")
	n.Write([]byte("some text"))
	for _, mode := range []os.FileMode{0o620, 0o602, 0o666} {
		check(t, os.Chmod(n.path, mode))
		if n.Read() != nil {
			t.Errorf("a file with mode %v is read", mode)
		}
	}
	check(t, os.Chmod(n.path, 0o644))
	if n.Read() == nil {
		t.Error("the note is not read")
	}
	if os.Geteuid() == 0 {
		check(t, os.Chown(n.path, 12345, -1))
		if n.Read() != nil {
			t.Error("somebody else's file is read")
		}
	}
	check(t, os.Remove(n.path))
	check(t, syscall.Mkfifo(n.path, 0o600))
	if n.Read() != nil {
		t.Error("a pipe is read")
	}
}
