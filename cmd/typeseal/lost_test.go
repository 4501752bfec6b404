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
)

// A command whose output is lost does not exit 0, whichever it is: a full disk,
// and a pipe that nobody reads any more.
func TestLostOutput(t *testing.T) {
	token, err := os.ReadFile(filepath.Join("testdata", "token.txt"))
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string][]string{
		"generate": nil, // it prints nothing
		"check":    {"check"},
		"init":     {"init"},
		"demo":     {"demo"},
		"keygen":   {"keygen", "keygen --ed25519", "keygen --ed25519 --out k"},
		"inspect":  {"inspect " + string(token), "inspect --json " + string(token)},
		"list":     {"list", "list --json"},
		"diff":     {"diff --against HEAD", "diff --against HEAD --json", "diff --against HEAD --sarif"},
		"freeze":   {"freeze T"},
		"forget":   {"forget T"},
		"help":     {"help", "help list", "--help", "keygen --help"},
	}
	for _, c := range root().Commands() {
		if _, known := commands[c.Name()]; !known {
			t.Errorf("no line here for the command %s", c.Name())
		}
	}
	binary := buildTool(t)
	sinks := map[string]func(t *testing.T) *os.File{"a closed pipe": closedPipe, "a full disk": fullDisk}
	for name, sink := range sinks {
		for _, line := range slices.Concat(commandLines(commands)...) {
			t.Run(name+"/"+line[:min(len(line), 30)], func(t *testing.T) {
				if testing.Short() && line == "demo" {
					t.Skip("builds a program")
				}
				lose(t, binary, line, sink(t))
			})
		}
	}
}

func commandLines(commands map[string][]string) (lines [][]string) {
	for _, l := range commands {
		lines = append(lines, l)
	}
	return lines
}

// lose runs a command line with an output that cannot be written.
func lose(t *testing.T, binary, line string, out *os.File) {
	defer out.Close()
	dir := lostModule(t, binary, line)
	cmd := exec.Command(binary, strings.Fields(line)...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 ||
		!strings.Contains(said.String(), "typeseal: standard output: ") {
		t.Errorf("%v\n%s", err, &said)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name == "k" || strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s is left behind", name)
		}
	}
}

// lostModule is a module in which the command has something to print.
func lostModule(t *testing.T, binary, line string) string {
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	if line == "demo" {
		return "." // it needs the checkout
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/lost\n\ngo 1.26.0\n")
	if line == "init" {
		return dir
	}
	write("a.go", "package lost\n\n//typeseal:sign salt=a max-age=1h\ntype T struct{ A int }\n")
	if line == "freeze T" || line == "forget T" {
		mustRun(t, dir, binary)
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
	if err != nil {
		t.Fatal(err)
	}
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

// A key is not printed where nobody can have it.
func TestKeygenNowhere(t *testing.T) {
	binary := buildTool(t)
	for _, args := range [][]string{{"keygen"}, {"keygen", "--ed25519"},
		{"keygen", "--ed25519", "--out", filepath.Join(t.TempDir(), "k")}} {
		cmd := exec.Command(binary, args...) // without Stdout: the null device
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil || !strings.Contains(said.String(), "the key would be lost") {
			t.Errorf("%v: %v\n%s", args, err, &said)
		}
	}
	path := filepath.Join(t.TempDir(), "k")
	if err := exec.Command(binary, "keygen", "--out", path).Run(); err != nil {
		t.Errorf("keygen --out prints nothing, and fails: %v", err)
	}
}

// What would act on a terminal is shown as an escape, wherever writes cut it.
func TestVisible(t *testing.T) {
	const esc, rlo, tag, del, nel = "\x1b[31m", "\u202e", "\U000e0041", "\x7f", "\u0085"
	in := "a" + esc + "b\tä語😀\n" + rlo + tag + del + nel + "\xff\xc3" + "x\r\ny\rz\ufeff\u2028\u00a0\r"
	want := `a\u001b[31mb` + "\tä語😀\n" + `\u202e\udb40\udc41\u007f\u0085\xff\xc3x` + "\n" +
		`y\u000dz\ufeff\u2028\u00a0\x0d`
	for step := 1; step <= len(in); step++ {
		var got bytes.Buffer
		o := &output{w: &got}
		for part := range slices.Chunk([]byte(in), step) {
			if n, err := o.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := o.close(); err != nil || got.String() != want {
			t.Fatalf("in steps of %d: %v\ngot  %q\nwant %q", step, err, &got, want)
		}
	}
}

// A command that waits for standard input ends when it is interrupted.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupts to other processes")
	}
	cmd := exec.Command(buildTool(t), "inspect")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer stop.Stop()
	time.Sleep(500 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 2 || said.String() != "typeseal: interrupted\n" {
		t.Errorf("%v, %s", err, &said)
	}
}
