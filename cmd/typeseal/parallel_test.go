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
	files := map[string]string{"go.mod": "module example.com/parallel\n\ngo 1.26.0\n"}
	for i := range packages {
		files[fmt.Sprintf("p%d/a.go", i)] =
			fmt.Sprintf("package p%d\n\n//typeseal:sign salt=s%d max-age=1h\ntype T struct{ A int }\n", i, i)
	}
	dir := writeFiles(t, files)
	for range rounds {
		os.Remove(filepath.Join(dir, "typeseal.lock"))
		var wg sync.WaitGroup
		for i := range packages {
			wg.Go(func() {
				cmd := exec.Command("typeseal", "--quiet", fmt.Sprintf("./p%d", i))
				cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
				if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
					t.Errorf("p%d: %v\n%s", i, err, out)
				}
			})
		}
		wg.Wait()
		lock := readFile(t, dir, "typeseal.lock")
		for i := range packages {
			if !strings.Contains(lock, fmt.Sprintf("sign s%d type", i)) {
				t.Fatalf("exit 0, but the lock has lost s%d:\n%s", i, lock)
			}
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != packages+2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
