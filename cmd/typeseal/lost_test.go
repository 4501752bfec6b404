package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/typeseal/typeseal/runtime/rotation"
)

// A command does not exit 0 if its output is lost, for example on a full disk or in a
// closed pipe.
func TestLostOutput(t *testing.T) {
	token := readFile(t, "testdata", "token.txt")
	ring, err := rotation.Parse(otherKey)
	check(t, err)
	other := ring.Keys()[0].ID
	lines := []string{
		"check", "init", "demo", "keygen", "keygen --ed25519", "keygen --ed25519 --out k",
		"keys", "keys show ring", "keys show --json ring", "keys check ring", "keys check --json ring",
		"keys cutoff ring", "keys public signing", "keys rotate ring", "keys rotate -", "keys add ring", "keys add -",
		"keys promote ring " + other, "keys retire ring " + other, "keys revoke ring " + other,
		"keys accept old " + other, "keys remove old",
		"inspect " + token, "inspect --json " + token,
		`mint T {"A":1}`, `mint T {"A":1} --json`, "mint T --example",
		"generate --json", "--sarif", "--github", "check --json", "check --sarif", "check --github",
		"keys check --sarif ring", "keys check --github ring",
		"emit python --out out --lock go.mod --json", "emit python --out out --check",
		"emit python --out out --check --json", "emit ts --out out --lock go.mod --sarif",
		"list --lock typeseal.lock", "list --lock go.mod --json",
		"list", "list --color=always", "list --json", "list --sarif", "list --github",
		"diff --against HEAD", "diff --against HEAD --color=always", "diff --against HEAD --json",
		"diff --against HEAD --sarif", "diff --against HEAD --github",
		"freeze T", "freeze T --json", "freeze T --sarif", "forget T", "forget T --json", "directives",
		"output", "files", "man", "version", "--version",
		"completion bash", "completion zsh", "completion fish", "completion powershell",
		"help", "help list", "help directives", "help directives salt", "--help", "keygen --help", "watch --help",
	}
	for _, name := range commandNames(rootCommand()) {
		runs := func(line string) bool { return line == name || strings.HasPrefix(line, name+" ") }
		if !slices.ContainsFunc(lines, runs) {
			t.Errorf("this test does not run the command %s", name)
		}
	}
	sinks := map[string]func(t *testing.T) *os.File{"a closed pipe": closedPipe, "a full disk": fullDisk}
	for name, sink := range sinks {
		for _, line := range lines {
			t.Run(name+"/"+line[:min(len(line), 30)], func(t *testing.T) {
				if testing.Short() && line == "demo" {
					t.Skip("builds a program")
				}
				lose(t, line, sink(t))
			})
		}
	}
}

// commandNames returns the names of all commands below cmd, such as keys rotate.
func commandNames(cmd *cobra.Command) (names []string) {
	for _, sub := range cmd.Commands() {
		name := strings.TrimPrefix(sub.CommandPath(), "typeseal ")
		names = append(append(names, name), commandNames(sub)...)
	}
	return names
}

// A command does not exit 0 if nobody can see what it prints to standard error.
func TestLostErrors(t *testing.T) {
	t.Setenv("GOWORK", "off")
	sinks := map[string]func(t *testing.T) *os.File{"a closed pipe": closedPipe, "a full disk": fullDisk}
	for name, sink := range sinks {
		for _, line := range []string{"", "watch", "--color=always", "check", "list ./b", "diff --against HEAD",
			"emit python --out out", "emit python --out out --check", "emit python --out out --lock go.mod"} {
			t.Run(name+"/"+line, func(t *testing.T) {
				dir := lostModule(t, line)
				check(t, os.Mkdir(filepath.Join(dir, "b"), 0o777))
				check(t, os.WriteFile(filepath.Join(dir, "b", "b.go"), []byte("package b\n"), 0o666))
				if line == "diff --against HEAD" {
					mustRun(t, dir, "typeseal")
					mustRun(t, dir, "git", "add", ".")
					mustRun(t, dir, "git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "b")
				}
				cmd := exec.Command("typeseal", strings.Fields(line)...)
				errs := sink(t)
				defer errs.Close()
				cmd.Dir, cmd.Stderr = dir, errs
				var exit *exec.ExitError
				if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != 2 {
					t.Errorf("%v, want exit code 2", err)
				}
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
	if strings.HasSuffix(line, " -") {
		cmd.Stdin = strings.NewReader(readFile(t, dir, "ring"))
	}
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 ||
		!strings.Contains(said.String(), "typeseal: standard output: ") {
		t.Errorf("%v\n%s", err, &said)
	}
	prints := strings.HasSuffix(line, " -") || strings.HasPrefix(line, "keygen") && !strings.HasSuffix(line, "help")
	if prints != strings.Contains(said.String(), " lost; ") {
		t.Errorf("whether a key is lost is not said: %s", &said)
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
	if strings.HasSuffix(line, "--github") && !strings.HasPrefix(line, "diff") { // without an error it prints nothing
		files["a.go"] = "package lost\n\n//typeseal:sign salt=a\ntype T struct{ A int }\n"
	}
	dir := writeFiles(t, files)
	if strings.HasPrefix(line, "keys") {
		both := "primary " + sampleKey + "\naccepted " + otherKey + " since=2020-01-01T00:00:00Z\n"
		check(t, os.WriteFile(filepath.Join(dir, "ring"), []byte(both), 0o600))
		old := strings.Replace(both, "accepted", "retired", 1)
		check(t, os.WriteFile(filepath.Join(dir, "old"), []byte(old), 0o600))
		mustRun(t, dir, "typeseal", "keygen", "--ed25519", "--out", "signing")
	}
	if strings.HasPrefix(line, "mint") {
		check(t, os.WriteFile(filepath.Join(dir, keyFile), []byte(sampleKey), 0o600))
	}
	needsLock := func(command string) bool { return strings.HasPrefix(line, command) }
	if slices.ContainsFunc([]string{"freeze", "forget", "keys rotate", "mint", "list --lock", "emit"}, needsLock) {
		mustRun(t, dir, "typeseal")
	}
	if strings.HasPrefix(line, "diff") {
		mustRun(t, dir, "git", "init", "-q")
		mustRun(t, dir, "git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q",
			"--allow-empty", "-m", "a")
	}
	return dir
}

// mustRun runs a program that must exit 0. If it is not installed, the test is skipped.
func mustRun(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
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
	for _, args := range [][]string{{"inspect"}, {"keys", "add", "-"}, {"mint", "api.Access", "-"}} {
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
