package main

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A command does not exit 0 if its output is lost, for example on a full disk or in a
// closed pipe.
func TestLostOutput(t *testing.T) {
	token := readFile(t, "testdata", "token.txt")
	commands := map[string][]string{
		"generate": nil, // it prints nothing
		"check":    {"check"},
		"init":     {"init"},
		"demo":     {"demo"},
		"keygen":   {"keygen", "keygen --ed25519", "keygen --ed25519 --out k"},
		"keys": {"keys", "keys show ring", "keys show --json ring", "keys check ring", "keys check --json ring",
			"keys cutoff ring", "keys public signing", "keys add -"},
		"inspect": {"inspect " + token, "inspect --json " + token},
		"list":    {"list", "list --json"},
		"diff":    {"diff --against HEAD", "diff --against HEAD --json", "diff --against HEAD --sarif"},
		"freeze":  {"freeze T"},
		"forget":  {"forget T"},
		"help":    {"help", "help list", "--help", "keygen --help"},
	}
	for _, c := range rootCommand().Commands() {
		if _, known := commands[c.Name()]; !known {
			t.Errorf("this test does not run the command %s", c.Name())
		}
	}
	sinks := map[string]func(t *testing.T) *os.File{"a closed pipe": closedPipe, "a full disk": fullDisk}
	for name, sink := range sinks {
		for _, line := range slices.Concat(slices.Collect(maps.Values(commands))...) {
			t.Run(name+"/"+line[:min(len(line), 30)], func(t *testing.T) {
				if testing.Short() && line == "demo" {
					t.Skip("builds a program")
				}
				lose(t, line, sink(t))
			})
		}
	}
}

// lose runs a command line whose output is lost.
func lose(t *testing.T, line string, out *os.File) {
	defer out.Close()
	t.Setenv("GOWORK", "off")
	dir := "." // demo needs the checkout
	if line != "demo" {
		dir = lostModule(t, line)
	}
	cmd := exec.Command("typeseal", strings.Fields(line)...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, &said
	if line == "keys add -" {
		cmd.Stdin = strings.NewReader(readFile(t, dir, "ring"))
	}
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 ||
		!strings.Contains(said.String(), "typeseal: standard output: ") {
		t.Errorf("%v\n%s", err, &said)
	}
	entries, err := os.ReadDir(dir)
	check(t, err)
	for _, e := range entries {
		if name := e.Name(); name == "k" || strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s still exists", name)
		}
	}
}

// lostModule returns a module in which the command prints something.
func lostModule(t *testing.T, line string) string {
	files := map[string]string{"go.mod": "module example.com/lost\n\ngo 1.26.0\n"}
	if line != "init" {
		files["a.go"] = "package lost\n\n//typeseal:sign salt=a max-age=1h\ntype T struct{ A int }\n"
	}
	dir := writeFiles(t, files)
	if strings.HasPrefix(line, "keys") {
		mustRun(t, dir, "typeseal", "keygen", "--out", "ring")
		mustRun(t, dir, "typeseal", "keygen", "--ed25519", "--out", "signing")
	}
	if line == "freeze T" || line == "forget T" {
		mustRun(t, dir, "typeseal")
	}
	if strings.HasPrefix(line, "diff") {
		mustRun(t, dir, "git", "init", "-q")
		mustRun(t, dir, "git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q",
			"--allow-empty", "-m", "a")
	}
	return dir
}

func mustRun(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("%s: %v\n%s", name, err, out)
	}
}

func closedPipe(t *testing.T) *os.File {
	r, w, err := os.Pipe()
	check(t, err)
	r.Close()
	return w
}

func fullDisk(t *testing.T) *os.File {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	return f
}

// keygen makes no key if its output would be lost.
func TestKeygenNowhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k")
	for _, args := range [][]string{{"keygen"}, {"keygen", "--ed25519"}, {"keygen", "--ed25519", "--out", path}} {
		cmd := exec.Command("typeseal", args...) // without Stdout: the null device
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil || !strings.Contains(said.String(), "the key would be lost") {
			t.Errorf("%v: %v\n%s", args, err, &said)
		}
	}
	if err := exec.Command("typeseal", "keygen", "--out", path).Run(); err != nil {
		t.Errorf("keygen --out prints nothing, but fails: %v", err)
	}
}

// A command that waits for standard input ends when it is interrupted.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupts to other processes")
	}
	for _, args := range [][]string{{"inspect"}, {"keys", "add", "-"}} {
		t.Run(args[0], func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("typeseal", args...)
			in, err := cmd.StdinPipe()
			check(t, err)
			defer in.Close()
			var said bytes.Buffer
			cmd.Stderr = &said
			check(t, cmd.Start())
			stop := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
			defer stop.Stop()
			time.Sleep(500 * time.Millisecond)
			check(t, cmd.Process.Signal(os.Interrupt))
			var exit *exec.ExitError
			err = cmd.Wait()
			if !errors.As(err, &exit) || exit.ExitCode() != 2 || said.String() != "typeseal: interrupted\n" {
				t.Errorf("%v, %s", err, &said)
			}
		})
	}
}
