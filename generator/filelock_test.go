package generator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// eight is a module of eight packages with one type each.
func eight(t *testing.T) (dir string) {
	var text strings.Builder
	for i := range 8 {
		fmt.Fprintf(&text, "-- p%d/a.go --\npackage p%d\n//typeseal:sign salt=s%d max-age=1h\ntype T "+
			"struct{ A int }\n", i, i, i)
	}
	return module(t, text.String())
}

// TestParallelPackages: generators that run at once for different packages all succeed, and
// the lock has every type.
func TestParallelPackages(t *testing.T) {
	dir := eight(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 8 { // in each round, one of the eight commits
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

// TestChangedSince: if the lock or a source has changed since Generate, Commit writes
// nothing.
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
