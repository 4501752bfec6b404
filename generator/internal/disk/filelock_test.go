package disk

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func only(dir string) *Tree { return &Tree{Folders: map[string]string{dir: dir}} }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestHold: a process that waits too long gets an error, and gets the lock after the other
// has released it.
func TestHold(t *testing.T) {
	dir := t.TempDir()
	release, err := only(dir).hold(0)
	check(t, err)
	if _, err := only(dir).hold(20 * time.Millisecond); err == nil ||
		!strings.Contains(err.Error(), "another typeseal has been writing") {
		t.Errorf("%v, want the error that another typeseal is writing", err)
	}
	time.AfterFunc(20*time.Millisecond, release)
	again, err := only(dir).hold(time.Minute)
	check(t, err)
	again()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("a file lock leaves %v, %v", entries, err)
	}
}

// TestStop: Commit stops while it waits for another process, and before it writes. It leaves
// no file.
func TestStop(t *testing.T) {
	for name, held := range map[string]bool{"waiting": true, "writing": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			stop := make(chan struct{})
			tree := &Tree{Dir: dir, Folders: map[string]string{dir: dir}, Stop: stop, Files: []File{{
				Path: filepath.Join(dir, "a"), Content: []byte("a"), Root: dir, Keep: func([]byte) error { return nil },
			}}}
			if held {
				release, err := only(dir).hold(0)
				check(t, err)
				defer release()
				time.AfterFunc(20*time.Millisecond, func() { close(stop) })
			} else {
				close(stop)
			}
			if done, err := tree.Commit(); !errors.Is(err, errStopped) || len(done.Written) > 0 {
				t.Errorf("%v, %v; want errStopped", done, err)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

// TestHoldKilled: the lock of a killed process is free.
func TestHoldKilled(t *testing.T) {
	if dir := os.Getenv("TYPESEAL_HOLD"); dir != "" {
		if _, err := only(dir).hold(0); err != nil {
			t.Fatal(err)
		}
		fmt.Println("held")
		time.Sleep(time.Minute)
		return
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestHoldKilled$")
	child.Env = append(os.Environ(), "TYPESEAL_HOLD="+dir)
	out, err := child.StdoutPipe()
	check(t, err)
	check(t, child.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	if _, err := only(dir).hold(0); err == nil {
		t.Error("two processes hold one file lock")
	}
	check(t, child.Process.Kill())
	child.Wait()
	release, err := only(dir).hold(time.Minute)
	check(t, err)
	release()
}
