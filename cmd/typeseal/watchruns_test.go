package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/typeseal/typeseal/cmd/typeseal/internal/watch"
	"github.com/typeseal/typeseal/generator"
)

// A counted is a watch in this process whose runs are counted.
type counted struct {
	*watched
	runs  atomic.Int64
	ended chan error
}

func countWatch(t *testing.T, dir string) *counted {
	t.Setenv("GOWORK", "")
	ctx, cancel := context.WithCancel(t.Context())
	c := &counted{watched: &watched{T: t, dir: dir, said: &shown{}}, ended: make(chan error, 1)}
	w := &watching{
		config: generator.Config{Dir: dir}, board: newBoard(c.said, nil),
		generate: func(ctx context.Context, config generator.Config) (*generator.Result, error) {
			c.runs.Add(1)
			return generator.Generate(ctx, config)
		},
	}
	go func() { c.ended <- w.loop(ctx, watch.Changes(ctx, watch.Config{Dir: dir, Names: []string{lockName}})) }()
	t.Cleanup(func() {
		cancel()
		check(t, <-c.ended)
	})
	return c
}

// calm waits until there was no run for longer than everything is looked at again.
func (c *counted) calm() (runs int64) {
	for before := int64(-1); before != c.runs.Load(); time.Sleep(2500 * time.Millisecond) {
		before = c.runs.Load()
	}
	return c.runs.Load()
}

// TestWatchOwn: what a run writes does not cause another one.
func TestWatchOwn(t *testing.T) {
	c := countWatch(t, writeFiles(t, map[string]string{"go.mod": appModule, "a/a.go": typ("a", "T", "N")}))
	c.expect("Wrote ")
	c.write("a/a.go", typ("a", "T", "M"))
	c.expect("Wrote ")
	c.write("a/a.go", "package a\n")
	c.expect("removed ")
	c.write("README.md", "not source")
	if runs := c.calm(); runs != 3 {
		t.Errorf("%d runs, want 3:\n%s", runs, c.said)
	}
}

// TestWatchBranch: git switches a thousand files. There are few runs, and the last one leaves
// what a generator would write.
func TestWatchBranch(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	files := map[string]string{"go.mod": appModule}
	for i := range 1000 {
		files[fmt.Sprintf("p%d/f%d.go", i%100, i)] = fmt.Sprintf("package p%d\n", i%100)
	}
	dir := writeFiles(t, files)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "main")
	git("switch", "-qc", "types")
	for i := range 1000 {
		name := fmt.Sprintf("p%d/f%d.go", i%100, i)
		text := typ(fmt.Sprintf("p%d", i%100), fmt.Sprintf("T%d", i), "N")
		check(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	git("commit", "-qam", "types")
	git("switch", "-q", "main")

	c := countWatch(t, dir)
	c.expect("Watching 101 folders", "No //typeseal: directive")
	git("switch", "-q", "types")
	c.expect("Wrote 1001 files in ")
	if runs := c.calm(); runs > 6 {
		t.Errorf("%d runs:\n%s", runs, c.said)
	}
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	if diff, err := generator.Diff(result); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
}

// TestWatchTogether: two watches and a generate work on one module. None fails, and they do
// not wake each other again and again.
func TestWatchTogether(t *testing.T) {
	dir := writeFiles(t, map[string]string{"go.mod": appModule, "a/a.go": typ("a", "T", "N")})
	first, second := countWatch(t, dir), countWatch(t, dir)
	first.expect("Watching")
	second.expect("Watching")
	for i := range 5 {
		first.write(fmt.Sprintf("p%d/p.go", i), typ(fmt.Sprintf("p%d", i), "T", "N"))
		result, err := settled(func() (*generator.Result, error) {
			return generator.Generate(t.Context(), generator.Config{Dir: dir})
		}, generator.Commit)
		check(t, err)
		if len(result.Diagnostics) > 0 {
			t.Error(result.Diagnostics)
		}
	}
	for _, c := range []*counted{first, second} {
		if runs := c.calm(); runs > 30 || strings.Contains(c.said.String(), "typeseal:") {
			t.Errorf("%d runs:\n%s", runs, c.said)
		}
	}
	result, err := generator.Generate(t.Context(), generator.Config{Dir: dir})
	check(t, err)
	if diff, err := generator.Diff(result); err != nil || diff != "" || len(result.Files) != 6 {
		t.Errorf("%v, %s, %d files", err, diff, len(result.Files))
	}
}
