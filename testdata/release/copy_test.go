package release_test

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A shell runs commands in a folder, with an environment.
type shell struct {
	t   *testing.T
	dir string
	env []string
}

// run runs a command, and returns what it printed to both outputs.
func (s *shell) run(name string, args ...string) (printed string, err error) {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	if !filepath.IsAbs(name) && strings.Contains(name, "/") {
		cmd.Path = filepath.Join(s.dir, name)
	}
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), s.env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// must runs a command that succeeds.
func (s *shell) must(name string, args ...string) string {
	s.t.Helper()
	out, err := s.run(name, args...)
	if err != nil {
		s.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func (s *shell) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	check(s.t, err)
	return string(text)
}

func (s *shell) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	check(s.t, os.MkdirAll(filepath.Dir(path), 0o777))
	check(s.t, os.WriteFile(path, []byte(text), 0o666))
}

// checkout returns the root of the repository.
func checkout(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	check(t, err)
	return root
}

// gitEnv is the environment of git without the user's settings.
var gitEnv = []string{
	"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
	"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
	"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
}

// copyCheckout copies the files of the checkout, as they are now, into a new repository with
// one commit. Its origin is another one, which is empty.
func copyCheckout(t *testing.T) *shell {
	t.Helper()
	from := &shell{t, checkout(t), nil}
	names, err := from.run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		skip(t, "this is not a git repository: "+names)
	}
	s := &shell{t, t.TempDir(), gitEnv}
	for name := range strings.SplitSeq(strings.TrimSuffix(names, "\x00"), "\x00") {
		copyFile(t, filepath.Join(from.dir, name), filepath.Join(s.dir, name))
	}
	s.must("git", "init", "-q", "-b", "main")
	s.must("git", "init", "-q", "--bare", ".git/origin")
	s.must("git", "remote", "add", "origin", filepath.Join(s.dir, ".git", "origin"))
	s.must("git", "add", ".")
	s.must("git", "commit", "-qm", "all that is here now")
	return s
}

// copyFile copies a file with its mode, unless it was removed from the checkout.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	check(t, err)
	text, err := os.ReadFile(from)
	check(t, err)
	check(t, os.MkdirAll(filepath.Dir(to), 0o777))
	check(t, os.WriteFile(to, text, info.Mode()))
}

// skip skips a test for which something is missing. In CI it is an error.
func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// goEnv returns settings of the go command.
func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	check(t, err)
	return cmp.Or(string(bytes.TrimSpace(out)), "off")
}
