package hooks_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/typeseal/typeseal/testdata/peer"
)

// A hook is what pre-commit reads from .pre-commit-hooks.yaml.
type hook struct {
	ID, Name, Description, Language, Entry, Files string
	PassFilenames                                 bool `yaml:"pass_filenames"`
	RequireSerial                                 bool `yaml:"require_serial"`
}

const hooksFile = ".pre-commit-hooks.yaml"

func readHooks(t *testing.T) map[string]hook {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(checkout(t), hooksFile))
	check(t, err)
	var list []hook
	check(t, yaml.Unmarshal(text, &list))
	hooks := map[string]hook{}
	for _, h := range list {
		if h.Language != "script" || h.PassFilenames || !h.RequireSerial {
			t.Errorf("%s: the test does not run it as pre-commit does: %+v", h.ID, h)
		}
		hooks[h.ID] = h
	}
	return hooks
}

// hookCase is an edit, and what a hook says before the commit.
type hookCase struct {
	name   string
	hook   string
	edit   func(*scratch)
	want   string // part of the output, if the hook stops the commit
	writes bool   // the hook brings the output up to date
}

var hookCases = []hookCase{
	{name: "nothing to do", hook: "typeseal", edit: func(*scratch) {}},
	{name: "nothing to do", hook: "typeseal-check", edit: func(*scratch) {}},
	{name: "output out of date", hook: "typeseal", edit: lowerAge, writes: true},
	{name: "output out of date", hook: "typeseal-check", edit: lowerAge, want: "-sign account.reset max-age 30m"},
	{name: "a new output", hook: "typeseal", edit: newType, want: "shop/far/far_typeseal.go", writes: true},
	{name: "an output not staged", hook: "typeseal-check", edit: newOutput, want: "shop/far/far_typeseal.go"},
	{name: "broken tokens", hook: "typeseal", edit: breakSource, want: "every token in flight would be refused"},
	{name: "broken tokens", hook: "typeseal-check", edit: breakSource, want: "every token in flight would be refused"},
}

func lowerAge(s *scratch) { s.edit("shop/account.go", "max-age=30m", "max-age=20m") }

func breakSource(s *scratch) { s.edit("shop/account.go", "max-age=30m", "max-age=30m codec=json") }

func newType(s *scratch) {
	s.write("shop/far/far.go", strings.NewReplacer("package shop", "package far", "account.reset", "far.reset").
		Replace(account))
}

func newOutput(s *scratch) {
	newType(s)
	s.must("shop", "go", "tool", "typeseal")
	s.must(".", "git", "add", "shop/typeseal.lock")
}

// TestHooks runs the hooks as pre-commit does, without pre-commit.
func TestHooks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds typeseal")
	}
	hooks := readHooks(t)
	for _, tt := range hookCases {
		t.Run(tt.hook+", "+tt.name, func(t *testing.T) {
			s := newScratch(t)
			tt.edit(s)
			s.stage()
			args := append(strings.Fields(hooks[tt.hook].Entry), "shop")
			out, err := s.run(".", nil, filepath.Join(checkout(t), args[0]), args[1:]...)
			if failed := err != nil; failed != (tt.want != "") || !strings.Contains(out, tt.want) {
				t.Errorf("%v, not %q:\n%s", err, tt.want, out)
			}
			s.expect(tt)
		})
	}
}

// stage adds the sources to the index, and not the outputs.
func (s *scratch) stage() { s.must(".", "git", "add", "*.go", ":(exclude)*_typeseal.go") }

// expect checks whether the hook has written.
func (s *scratch) expect(tt hookCase) {
	s.t.Helper()
	_, err := s.run("shop", nil, "go", "tool", "typeseal", "check")
	if settled := err == nil; tt.writes && !settled {
		s.t.Errorf("the output is not up to date after the hook: %v", err)
	}
	if changed := s.changed(); !tt.writes && changed != "" {
		s.t.Errorf("the hook has changed %s", changed)
	}
}

// changed returns the files that git knows and that differ from the index.
func (s *scratch) changed() string {
	out, err := s.run(".", nil, "git", "diff", "--name-only")
	check(s.t, err)
	return out
}

// TestFiles: the hooks run for commits of files that can change the output.
func TestFiles(t *testing.T) {
	for _, h := range readHooks(t) {
		files, err := regexp.Compile(h.Files)
		check(t, err)
		for _, path := range []string{"a.go", "a/b.go", "go.mod", "a/go.sum", "go.work", "a/typeseal.lock"} {
			if !files.MatchString(path) {
				t.Errorf("%s does not run for %s", h.ID, path)
			}
		}
		for _, path := range []string{"README.md", "a.gox", "cargo.mod", "go.mod.orig", "old-typeseal.lock"} {
			if files.MatchString(path) {
				t.Errorf("%s runs for %s", h.ID, path)
			}
		}
	}
}

// TestPreCommit commits with the real pre-commit, with the configuration that the cookbook
// shows.
func TestPreCommit(t *testing.T) {
	program := peer.Command(t, "pre-commit").Path
	source := hookRepository(t)
	for _, tt := range hookCases {
		t.Run(tt.hook+", "+tt.name, func(t *testing.T) {
			s := newScratch(t)
			s.write(".pre-commit-config.yaml", configuration(t, source, tt.hook))
			s.commit()
			env := []string{"PRE_COMMIT_HOME=" + filepath.Join(t.TempDir(), "home")}
			commit := func() (string, error) { return s.run(".", env, "git", "commit", "-m", "change") }
			if out, err := s.run(".", env, program, "install"); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			tt.edit(s)
			s.write("shop/doc.go", "package shop\n")
			s.stage()
			out, err := commit()
			stops := tt.want != "" || tt.writes
			if failed := err != nil; failed != stops || !strings.Contains(out, tt.want) {
				t.Errorf("%v, not %q:\n%s", err, tt.want, out)
			}
			if strings.Contains(out, "no files to check") {
				t.Errorf("the hook did not run:\n%s", out)
			}
			s.expect(tt)
			if !tt.writes {
				return
			}
			s.must(".", "git", "add", ".")
			if out, err := commit(); err != nil {
				t.Errorf("the second commit fails: %v\n%s", err, out)
			}
		})
	}
}

// configuration returns the cookbook's configuration for another hook in another repository.
func configuration(t *testing.T, source, id string) string {
	t.Helper()
	text, err := os.ReadFile("pre-commit-config.yaml")
	check(t, err)
	config := string(text)
	for old, replacement := range map[string]string{
		"https://" + typeseal: source,
		"rev: main":           "rev: v1", "id: typeseal\n": "id: " + id + "\n", "[.]": "[shop]",
	} {
		if !strings.Contains(config, old) {
			t.Fatalf("the configuration does not contain %q", old)
		}
		config = strings.Replace(config, old, replacement, 1)
	}
	return config
}

// hookRepository returns a repository with the hooks of the checkout, as they are now. Its
// tag is v1.
func hookRepository(t *testing.T) string {
	t.Helper()
	s := &scratch{t, t.TempDir()}
	s.must(".", "git", "init", "-q")
	s.must(".", "cp", filepath.Join(checkout(t), hooksFile), ".")
	check(t, os.MkdirAll(filepath.Join(s.dir, ".github"), 0o777))
	s.must(".", "cp", "-R", filepath.Join(checkout(t), ".github", "hooks"), ".github/")
	s.commit()
	s.must(".", "git", "tag", "v1")
	return s.dir
}
