package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilled kills the generator at random moments while its output changes at
// every run, and finds the old file or the new one each time, whole. CI kills
// 500 times.
func TestKilled(t *testing.T) {
	kills := 40
	if os.Getenv("CI") == "true" {
		kills = 500
	}
	if testing.Short() {
		kills = 5
	}
	binary := buildTool(t)
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/killed\n\ngo 1.26.0\n")
	run := func(limit time.Duration) {
		cmd := exec.Command(binary)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off")
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(limit, func() { cmd.Process.Kill() })
		defer timer.Stop()
		if err := cmd.Wait(); err != nil && out.Len() > 0 {
			t.Fatalf("%v\n%s", err, &out)
		}
	}
	// Two sources, and what is generated for each.
	var sources, outputs [2]string
	var took time.Duration
	for i, field := range []string{"A", "B"} {
		sources[i] = "package killed\n\n//typeseal:sign salt=a max-age=1h\ntype T struct {\n" +
			strings.ReplaceAll(strings.Repeat("\tF# int `json:\"@\"`\n", 40), "#", field+"#")
		for n := range 40 {
			sources[i] = strings.Replace(sources[i], "#", string(rune('a'+n%26))+strings.Repeat("x", n), 1)
			sources[i] = strings.Replace(sources[i], "@", fmt.Sprintf("tag%d", n), 1) // tokens stay as they are
		}
		sources[i] += "}\n"
		write("killed.go", sources[i])
		start := time.Now()
		run(time.Minute)
		took = time.Since(start)
		text, err := os.ReadFile(filepath.Join(dir, "killed_typeseal.go"))
		if err != nil {
			t.Fatal(err)
		}
		outputs[i] = string(text)
	}
	if outputs[0] == outputs[1] {
		t.Fatal("the two sources give the same output")
	}
	written := 0
	for i := range kills {
		write("killed.go", sources[i%2])
		run(time.Duration(rand.Int64N(int64(took) * 5 / 4)))
		text, err := os.ReadFile(filepath.Join(dir, "killed_typeseal.go"))
		if err != nil {
			t.Fatal(err)
		}
		switch string(text) {
		case outputs[i%2]:
			written++
		case outputs[(i+1)%2]:
		default:
			t.Fatalf("after kill %d the output is neither the old nor the new one:\n%s", i, text)
		}
	}
	t.Logf("%d of %d runs came to write", written, kills)

	// A run that is not killed cleans up.
	write("killed.go", sources[0])
	run(time.Minute)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 4 {
		t.Errorf("left behind: %v", entries)
	}
}
