package generator

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// eight is a module of eight packages with a type each.
func eight(t *testing.T) (dir string) {
	var text strings.Builder
	for i := range 8 {
		fmt.Fprintf(&text, "-- p%d/a.go --\npackage p%d\n//typeseal:sign salt=s%d max-age=1h\ntype T "+
			"struct{ A int }\n", i, i, i)
	}
	return module(t, text.String())
}

// Generators for different packages that run at once: each comes to its end, and
// the lock has every type.
func TestParallelPackages(t *testing.T) {
	dir := eight(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 8 { // in each round one of eight commits
				result, err := Generate(t.Context(), Config{Dir: dir, Patterns: []string{fmt.Sprintf("./p%d", i)}})
				if err == nil {
					err = Commit(result)
				}
				if !errors.Is(err, ErrChanged) {
					if err != nil {
						t.Error(err)
					}
					return
				}
			}
			t.Errorf("package p%d was never committed", i)
		})
	}
	wg.Wait()
	lock := read(t, filepath.Join(dir, "typeseal.lock"))
	for i := range 8 {
		if !strings.Contains(lock, fmt.Sprintf("sign s%d type", i)) {
			t.Errorf("the lock has lost s%d:\n%s", i, lock)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 10 {
		t.Errorf("%v, %v; want go.mod, typeseal.lock and eight folders", entries, err)
	}
	commit(t, dir)
}

// A result whose lock or source has changed since is not written, wholly.
func TestChangedSince(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, dir string){
		"lock":           func(t *testing.T, dir string) { check(t, Commit(cleanly(t, dir, "./p1"))) },
		"source":         func(t *testing.T, dir string) { write(t, filepath.Join(dir, "p0", "a.go"), "package p0\n") },
		"source removed": func(t *testing.T, dir string) { check(t, os.Remove(filepath.Join(dir, "p0", "a.go"))) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := eight(t)
			result := cleanly(t, dir, "./p0")
			change(t, dir)
			before := tree(t, dir)
			if err := Commit(result); !errors.Is(err, ErrChanged) {
				t.Errorf("%v, want ErrChanged", err)
			}
			if tree(t, dir) != before {
				t.Error("something was written")
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever has to wait for too long says so, and goes on once the other is gone.
func TestHold(t *testing.T) {
	dir := eight(t)
	before := tree(t, dir)
	release, err := hold(dir, 0)
	check(t, err)
	if _, err := hold(dir, 20*time.Millisecond); err == nil ||
		!strings.Contains(err.Error(), "another typeseal has been writing") {
		t.Errorf("%v, want that another one writes", err)
	}
	time.AfterFunc(20*time.Millisecond, release)
	again, err := hold(dir, time.Minute)
	check(t, err)
	again()
	if tree(t, dir) != before {
		t.Error("a file lock leaves a file")
	}
}

// A killed process holds nothing.
func TestHoldKilled(t *testing.T) {
	if dir := os.Getenv("TYPESEAL_HOLD"); dir != "" {
		if _, err := hold(dir, 0); err != nil {
			t.Fatal(err)
		}
		fmt.Println("held")
		time.Sleep(time.Minute)
		return
	}
	dir := eight(t)
	child := exec.Command(os.Args[0], "-test.run=^TestHoldKilled$")
	child.Env = append(os.Environ(), "TYPESEAL_HOLD="+dir)
	out, err := child.StdoutPipe()
	check(t, err)
	check(t, child.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	if _, err := hold(dir, 0); err == nil {
		t.Error("two processes hold one file lock")
	}
	check(t, child.Process.Kill())
	child.Wait()
	release, err := hold(dir, time.Minute)
	check(t, err)
	release()
}
