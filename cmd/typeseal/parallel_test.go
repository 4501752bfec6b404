package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestParallel runs generators for different packages of one module at once, as
// make -j does: all exit 0, and the lock has every type.
func TestParallel(t *testing.T) {
	rounds := 10
	if testing.Short() {
		rounds = 2
	}
	const packages = 6
	binary := buildTool(t)
	dir := t.TempDir()
	put := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module example.com/parallel\n\ngo 1.26.0\n")
	for i := range packages {
		put(fmt.Sprintf("p%d/a.go", i),
			fmt.Sprintf("package p%d\n\n//typeseal:sign salt=s%d max-age=1h\ntype T struct{ A int }\n", i, i))
	}
	lock := filepath.Join(dir, "typeseal.lock")
	for range rounds {
		os.Remove(lock)
		var wg sync.WaitGroup
		for i := range packages {
			wg.Go(func() {
				cmd := exec.Command(binary, fmt.Sprintf("./p%d", i))
				cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
				if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
					t.Errorf("p%d: %v\n%s", i, err, out)
				}
			})
		}
		wg.Wait()
		text, err := os.ReadFile(lock)
		if err != nil {
			t.Fatal(err)
		}
		for i := range packages {
			if !strings.Contains(string(text), fmt.Sprintf("sign s%d type", i)) {
				t.Fatalf("exit 0, and the lock has lost s%d:\n%s", i, text)
			}
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != packages+2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// buildTool builds the command and returns its path.
func buildTool(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "typeseal.exe")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}
