package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/show"
	typeseal "github.com/typeseal/typeseal/runtime"
)

var (
	anInstant = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	anID      = regexp.MustCompile(`\b[0-9a-f]{8}\b`)
	aSpan     = regexp.MustCompile(`\(in \d+ (?:seconds|minutes)\)`)
	aSecret   = regexp.MustCompile(`typeseal_(?:key|sec)_v1_[A-Za-z0-9_-]`)
	aKey      = regexp.MustCompile(`(typeseal_(?:key|sec|pub)_v1_)[A-Za-z0-9_-]{48}`)
)

// typed is a command for scripts. It runs a command line, and adds it and its output to the
// file session. There all times are TIME, and key ids are k1, k2 and so on.
func typed(script *testscript.TestScript, neg bool, args []string) {
	err := script.Exec(args[0], args[1:]...)
	if (err != nil) != neg {
		script.Fatalf("unexpected exit: %v\n%s", err, script.ReadFile("stderr"))
	}
	if aSecret.MatchString(script.ReadFile("stdout") + script.ReadFile("stderr")) {
		script.Fatalf("a key is printed")
	}
	addToSession(script, "$ "+strings.Join(args, " ")+"\n"+script.ReadFile("stdout")+script.ReadFile("stderr")+"\n")
}

// later is a command for scripts. It makes a ring older, as if a time had gone by.
func later(script *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		script.Fatalf("usage: later 1d2h ring")
	}
	var by duration
	script.Check(by.Set(args[0]))
	path := script.MkAbs(args[1])
	text := anInstant.ReplaceAllStringFunc(script.ReadFile(path), func(at string) string {
		t, err := time.Parse(time.RFC3339, at)
		script.Check(err)
		return show.Instant(t.Add(-time.Duration(by)))
	})
	script.Check(os.WriteFile(path, []byte(text), 0o600))
	addToSession(script, "# "+args[0]+" later\n\n")
}

// addToSession adds text to the file session of a script.
func addToSession(script *testscript.TestScript, text string) {
	path := script.MkAbs("session")
	was, _ := os.ReadFile(path)
	ids := strings.Fields(script.Getenv("KEYIDS"))
	text = aSpan.ReplaceAllString(anInstant.ReplaceAllString(text, "TIME"), "(soon)")
	text = anID.ReplaceAllStringFunc(text, func(id string) string {
		for i, known := range ids {
			if id == known {
				return fmt.Sprintf("k%d", i+1)
			}
		}
		ids = append(ids, id)
		return fmt.Sprintf("k%d", len(ids))
	})
	script.Setenv("KEYIDS", strings.Join(ids, " "))
	text = aKey.ReplaceAllString(text, "$1...")
	script.Check(os.WriteFile(filepath.Clean(path), append(was, text...), 0o666))
}

// newRing makes a ring in a new directory, and returns the directory.
func newRing(t *testing.T) (dir string) {
	dir = t.TempDir()
	mustKeys(t, dir, "keygen", "--out", "ring")
	return dir
}

// mustKeys runs typeseal, which must exit 0.
func mustKeys(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("typeseal", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestKeysKilled kills edits of a ring at random moments. After each kill, the ring is the old
// one or the new one, which has one line more.
func TestKeysKilled(t *testing.T) {
	kills := 300
	if testing.Short() {
		kills = 20
	}
	dir := newRing(t)
	edit := func(limit time.Duration) {
		cmd := exec.Command("typeseal", "keys", "cutoff", "ring")
		cmd.Dir = dir
		check(t, cmd.Start())
		timer := time.AfterFunc(limit, func() { cmd.Process.Kill() })
		defer timer.Stop()
		cmd.Wait()
	}
	start := time.Now()
	edit(time.Minute)
	window := time.Since(start) // half of the kills in it should come too late
	edited := 0
	for i := range kills {
		was := readFile(t, dir, "ring")
		edit(time.Duration(rand.Int64N(int64(window))))
		switch now := readFile(t, dir, "ring"); {
		case now == was:
			window = window * 11 / 10
		case strings.HasPrefix(now, was) && strings.HasPrefix(now[len(was):], "cutoff ") &&
			strings.Index(now[len(was):], "\n") == len(now)-len(was)-1:
			edited++
			window = window * 10 / 11
		default:
			t.Fatalf("after kill %d the ring is neither the old nor the new one:\n%s", i, now)
		}
	}
	t.Logf("%d of %d edits were done", edited, kills)
	if edited == 0 || edited == kills {
		t.Error("the kills were all too early or all too late")
	}
	edit(time.Minute) // it cleans up
	entries, err := os.ReadDir(dir)
	check(t, err)
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

// TestKeysParallel: edits at the same time all take effect, and a program that reads the ring
// meanwhile always finds a whole one.
func TestKeysParallel(t *testing.T) {
	dir := newRing(t)
	const edits = 40
	var group sync.WaitGroup
	ended, reads := make(chan struct{}), make(chan int)
	go func() {
		for n := 0; ; n++ {
			if _, err := typeseal.KeyringFromFile(filepath.Join(dir, "ring")); err != nil {
				t.Error(err)
			}
			select {
			case <-ended:
				reads <- n
				return
			default:
			}
		}
	}()
	for range edits {
		group.Go(func() {
			cmd := exec.Command("typeseal", "keys", "add", "ring")
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	group.Wait()
	close(ended)
	t.Logf("the ring was read %d times", <-reads)
	if n := strings.Count(readFile(t, dir, "ring"), "\naccepted "); n != edits {
		t.Errorf("%d of %d new keys are in the ring", n, edits)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
