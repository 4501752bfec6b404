//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestWaits: a generator waits for another that is writing in the module, and for no
// longer: not if the other is killed.
func TestWaits(t *testing.T) {
	t.Setenv("GOWORK", "off")
	dir := writeFiles(t, map[string]string{
		"go.mod": "module example.com/waits\n\ngo 1.26.0\n",
		"a.go":   "package waits\n\n//typeseal:sign salt=a max-age=1h\ntype T struct{ A int }\n",
	})
	// The process of the other generator has the lock of the module's folder.
	root, err := os.Open(dir)
	check(t, err)
	check(t, syscall.Flock(int(root.Fd()), syscall.LOCK_EX))
	other := exec.Command("sleep", "600")
	other.ExtraFiles = []*os.File{root}
	check(t, other.Start())
	root.Close()

	ours := exec.Command("typeseal")
	ours.Dir = dir
	check(t, ours.Start())
	ended := make(chan error, 1)
	go func() { ended <- ours.Wait() }()
	select {
	case err := <-ended:
		t.Errorf("typeseal did not wait: %v", err)
	case <-time.After(2 * time.Second):
	}
	if _, err := os.Stat(filepath.Join(dir, "typeseal.lock")); err == nil {
		t.Error("typeseal has written while another writes")
	}
	check(t, other.Process.Kill())
	_ = other.Wait() // it was killed
	select {
	case err := <-ended:
		check(t, err)
	case <-time.After(30 * time.Second):
		t.Fatal("typeseal still waits for a process that was killed")
	}
	if _, err := os.Stat(filepath.Join(dir, "typeseal.lock")); err != nil {
		t.Error(err)
	}
}
