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
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // for ever: the thread has mounts of its own, and ends with the goroutine
		editMounted(t)
	}()
	<-done
}

func editMounted(t *testing.T) {
	dir := t.TempDir()
	host, inside := filepath.Join(dir, "host"), filepath.Join(dir, "inside")
	mustKeys(t, dir, "keygen", "--out", "host")
	was := readFile(t, dir, "host")
	for _, err := range []error{
		os.WriteFile(inside, nil, 0o600),
		syscall.Unshare(syscall.CLONE_NEWNS),
		syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""),
		syscall.Mount(host, inside, "", syscall.MS_BIND, ""),
	} {
		if err != nil {
			t.Logf("only root can mount a file: %v", err)
			return
		}
	}
	defer syscall.Unmount(inside, syscall.MNT_DETACH)
	_, err := (&ringFile{path: inside}).edit(t.Context(), func(r *rotation.Ring) (string, error) {
		_, err := r.Add(time.Now())
		return "", err
	})
	if err == nil || !strings.Contains(err.Error(), "edit it where it is mounted from") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 || readFile(t, dir, "host") != was {
		t.Errorf("the folder has changed: %v, %v", entries, err)
	}
}
