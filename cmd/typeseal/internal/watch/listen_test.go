package watch

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// TestRandom changes a tree at random, with the events of the operating system and without
// looking again. Afterwards, a save in any folder is still noticed, under its present name.
func TestRandom(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not promise the events of folders that are renamed at once")
	}
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	for seed := range rounds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			must(os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n"), 0o666))
			changes := Changes(t.Context(), Config{Dir: dir, open: listen, pause: time.Hour})
			<-changes
			random := rand.New(rand.NewPCG(1, uint64(seed)))
			for range 300 {
				mutate(random, dir)
			}
			var saved []string
			for _, d := range foldersIn(dir) {
				saved = append(saved, filepath.Join(d, "saved.go"))
				must(os.WriteFile(saved[len(saved)-1], []byte("package p\n"), 0o666))
			}
			late := time.After(time.Minute)
			for len(saved) > 0 {
				select {
				case c := <-changes:
					saved = slices.DeleteFunc(saved, func(p string) bool { return slices.Contains(c.Paths, p) })
				case <-late:
					t.Fatalf("not noticed: %v", saved)
				}
			}
		})
	}
}

// mutate makes, moves or removes one folder or file.
func mutate(random *rand.Rand, dir string) {
	all := foldersIn(dir)
	pick := func() string { return all[random.IntN(len(all))] }
	name := filepath.Join(pick(), string(rune('a'+random.IntN(4))))
	switch random.IntN(6) {
	case 0, 1:
		os.MkdirAll(filepath.Join(name, "x", "y"), 0o777)
	case 2:
		os.Mkdir(name, 0o777)
		os.WriteFile(filepath.Join(name, "f.go"), []byte("package p\n"), 0o666)
	case 3:
		if p := pick(); p != dir {
			os.Rename(p, name)
		}
	case 4:
		if p := pick(); p != dir && random.IntN(3) == 0 {
			os.RemoveAll(p)
		}
	case 5: // two folders exchange their names
		if a, b := pick(), pick(); a != dir && b != dir {
			other := filepath.Join(dir, "tmp")
			if os.Rename(a, other) == nil {
				os.Rename(b, a)
				os.MkdirAll(filepath.Dir(b), 0o777)
				os.Rename(other, b)
			}
		}
	}
}

func foldersIn(dir string) (list []string) {
	filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			list = append(list, path)
		}
		return nil
	})
	return list
}

// TestListenerEnds: nothing waits for a listener that was closed.
func TestListenerEnds(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	before := runtime.NumGoroutine()
	changes := Changes(ctx, Config{Dir: dir, open: listen, pause: time.Hour})
	<-changes
	for i := range 100 {
		must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.go", i)), nil, 0o666))
	}
	cancel()
	for range changes {
	}
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, want %d", runtime.NumGoroutine(), before)
		}
	}
}
