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

// TestKilled kills the generator at random moments while its output changes in every run.
// After each kill, the output is the complete old file or the complete new file. CI kills
// it 500 times.
func TestKilled(t *testing.T) {
	kills := 40
	if os.Getenv("CI") == "true" {
		kills = 500
	}
	if testing.Short() {
		kills = 5
	}
	dir := writeFiles(t, map[string]string{"go.mod": "module example.com/killed\n\ngo 1.26.0\n"})
	run := func(source string, limit time.Duration) (output string) {
		check(t, os.WriteFile(filepath.Join(dir, "killed.go"), []byte(source), 0o644))
		cmd := exec.Command("typeseal", "--quiet")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
		var said bytes.Buffer
		cmd.Stderr = &said
		check(t, cmd.Start())
		timer := time.AfterFunc(limit, func() { cmd.Process.Kill() })
		defer timer.Stop()
		if err := cmd.Wait(); err != nil && said.Len() > 0 {
			t.Fatalf("%v\n%s", err, &said)
		}
		return readFile(t, dir, "killed_typeseal.go")
	}
	// The sources differ in the names of fields. Their tokens are the same.
	var sources, outputs [2]string
	var took time.Duration
	for i, name := range []string{"A", "B"} {
		sources[i] = "package killed\n\n//typeseal:sign salt=a max-age=1h\ntype T struct {\n"
		for n := range 40 {
			sources[i] += fmt.Sprintf("\tF%s%s int `json:\"tag%d\"`\n", name, strings.Repeat("x", n), n)
		}
		sources[i] += "}\n"
		start := time.Now()
		outputs[i] = run(sources[i], time.Minute)
		took = time.Since(start)
	}
	if outputs[0] == outputs[1] {
		t.Fatal("the two sources give the same output")
	}
	written := 0
	for i := range kills {
		switch output := run(sources[i%2], time.Duration(rand.Int64N(int64(took)*5/4))); output {
		case outputs[i%2]:
			written++
		case outputs[(i+1)%2]:
		default:
			t.Fatalf("after kill %d the output is neither the old nor the new one:\n%s", i, output)
		}
	}
	t.Logf("%d of %d runs wrote the output", written, kills)

	run(sources[0], time.Minute) // this run is not killed, so it cleans up
	entries, err := os.ReadDir(dir)
	check(t, err)
	if len(entries) != 4 {
		t.Errorf("left behind: %v", entries)
	}
}

// TestInitKilled kills init at random moments. A file that it leaves is complete, and the next
// init writes the others.
func TestInitKilled(t *testing.T) {
	t.Setenv("GOWORK", "off")
	const gomod = "module example.com/killed\n\ngo 1.26.0\n"
	whole := writeFiles(t, map[string]string{"go.mod": gomod})
	start := time.Now()
	mustRun(t, whole, "typeseal", "init")
	took := time.Since(start)
	names := []string{
		"main.go", "password_reset.go", "password_reset_test.go", "team_invite.go", "team_invite_test.go",
		".gitignore", ".gitattributes",
	}
	kills, halfway := 30, 0
	if testing.Short() {
		kills = 5
	}
	for i := range kills {
		dir := writeFiles(t, map[string]string{"go.mod": gomod})
		cmd := exec.Command("typeseal", "init")
		cmd.Dir = dir
		check(t, cmd.Start())
		time.Sleep(took/2 + time.Duration(rand.Int64N(int64(took)*3/4)))
		cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		left := 0
		for _, name := range append(names, keyFile) {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				continue
			}
			left++
			if name != keyFile && string(text) != readFile(t, whole, name) {
				t.Errorf("after kill %d, %s is not complete:\n%s", i, name, text)
			}
		}
		if left > 0 && left < len(names)+1 {
			halfway++
		}
		mustRun(t, dir, "typeseal", "init")
		for _, name := range append(names, keyFile) {
			readFile(t, dir, name)
		}
		mustRun(t, dir, "typeseal", "--quiet")
		if left, _ := filepath.Glob(filepath.Join(dir, ".typeseal-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	t.Logf("%d of %d kills were between the first file and the last", halfway, kills)
}
