// Package hooks_test runs what the GitHub Action and the pre-commit hooks of this repository
// run, in repositories of a user.
package hooks_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A scratch is a clone of a user's repository, on a branch. The default branch has a module
// in the folder shop, whose tokens are in use.
type scratch struct {
	t   *testing.T
	dir string
}

const account = `package shop

// Reset is the payload of a link in a mail.
//
//typeseal:sign salt=account.reset max-age=30m
type Reset struct {
	UserID int64 ` + "`json:\"uid\"`" + `
}
`

// origin is the repository that scratches are cloned from.
var origin struct {
	sync.Once
	dir string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if origin.dir != "" {
		os.RemoveAll(origin.dir)
	}
	os.Exit(code)
}

func newScratch(t *testing.T) *scratch {
	t.Helper()
	for _, program := range []string{"git", "bash"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	origin.Do(func() {
		dir, err := os.MkdirTemp("", "hooks")
		check(t, err)
		origin.dir = dir
		s := &scratch{t, dir}
		s.write("shop/account.go", account)
		s.write("shop/go.mod", "module example.com/shop\n\ngo 1.26.0\n\ntool "+typeseal+"/cmd/typeseal\n\nrequire "+
			typeseal+" v0.0.0\n\nreplace "+typeseal+" => "+checkout(t)+"\n")
		s.must("shop", "cp", filepath.Join(checkout(t), "go.sum"), ".")
		s.must("shop", "go", "list", "-mod=mod", "-deps", "tool") // go.mod gets what the tool requires
		s.must("shop", "go", "tool", "typeseal")
		s.must(".", "git", "init", "-q", "-b", "main")
		s.commit()
	})
	s := &scratch{t, filepath.Join(t.TempDir(), "clone")}
	cmd := exec.Command("git", "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(origin.dir), s.dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s.must(".", "git", "switch", "-qc", "topic")
	return s
}

const typeseal = "github.com/typeseal/typeseal"

func checkout(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	check(t, err)
	return dir
}

// run runs a command in a folder of the repository and returns what it prints.
func (s *scratch) run(dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = filepath.Join(s.dir, dir)
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// must runs a command that must succeed.
func (s *scratch) must(dir, name string, args ...string) {
	s.t.Helper()
	if out, err := s.run(dir, nil, name, args...); err != nil {
		s.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func (s *scratch) commit() {
	s.t.Helper()
	s.must(".", "git", "add", ".")
	s.must(".", "git", "commit", "-qm", "change")
}

func (s *scratch) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	check(s.t, os.MkdirAll(filepath.Dir(path), 0o777))
	check(s.t, os.WriteFile(path, []byte(text), 0o666))
}

func (s *scratch) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	check(s.t, err)
	return string(text)
}

// edit replaces a text in a file.
func (s *scratch) edit(name, old, text string) {
	s.t.Helper()
	before := s.read(name)
	after := strings.Replace(before, old, text, 1)
	if after == before {
		s.t.Fatalf("%s does not contain %q", name, old)
	}
	s.write(name, after)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
