package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/typeseal/typeseal/runtime/rotation"
)

// TestKeysMounted: a ring that is mounted alone, as docker run -v does, cannot be edited in the
// container, and the error says where it can.
func TestKeysMounted(t *testing.T) {
	done := make(chan error, 1)
	go func() {
		defer close(done)
		runtime.LockOSThread() // for ever: the thread has mounts of its own, and ends with the goroutine
		done <- editMounted(t)
	}()
	if err := <-done; err != nil {
		t.Skip("only root can mount a file: ", err)
	}
}

// editMounted returns an error if it cannot mount a file.
func editMounted(t *testing.T) error {
	dir := t.TempDir()
	host, inside := filepath.Join(dir, "host"), filepath.Join(dir, "inside")
	mustKeys(t, dir, "keygen", "--out", "host")
	was := readFile(t, dir, "host")
	if err := os.WriteFile(inside, nil, 0o600); err != nil {
		t.Error(err)
	}
	err := syscall.Unshare(syscall.CLONE_NEWNS)
	if err == nil { // otherwise the mounts would be those of the whole machine
		err = syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "")
	}
	if err == nil {
		err = syscall.Mount(host, inside, "", syscall.MS_BIND, "")
	}
	if err != nil {
		return err
	}
	defer syscall.Unmount(inside, syscall.MNT_DETACH)
	_, err = (&ringFile{path: inside}).edit(t.Context(), func(r *rotation.Ring) (string, error) {
		_, err := r.Add(time.Now())
		return "", err
	})
	if err == nil || !strings.Contains(err.Error(), "edit it where it is mounted from") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 || readFile(t, dir, "host") != was {
		t.Errorf("the folder has changed: %v, %v", entries, err)
	}
	return nil
}
