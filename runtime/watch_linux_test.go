package typeseal

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestMountedFile: a file that is mounted alone, as docker run -v does, stays the old one when its host
// replaces it. Then loading it fails, so that somebody notices.
func TestMountedFile(t *testing.T) {
	done := make(chan error, 1)
	go func() {
		defer close(done)
		runtime.LockOSThread() // for ever: the thread has mounts of its own, and ends with the goroutine
		done <- mountedFile(t)
	}()
	if err := <-done; err != nil {
		t.Skip("only root can mount a file: ", err)
	}
}

// mountedFile returns an error if it cannot mount a file.
func mountedFile(t *testing.T) error {
	dir := t.TempDir()
	host, inside := filepath.Join(dir, "host"), filepath.Join(dir, "inside")
	for _, path := range []string{host, inside} {
		if err := os.WriteFile(path, []byte(GenerateKey()), 0o600); err != nil {
			t.Error(err)
		}
	}
	err := syscall.Unshare(syscall.CLONE_NEWNS)
	if err == nil {
		err = syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
	}
	if err == nil {
		err = syscall.Mount(host, inside, "", syscall.MS_BIND, "")
	}
	if err != nil {
		return err
	}
	defer syscall.Unmount(inside, syscall.MNT_DETACH)
	source := FromFile(inside)
	for range 2 {
		if _, err := source.Load(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := os.WriteFile(host+".new", []byte(GenerateKey()), 0o600); err != nil {
		t.Error(err)
	}
	if err := os.Rename(host+".new", host); err != nil {
		t.Error(err)
	}
	if _, err := source.Load(t.Context()); err == nil || !strings.Contains(err.Error(), "mount the folder") {
		t.Errorf("got %v", err)
	}
	if _, err := FromFile(host).Load(t.Context()); err != nil {
		t.Error(err)
	}
	return nil
}
